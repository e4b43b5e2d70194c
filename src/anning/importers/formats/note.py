"""What the person typed beside a file: who called, when, from which number, what was said.

Written and read by Anning alone. A file from outside is never taken for one, whatever it looks like: only a Place
with ``role: note`` in its settings is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.records import Channel, Contact, Direction, Kind, Problem
from anning.importers.formats import Found, Place, Tally

ROLE = "note"
LARGEST = 4 << 20


class NoteText(Struct, frozen=True, kw_only=True, tag_field="anning", tag="note/1"):
    """The note as it is kept. evidence is the id of the file it stands beside; at None when it is not known."""

    evidence: str
    at: Instant | None = None
    direction: Direction = "in"
    address: str = ""
    name: str = ""
    text: str = ""
    channel: Channel = "note"
    kind: Kind = "document"
    duration_s: int | None = None


def encode(note: NoteText) -> bytes:
    """The note as JSON; the same note always gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(note), indent=1) + b"\n"


class Note:
    """One contact with the locator ``note``; extra names the evidence it is about."""

    name = "note"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - never by looks
        """Never claimed: a note is only read where Anning says that it is one."""
        return 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The contact the note tells of, and the account."""
        tally = Tally()
        try:
            note = _decoded(stream, place)
        except (msgspec.MsgspecError, UnicodeDecodeError, PermissionError) as reason:
            yield Problem(place.name, f"这份备注不能读取：{reason}")
            yield tally.end(self.name, complete=False)
            return
        yield tally.add(_contact(note, place))
        yield tally.end(self.name, encoding="utf-8", tool=("anning", ""))


def _decoded(stream: BinaryIO, place: Place) -> NoteText:
    if place.settings.get("role") != ROLE:
        raise PermissionError("不是安宁自己写的备注")
    return msgspec.json.decode(stream.read(LARGEST), type=NoteText)


def _contact(note: NoteText, place: Place) -> Contact:
    return Contact(
        kind=note.kind,
        locator=f"{place.prefix}note",
        at=note.at,
        direction=note.direction,
        address=note.address,
        name=note.name,
        text=note.text,
        channel=note.channel,
        duration_s=note.duration_s,
        extra={"about": note.evidence},
    )


FORMAT = Note()
