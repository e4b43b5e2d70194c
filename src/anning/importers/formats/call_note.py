"""A call written down while it was going on, by the call companion: when, from whom, what was asked and heard.

Written and read by Anning alone. A file from outside is never taken for one, whatever it looks like: only a Place
with ``format: call_note`` in its settings is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.records import Contact, Direction, Problem
from anning.importers.formats import Found, Place, Tally

LARGEST = 1 << 20


class CallNote(Struct, frozen=True, kw_only=True, tag_field="anning", tag="call/1"):
    """The call as it is kept. asked and heard are ids of the companion's questions and buttons of that day."""

    start: Instant
    end: Instant
    direction: Direction = "in"
    address: str = ""
    name: str = ""
    asked: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    text: str = ""


def encode(note: CallNote) -> bytes:
    """The note as JSON; the same note always gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(note), indent=1) + b"\n"


class Reader:
    """One connected call with the locator ``call``."""

    name = "call_note"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - never by looks
        """Never claimed."""
        return 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The call, and the account."""
        tally = Tally()
        try:
            note = msgspec.json.decode(stream.read(LARGEST), type=CallNote)
        except (msgspec.MsgspecError, UnicodeDecodeError) as reason:
            yield Problem(place.name, f"这份通话笔记不能读取：{reason}")
            yield tally.end(self.name, complete=False)
            return
        yield tally.add(_contact(note, place))
        yield tally.end(self.name, encoding="utf-8", tool=("anning", ""))


def _contact(note: CallNote, place: Place) -> Contact:
    return Contact(
        kind="call",
        locator=f"{place.prefix}call",
        at=note.start,
        direction=note.direction,
        address=note.address,
        name=note.name,
        text=note.text,
        channel="call",
        duration_s=max(0, (note.end - note.start) // 1000),
        state="connected",
        extra={"asked": ",".join(note.asked), "heard": ",".join(note.heard)},
    )


FORMAT = Reader()
