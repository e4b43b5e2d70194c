"""What a person types beside a recording comes back as it was typed, and nobody else can write such a note."""

from __future__ import annotations

import pytest
from reading import read

from anning.importers.formats import note

TYPED = note.NoteText(
    evidence="ab" * 32, at=1767571391000, address="13800138000", name="李主任", text="再不还就上门\n找你父母",
    channel="call", kind="recording", duration_s=83,
)  # fmt: skip


def test_the_note_comes_back_as_it_was_typed():
    (one,) = read(note.FORMAT, note.encode(TYPED), "note.json", role="note").contacts
    assert (one.kind, one.locator, one.channel, one.direction) == ("recording", "note", "call", "in")
    assert (one.at, one.address, one.name, one.text, one.duration_s) == (
        1767571391000, "13800138000", "李主任", "再不还就上门\n找你父母", 83,
    )  # fmt: skip
    assert one.extra["about"] == "ab" * 32


def test_the_same_note_is_the_same_bytes():
    again = note.NoteText(**{field: getattr(TYPED, field) for field in reversed(TYPED.__struct_fields__)})
    assert note.encode(TYPED) == note.encode(again)


def test_a_file_from_outside_is_never_taken_for_a_note():
    data = note.encode(TYPED)
    assert note.FORMAT.sniff(data, "note.json") == 0
    got = read(note.FORMAT, data, "note.json")
    assert not got.contacts
    assert got.problems


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"anning":"note/9","evidence":"x"}', b"\xff\xfe", b'{"anning":"note/1"}']
)
def test_a_damaged_note_is_said(data):
    got = read(note.FORMAT, data, "note.json", role="note")
    assert not got.contacts
    assert got.problems
    assert not got.reading.complete
