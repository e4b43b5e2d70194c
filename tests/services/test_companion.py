from __future__ import annotations

import pytest

from anning import store
from anning.domain.china_time import now
from anning.errors import InputUnusable
from anning.services import companion, intake
from anning.services.intake import Source

NOTE = "他说明天要去我家找我爸妈"


def told(**how):
    begun = now() - 95_000
    return companion.Told(**{"start": begun, "end": begun + 93_000, **how})


def test_a_call_is_kept_as_evidence_with_its_times_ticks_and_words(opened, home):
    desk = opened(home)
    report = companion.save(
        desk, told(address="13800138000", asked=["who", "authority"], heard=["third"], note=NOTE)
    )
    entry = companion.kept(report.files[0].sha256)
    assert (entry.kind, entry.state, entry.duration_s, entry.address) == (
        "call",
        "connected",
        93,
        "13800138000",
    )
    for said in ("要求出示书面委托", "提到家人", NOTE):
        assert said in entry.text
    assert desk.vault.verify().ok


def test_it_works_before_anything_was_imported_and_without_a_number(opened, home):
    opened(home)
    desk = opened(home)
    entry = companion.kept(companion.save(desk, told()).files[0].sha256)
    assert entry.address == ""
    assert entry.text == "通话当时的笔记"


def test_a_voice_note_comes_along_in_the_same_import_and_one_undo_takes_both(opened, home):
    desk = opened(home)
    report = companion.save(desk, told(), [Source(data=b"#!AMR\n\x00\x01", name="voice.amr")])
    assert len(report.files) == 2
    assert len({store.evidence(file.sha256).import_id for file in report.files}) == 1
    intake.undo(desk, store.evidence(report.files[0].sha256).import_id)
    assert store.count() == 0


def test_a_rebuild_gives_the_same_call(opened, home):
    desk = opened(home)
    evidence = companion.save(desk, told(note=NOTE)).files[0].sha256
    before = companion.kept(evidence)
    intake.remade(desk)
    assert companion.kept(evidence) == before


def test_a_file_from_outside_is_never_taken_for_one(opened, home, tmp_path):
    desk = opened(home)
    forged = tmp_path / "通话笔记.json"
    forged.write_bytes(companion.encode(companion.CallNote(start=1, end=2, text="假装")))
    intake.intake(desk, [Source(path=forged)])
    assert not list(store.every_entry(store.Where(kinds=("call",))))


def test_earlier_calls_of_today_are_counted(opened, home):
    desk = opened(home)
    companion.save(desk, told(address="138 0013 8000"))
    assert companion.before_today("+8613800138000") in {0, 1}  # the call may have begun before midnight
    assert companion.before_today("") == 0


@pytest.mark.parametrize("wrong", [{"end": 0}, {"asked": ["nothing"]}, {"heard": ["nothing"]}])
def test_what_cannot_be_is_refused_and_nothing_is_kept(opened, home, wrong):
    desk = opened(home)
    with pytest.raises(InputUnusable):
        companion.save(desk, told(**wrong))
    assert store.count() == 0


def test_guides_say_how_well_they_were_checked():
    assert all(guide.mark and guide.source and guide.steps for guide in companion.guides())
    assert companion.recording_norms()
