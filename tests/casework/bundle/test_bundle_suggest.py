from __future__ import annotations

import msgspec
from bundles import filed, said, talk

from anning.casework.bundle.suggest import FLOOD, Gathering, merged
from anning.domain.exhibits import Chosen


def gathered(*entries, roles=None, parties=None):
    named = parties or {}
    gathering = Gathering(
        roles=roles or {},
        party=lambda key: named.get(key, (key, f" {key} ")),
        file=lambda one: f"{one[:4]}.xml",
    )
    for entry in entries:
        gathering.take(entry)
    return gathering.chosen()


def doubtful(number, address):
    entry = said(number, "再不还就上门找你", hit="上门找你", address=address)
    found = tuple(msgspec.structs.replace(f, verdict="needs_context") for f in entry.findings)
    return msgspec.structs.replace(entry, findings=found, verdict="needs_context")


def test_each_caller_with_findings_becomes_an_exhibit_clearest_first():
    found = gathered(
        *talk(3, address="15400000001"),
        *talk(9, address="15400000002"),
        said(1, "你好", address="15400000003"),
    )
    assert [one.keys for one in found] == [("15400000002",), ("15400000001",)]
    assert [one.place for one in found] == [1, 2]
    assert "暴力威胁" in found[0].proves
    assert "是否违法由" in found[0].proves
    assert "3 条" in found[0].proves


def test_what_only_might_be_unlawful_is_named_but_left_out():
    found = gathered(doubtful(1, "15400000009"), *talk(3, address="15400000001"))
    assert [(one.keys[0], one.left_out) for one in found] == [("15400000001", False), ("15400000009", True)]


def test_numbers_of_one_party_are_one_exhibit_under_its_name():
    parties = dict.fromkeys(("15400000001", "15400000002"), ("a-1", "某催收公司"))
    (found,) = gathered(*talk(3, address="15400000001"), *talk(3, address="15400000002"), parties=parties)
    assert found.id == "talk:a-1"
    assert found.keys == ("15400000001", "15400000002")
    assert "某催收公司" in found.name


def test_a_flood_of_calls_is_an_exhibit_without_a_word_written():
    calls = [said(n, "", kind="call", address="15400000007") for n in range(FLOOD)]
    (found,) = gathered(*calls, roles={"15400000007": "collector"})
    assert f"来电 {FLOOD} 次" in found.proves
    assert not found.left_out
    assert gathered(*calls, roles={"15400000007": "known"}) == []


def test_what_the_person_took_out_counts_no_more():
    entries = [msgspec.structs.replace(e, dismissed=("threat_violence.made_up",)) for e in talk(3)]
    assert gathered(*entries) == []


def test_pictures_go_by_day_and_recordings_by_whose_number_it_is():
    recording = msgspec.structs.replace(filed(1, "recording", b"r"), address="15400551007")
    stranger = filed(2, "recording", b"s")
    found = gathered(
        *talk(3),
        recording,
        stranger,
        filed(4, "image", b"a"),
        filed(4, "image", b"b"),
        filed(5, "image", b"c"),
    )
    kinds = {one.id: (len(one.entries), one.left_out) for one in found if one.kind != "talk"}
    assert kinds == {
        "recordings:15400551007": (1, False),
        "recordings:": (1, True),
        "pictures:2026-01-05": (2, False),
        "pictures:2026-01-06": (1, False),
    }


def test_what_the_person_wrote_stays_and_what_the_contacts_say_goes_on():
    first = gathered(*talk(3))
    own = msgspec.structs.replace(first[0], name="我起的名字", left_out=True, place=7)
    later = gathered(*talk(9))
    (now,) = merged(later, {own.id: own})
    assert (now.name, now.left_out, now.place) == ("我起的名字", True, 7)
    assert now.hits == 3
    assert merged(later, {"talk:nobody": Chosen(id="talk:nobody", kind="talk")}) == later
