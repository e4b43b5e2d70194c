from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from exports import REMINDER, THREAT, at, call, calls, messages, sms

from anning.errors import Busy, InputUnusable, NotFound
from anning.services import findings, intake, overview, timeline
from anning.services.intake import About, Source
from anning.services.reading import Cancelled
from anning.vault import Export, Import, Parsed, Redo, Undo


def put(folder: Path, name: str, data: bytes) -> Source:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return Source(path=path)


def lines(desk) -> list[str]:
    return [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in timeline.rows(desk)]


@pytest.fixture
def export(tmp_path) -> list[Source]:
    texts = [
        sms(THREAT, "2026-02-01T10:00:00"),
        sms(REMINDER, "2026-02-02T10:00:00", "95588"),
        sms("收到", "2026-02-02T11:00:00", kind=2),
    ]
    log = [call("2026-02-01T09:00:00"), call("2026-02-01T09:05:00", kind=1, duration=40)]
    return [
        put(tmp_path / "in", "sms-1.xml", messages(texts)),
        put(tmp_path / "in", "calls-1.xml", calls(log)),
    ]


def test_what_was_handed_over_is_in_the_timeline_with_its_findings(desk, export):
    report = intake.intake(desk, export)

    assert report.totals["message"] == 3
    assert report.totals["call"] == 2
    rows = list(timeline.rows(desk))
    assert [row["kind"] for row in rows] == ["call", "call", "message", "message", "message"]
    assert [row["state"] for row in rows[:2]] == ["missed", "connected"]
    threat = next(row for row in rows if row["text"] == THREAT)
    assert threat["verdict"] == "likely_unlawful"
    for found in threat["findings"]:
        assert found["quote"] == THREAT[found["start"] : found["end"]]
        assert found["citations"] or found["conduct"] == "deadline_pressure"
    assert [row["direction"] for row in rows if row["text"] == "收到"] == ["out"]


def test_the_persons_own_words_are_never_a_finding(desk, tmp_path):
    intake.intake(
        desk, [put(tmp_path / "in", "a.xml", messages([sms(THREAT, "2026-02-01T10:00:00", kind=2)]))]
    )
    assert not any(row["findings"] for row in timeline.rows(desk))


def test_the_same_bytes_twice_add_nothing_and_say_so(desk, export):
    intake.intake(desk, export)
    before = lines(desk)

    again = intake.intake(desk, export)

    assert [file.already for file in again.files] == [True, True]
    assert [file.duplicates for file in again.files] == [3, 2]
    assert again.import_id == ""
    assert lines(desk) == before


def test_the_same_message_from_two_exports_is_one(desk, tmp_path):
    first = put(tmp_path / "in", "a.xml", messages([sms(THREAT, "2026-02-01T10:00:00")]))
    second = put(
        tmp_path / "in",
        "b.xml",
        messages([sms(THREAT, "2026-02-01T10:00:00"), sms("新的", "2026-02-03T10:00:00")]),
    )
    intake.intake(desk, [first])

    report = intake.intake(desk, [second])

    assert report.files[0].items["message"] == 1
    assert report.files[0].duplicates == 1
    assert len(lines(desk)) == 2


def test_undo_takes_one_import_out_and_keeps_what_others_have_too(desk, tmp_path):
    first = put(tmp_path / "in", "a.xml", messages([sms(THREAT, "2026-02-01T10:00:00")]))
    second = put(
        tmp_path / "in",
        "b.xml",
        messages([sms(THREAT, "2026-02-01T10:00:00"), sms("新的", "2026-02-03T10:00:00")]),
    )
    undone = intake.intake(desk, [first]).import_id
    intake.intake(desk, [second])

    assert intake.undo(desk, undone) == 1

    texts = [row["text"] for row in timeline.rows(desk)]
    assert texts == [THREAT, "新的"]
    kinds = [type(entry.event) for entry in desk.vault.events()]
    assert kinds.count(Import) == 2
    assert Undo in kinds


def test_redo_brings_it_back_as_it_was(desk, export):
    done = intake.intake(desk, export).import_id
    before = lines(desk)
    intake.undo(desk, done)
    assert lines(desk) == []

    assert intake.redo(desk, done) == 2

    assert lines(desk) == before
    assert any(isinstance(entry.event, Redo) for entry in desk.vault.events())


def test_what_was_undone_can_be_imported_again(desk, export):
    done = intake.intake(desk, export).import_id
    before = lines(desk)
    intake.undo(desk, done)

    again = intake.intake(desk, export)

    assert again.totals["message"] == 3
    assert lines(desk) == before
    assert intake.undo(desk, again.import_id) == 2
    assert lines(desk) == []


def test_an_unknown_import_cannot_be_undone(desk):
    with pytest.raises(NotFound, match="没有这个编号"):
        intake.undo(desk, "abc")


def test_rebuild_gives_the_same_timeline_byte_for_byte(opened, home, export, tmp_path):
    from anning.services import custody

    desk = opened(home)
    intake.intake(desk, export)
    photo = put(tmp_path / "in", "13800138000_20260203101500.mp3", b"ID3" + bytes(400))
    intake.intake(desk, [photo])
    evidence = next(row["evidence"] for row in timeline.rows(desk) if row["kind"] == "recording")
    intake.annotate(desk, evidence, About(address="19900000002", text=THREAT, at=at("2026-02-03T10:15:00")))
    before = lines(desk)

    assert custody.rebuild(desk) == 3
    assert lines(desk) == before

    desk.config.database.unlink()
    for side in home.glob("anning.sqlite3-*"):
        side.unlink()
    assert lines(opened(home)) == before


