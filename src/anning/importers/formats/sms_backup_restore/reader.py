"""Reads the XML front to back and goes on behind what is broken.

An XML parser stops for good at the first thing it does not like. Here a new one then starts at the next message
or call; the broken one is looked at by itself and taken as far as it makes sense. Memory holds one element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from anning.domain.records import Contact
from anning.importers.formats import Found, Place
from anning.importers.formats.sms_backup_restore.elements import Elements
from anning.importers.formats.sms_backup_restore.salvage import salvaged

LARGEST = 64 << 20
"""Bytes of one element; what is longer is passed over."""

_WAIT = 256 << 10
"""The parser begins an unfinished element anew with each block, so a large one is given in ever larger blocks."""

_KEPT = 4 << 20
"""Bytes of one element kept to look at it again; a larger one that breaks is given as far as it was read."""

_ROW = re.compile(rb"<(?:sms|mms|call)[\s/>]")
_TAG = re.compile(rb"""<\w+(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""")
_QUOTE = re.compile(rb"[\"']")
_CLOSED = re.compile(rb"</(?:smses|calls|allsms)\s*>")
_NO_MEMORY = 1
_NOTHING = b" \t\r\n\0\x1a"
_LONGEST_START = 6
_TOOL = re.compile(r"(SMS Backup (?:&|and) Restore(?: Pro)?)\s+v?([0-9][\w.]*)")


class Doctype(Exception):
    """The file brings a DTD, which no phone writes."""


@dataclass
class _Fault:
    """Something broken: where its element starts in what is held (-1: nowhere), where the fault is, on which line.

    at moves on while the next row is looked for, and reached is the line of at.
    """

    start: int
    at: int
    line: int
    reached: int


class Reader:
    """Feeds blocks of UTF-8 to expat and gives what the elements come to; damage costs no more than its element."""

    def __init__(self, place: Place) -> None:
        self.elements = Elements(place, self.line, self._began)
        self.tool = ("", "")
        self.mended = 0
        self.closed = False
        self._lines = 0  # in the file before the first line of this parser
        self._told: int | None = None  # the line of an element that is looked at again
        self._waiting = bytearray()  # not yet given to the parser
        self._fed = 0  # bytes given to this parser
        self._held = b""  # those from the element on that it is in, so that a broken one can be looked at
        self._begun = -1  # where the open MMS began, in bytes of this parser
        self._passing = False  # over the rest of an element that is too large
        self._fault: _Fault | None = None  # until the next row is found
        self._names: dict[str, str] = {}
        self._parser = self._new()

    def line(self) -> int:
        """Where it stands, from 1."""
        return self._lines + self._parser.CurrentLineNumber if self._told is None else self._told

    def read(self, blocks: Iterable[bytes]) -> Iterator[Found]:
        """Everything the blocks hold; Doctype when there is a DTD."""
        found = self.elements.found
        for block in blocks:
            self._take(block)
            yield from self._counted(found)
            found.clear()
        self._parse(final=True)
        self.elements.finish()
        yield from self._counted(found)
        found.clear()

    def _counted(self, found: list[Found]) -> list[Found]:
        contacts = [one for one in found if type(one) is Contact]
        self.elements.tally.add_all(contacts)
        return found

    def _new(self, prime: bytes = b"") -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", intern=self._names)
        parser.Parse(prime)
        self._fed, self._begun, self._held = len(prime), -1, b""
        parser.StartElementHandler = self.elements.open
        parser.EndElementHandler = self._ended
        parser.CommentHandler = self._comment
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _began(self) -> None:
        self._begun = self._parser.CurrentByteIndex

    def _ended(self, name: str) -> None:
        if name == "mms":
            self.elements.finish()
        elif name == self.elements.root:
            self.closed = True

    def _too_large(self, name: str, attrs: dict[str, str]) -> None:
        """The element of which something was passed over."""
        self._parser.StartElementHandler = self.elements.open
        self.elements.problem("这里有一项内容太大（超过 48 MB），没有读出来；原件已完整保存")
        if name == "part" and self.elements.mms:
            self.elements.mms.pass_over()
        else:
            self.elements.open(name, attrs)

    def _comment(self, text: str) -> None:
        if self.elements.seen == 0 and (found := _TOOL.search(text)):
            self.tool = (found[1], found[2])

    def _doctype(self, *_: object) -> None:
        raise Doctype

    def _take(self, block: bytes) -> None:
        if self._passing:
            end = _QUOTE.search(block)
            self._lines += block.count(b"\n", 0, end.start() if end else len(block))
            if not end:
                return
            block, self._passing = block[end.start() :], False
        self._waiting += block
        pending = 0 if self._fault else self._fed - self._parser.CurrentByteIndex
        if pending + len(self._waiting) > LARGEST and not _QUOTE.search(self._waiting):
            self._lines += self._waiting.count(b"\n")
            self._waiting.clear()
            self._passing = True
            self._parser.StartElementHandler = self._too_large
        elif pending < _WAIT or len(self._waiting) >= pending:
            self._parse()

    def _parse(self, *, final: bool = False) -> None:
        data: bytes | None = bytes(self._waiting)
        self._waiting.clear()
        while data is not None:
            if self._fault is None:
                if self._well(data, final=final):
                    return
            else:
                self._held += data
            data = self._resume(final=final)

    def _well(self, data: bytes, *, final: bool) -> bool:
        """Give the parser more; False when something is broken. MemoryError when an element is too large for it."""
        self._held += data
        self._fed += len(data)
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as reason:
            if reason.code == _NO_MEMORY:
                raise MemoryError from reason
            self._break()
            return False
        kept = self._fed - (self._begun if self.elements.mms else self._parser.CurrentByteIndex)
        self._held = self._held[len(self._held) - kept :] if 0 < kept <= min(_KEPT, len(self._held)) else b""
        return True

    def _break(self) -> None:
        before = self._fed - len(self._held)
        at = max(0, self._parser.ErrorByteIndex - before)
        line = self._lines + self._parser.ErrorLineNumber
        self._fault = _Fault(self._start_of_broken(at, before), at, line, line)

    def _start_of_broken(self, at: int, before: int) -> int:
        """Where in held the element begins that is broken; -1 when it is none, or no longer held."""
        if self.elements.mms:
            if self._begun < before:
                self.elements.finish()
                return -1
            self.elements.abandon()
            return self._begun - before
        start = max(self._held.rfind(name, 0, at + 5) for name in (b"<sms", b"<mms", b"<call"))
        if start < 0 or not _ROW.match(self._held, start):
            return -1 if self.elements.root else 0
        tag = _TAG.match(self._held, start)
        return -1 if tag and tag.end() <= at else start

    def _resume(self, *, final: bool) -> bytes | None:
        """What is to be parsed next, from the next row on; None when there is none yet, or none at all."""
        fault = self._fault
        assert fault is not None  # noqa: S101 - only called with one
        following = _ROW.search(self._held, fault.at + 1)
        if following:
            end = following.start()
            if not self._mend(fault, end, cut=False):
                self.elements.problem("这里格式有误，读不出来，已跳过；其余的照常读出", fault.line)
            self._lines = fault.reached + self._held.count(b"\n", fault.at, end) - 1
            self.elements.root = root = self.elements.root or _root_for(following[0])
            rest, self._fault = self._held[end:], None
            self._parser = self._new(f"<{root}>".encode())
            return rest
        if final:
            self._end(fault)
        else:
            self._go_on(fault)
        return None

    def _end(self, fault: _Fault) -> None:
        """The file ends, and something before its end is broken or missing."""
        over = self.closed
        self.closed = over or bool(_CLOSED.search(self._held, fault.at))
        mended = self._mend(fault, len(self._held), cut=not self.closed)
        if not self.closed:
            self.elements.problem("文件到这里就断了，后面的内容不在文件里；断处之前的都已读出", fault.line)
        elif over and self._held[fault.at :].strip(_NOTHING):
            self.elements.problem("文件结束之后还有多余的内容，不是短信或通话，没有读", fault.line)
        elif not over and not mended:
            self.elements.problem("这里格式有误，读不出来，已跳过；其余的照常读出", fault.line)

    def _go_on(self, fault: _Fault) -> None:
        """No row yet: hold on to the broken one, up to a measure."""
        if len(self._held) - max(fault.start, 0) > _KEPT:
            self._mend(fault, len(self._held), cut=True)
            fault.start = -1
        at = max(fault.at, len(self._held) - _LONGEST_START)
        fault.reached += self._held.count(b"\n", fault.at, at)
        fault.at = at
        if fault.start < 0:
            self._held, fault.at = self._held[at:], 0

    def _mend(self, fault: _Fault, end: int, *, cut: bool) -> bool:
        """Take what is left of the broken element and say so; False when nothing is left."""
        if fault.start < 0:
            return False
        unit = self._held[fault.start : end]
        self._told, seen = fault.line, self.elements.seen
        for name, attrs in salvaged(unit, cut=cut):
            self.elements.open(name, attrs)
        self.elements.finish()
        self._told = None
        if self.elements.seen == seen:
            if not cut and (row := _ROW.match(unit)):
                self.elements.skip(row[0][1:-1].decode())
            return False
        if not cut:
            self.mended += 1
            self.elements.problem("这一条格式有误，能读出的已读出，请对照原件核对", fault.line)
        return True


def _root_for(row: bytes) -> str:
    return "calls" if row.startswith(b"<call") else "smses"
