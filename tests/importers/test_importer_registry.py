from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from anning.domain.records import Contact, Problem, Reading
from anning.importers import registry
from anning.importers.contents import contents
from anning.importers.formats import Format
from anning.importers.limits import Limits

OURS = {
    "sms_backup_restore",
    "eml",
    "csv",
    "ios_privacy",
    "relative_note",
    "pasted",
    "note",
    "call_note",
    "statement",
    "opaque",
}


class Diary:
    name = "diary"
    version = "1"

    def sniff(self, head, name):
        return 95 if head.startswith(b"DIARY") else 0

    def read(self, stream, place) -> Iterator[Contact | Reading]:
        yield Contact(kind="document", locator=f"{place.prefix}diary", text=stream.read().decode())
        if b"BROKEN" in place.name.encode():
            raise ZeroDivisionError("on purpose")
        yield Reading(container="", format="diary")


class NotOne:
    pass


@pytest.fixture
def outside(monkeypatch):
    def points(group):
        assert group == "anning.importers"
        return [
            EntryPoint(name, f"test_importer_registry:{name}", group)
            for name in ("Diary", "NotOne", "Missing")
        ]

    monkeypatch.setattr(registry, "entry_points", points)
    registry._outside.cache_clear()
    yield
    registry._outside.cache_clear()


def read(data, name="x", **settings):
    return list(contents(io.BytesIO(data), name, size=len(data), settings=settings, limits=Limits()))


def test_our_formats_are_all_there_and_of_one_shape():
    assert {one.name for one in registry.formats()} >= OURS
    assert all(isinstance(one, Format) and one.version for one in registry.formats())
    assert [one.name for one in registry.containers()] == ["zip"]


def test_every_file_has_a_format():
    for head in (b"", b"\0\1\2", b"text", b"<xml/>", bytes(range(256))):
        assert registry.format_for(head, "x").name in {"opaque", "pasted"}


def test_a_format_from_outside_reads_its_files(outside):
    assert [type(one) for one in read(b"DIARY today")][-2:] == [Contact, Reading]


def test_one_that_cannot_be_loaded_is_told_and_harms_nothing(outside):
    found = read(b"DIARY today")
    assert [one.where.split(":")[-1] for one in found if isinstance(one, Problem)] == ["NotOne", "Missing"]
    assert found[-1] == Reading(container="file", format="diary")


def test_one_that_fails_keeps_what_it_gave(outside):
    contact, problem, reading = read(b"DIARY today", "BROKEN")[-3:]
    assert contact.text == "DIARY today"
    assert "ZeroDivisionError" in problem.reason
    assert not reading.complete


def test_the_person_may_say_what_a_file_is():
    assert read(b"<smses></smses>", format="opaque")[-1].format == "opaque"


def test_a_note_is_only_read_where_it_is_one():
    assert read(b'{"anning":"note/1","evidence":"e","text":"t"}', "n.json", role="note")[-1].format == "note"
    assert read(b'{"anning":"note/1","evidence":"e","text":"t"}', "n.json")[-1].format != "note"