def test_what_is_typed_beside_a_recording_is_screened_like_a_message(desk, tmp_path):
    intake.intake(desk, [put(tmp_path / "in", "录音.mp3", b"ID3" + bytes(400))])
    row = next(iter(timeline.rows(desk)))
    assert row["kind"] == "recording"
    assert not row["findings"]

    intake.annotate(
        desk, row["evidence"], About(text=THREAT, address="19900000002", at=at("2026-02-03T10:15:00"))
    )

    row = next(iter(timeline.rows(desk)))
    assert row["address"] == "19900000002"
    assert row["at"].startswith("2026-02-03T10:15")
    assert row["verdict"] == "likely_unlawful"


def test_pasted_text_is_evidence_with_what_the_person_says_of_it(desk):
    intake.paste(desk, THREAT, About(address="19900000003", at=at("2026-02-04T08:00:00"), channel="wechat"))
    (row,) = timeline.rows(desk)
    assert (row["text"], row["address"], row["channel"]) == (THREAT, "19900000003", "wechat")
    assert row["findings"]


def test_nothing_pasted_is_said_gently(desk):
    with pytest.raises(InputUnusable, match="没有粘贴"):
        intake.paste(desk, "  \n", About())


def test_a_file_that_is_not_there_is_named_and_the_rest_goes_in(desk, export, tmp_path):
    report = intake.intake(desk, [Source(path=tmp_path / "missing.xml"), *export])
    assert "没有这个文件" in report.files[0].problems[0].reason
    assert report.totals["message"] == 3


def test_a_folder_is_taken_with_all_it_holds(desk, export, tmp_path):
    report = intake.intake(desk, [Source(path=tmp_path / "in")])
    assert report.totals["files"] == 2
    assert report.totals["message"] == 3


def test_a_zip_with_an_export_and_a_photo(desk, tmp_path):
    packed = tmp_path / "手机.zip"
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sms-1.xml", messages([sms(THREAT, "2026-02-01T10:00:00")]))
        archive.writestr("照片/截图.png", png)
    report = intake.intake(desk, [Source(path=packed)])

    kinds = {row["kind"] for row in timeline.rows(desk)}
    assert kinds == {"message", "image"}
    assert report.totals["image"] == 1
    assert intake.undo(desk, report.import_id)
    assert lines(desk) == []


def test_cancelling_leaves_nothing_and_it_can_be_begun_again(desk, tmp_path):
    many = put(
        tmp_path / "in", "big.xml", messages(sms(f"第{n}条", "2026-02-01T10:00:00") for n in range(9000))
    )
    seen = []

    with pytest.raises(Cancelled):
        intake.intake(desk, [many], told=seen.append, cancelled=lambda: any(p.contacts for p in seen))

    assert lines(desk) == []
    assert intake.intake(desk, [many]).totals["message"] == 9000


def test_what_was_sealed_and_not_read_is_read_at_the_next_start(opened, home, export, monkeypatch):
    from anning.services import reading

    desk = opened(home)
    monkeypatch.setattr(reading, "read", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        intake.intake(desk, export)
    monkeypatch.undo()

    assert len(lines(opened(home))) == 5


def test_two_programs_do_not_write_at_once(opened, home, export):
    one, other = opened(home), opened(home)
    with one.alone(), pytest.raises(Busy, match="正在导入"):
        intake.intake(other, export)


def test_every_reading_leaves_its_account_in_the_log(desk, export):
    intake.intake(desk, export)
    parsed = [entry.event for entry in desk.vault.events() if isinstance(entry.event, Parsed)]
    assert [sum(event.reading.counts.values()) for event in parsed] == [3, 2]
    assert all(event.parser_version and len(event.parser_sha256) == 64 for event in parsed)


def test_a_dismissed_finding_can_be_brought_back(desk, export):
    intake.intake(desk, export)
    entry = next(e for e in timeline.every(desk, timeline.between(None, None)) if e.text == THREAT)
    rules = {found.rule for found in entry.findings}
    for rule in rules:
        findings.dismiss(desk, entry.id, rule, "朋友开玩笑")
    assert set(timeline.get(desk, entry.id).dismissed) == rules
    assert overview.overview(desk).serious == 0
    for rule in rules:
        findings.restore(desk, entry.id, rule)
    assert timeline.get(desk, entry.id).dismissed == ()
    assert overview.overview(desk).serious == 1


def test_a_finding_is_explained_under_the_law_of_its_day(desk, tmp_path):
    rows = [sms(THREAT, "2025-12-31T23:59:59"), sms(THREAT, "2026-01-01T00:00:00")]
    intake.intake(desk, [put(tmp_path / "in", "a.xml", messages(rows))])
    before, after = timeline.every(desk, timeline.between(None, None))
    cited = [
        {
            norm.article.split("(")[0]
            for found in findings.explain(desk, entry)
            for norm in found.norms
            if norm.short == "治安管理处罚法"
        }
        for entry in (before, after)
    ]
    assert cited == [{"42"}, {"50"}]


def test_the_home_page_counts_what_it_says(desk, export):
    intake.intake(desk, export)
    shown = overview.overview(desk)
    assert (shown.empty, shown.calls, shown.serious) == (False, 2, 1)
    assert shown.action in {"danger", "findings"}


def test_an_empty_home_says_so(desk):
    assert overview.overview(desk).empty


def test_opening_an_original_is_on_the_record(desk, export, tmp_path):
    import io

    from anning.services import custody

    intake.intake(desk, export)
    evidence = next(row["evidence"] for row in timeline.rows(desk))
    out = io.BytesIO()
    custody.view(desk, evidence, out)
    assert out.getvalue() in {export[0].path.read_bytes(), export[1].path.read_bytes()}
    assert [event["type"] for event in custody.history(desk, evidence)] == ["import", "parsed", "view"]
    assert not any(isinstance(entry.event, Export) for entry in desk.vault.events())
