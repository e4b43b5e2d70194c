"""What a relative wrote down on the page that was handed to them: when they were contacted, by whom, and how.

It comes from outside, so it is believed no further than any file: sizes are bounded, text is text. Nothing of the
case is in it; the contacts are the relative's own evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from anning.domain.china_time import parse_iso
from anning.domain.records import Contact, Kind, Problem
from anning.importers.formats import Found, Place, Tally

MARK = b'"anning": "relative/1"'
_PACKED = MARK.replace(b" ", b"")
LARGEST = 4 << 20
_MOST = 2000
_LONGEST = 20_000


class Line(Struct, frozen=True):
    """One contact: a time as the page writes it (2026-01-31T14:05), number, how, and the words."""

    at: str = ""
    number: str = ""
    how: str = "call"
    words: str = ""


class Sheet(Struct, frozen=True):
    """The whole page as it was sent back."""

    name: str = ""
    relation: str = ""
    lines: tuple[Line, ...] = ()


class RelativeNote:
    """One contact a line; name says whose phone it was, the text begins with it."""

    name = "relative_note"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - the mark decides
        """By the mark at its beginning."""
        start = head.lstrip()[:80].replace(b"\n", b"")
        return 99 if MARK in start or _PACKED in start.replace(b" ", b"") else 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Every line; one without words or number is named and left out."""
        tally = Tally()
        try:
            sheet = msgspec.json.decode(stream.read(LARGEST), type=Sheet)
        except (msgspec.MsgspecError, UnicodeDecodeError) as reason:
            yield Problem(place.name, f"这份记录表不能读取：{reason}")
            yield tally.end(self.name, complete=False)
            return
        for number, line in enumerate(sheet.lines[:_MOST], 1):
            if not line.number.strip() and not line.words.strip():
                yield Problem(f"{place.name} 第 {number} 条", "没有号码也没有内容，没有收下")
                continue
            yield tally.add(_contact(sheet, line, number, place))
        yield tally.end(
            self.name,
            encoding="utf-8",
            complete=len(sheet.lines) <= _MOST,
            settings={"relative": sheet.name[:60], "relation": sheet.relation[:60]},
        )


def _contact(sheet: Sheet, line: Line, number: int, place: Place) -> Contact:
    whose = "，".join(filter(None, (sheet.relation.strip()[:60], sheet.name.strip()[:60]))) or "亲友"
    kind: Kind = "call" if line.how == "call" else "message" if line.how in {"sms", "wechat"} else "document"
    words = line.words.strip()[:_LONGEST]
    try:
        at = parse_iso(line.at) if line.at.strip() else None
    except ValueError:
        at = None
    return Contact(
        kind=kind,
        locator=f"{place.prefix}line[{number}]",
        at=at,
        address=line.number.strip()[:60],
        text=f"（{whose}本人接到并记录）{words}",
        channel="call"
        if kind == "call"
        else "wechat"
        if line.how == "wechat"
        else "sms"
        if kind == "message"
        else "note",
        state="connected" if kind == "call" else "unknown",
        extra={"relative": sheet.name[:60], "relation": sheet.relation[:60]},
    )


FORMAT = RelativeNote()
