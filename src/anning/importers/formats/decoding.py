"""Text of unknown encoding: UTF-8, GB18030 or UTF-16, whatever it claims to be.

A file is taken as what fits its bytes best. In files of one byte order each line is decoded by itself, so a file
glued together from two encodings, or one with a damaged line, still gives every other line.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 1 << 16
LONGEST_LINE = 1 << 18
"""Bytes of one line that are read; the rest of a longer line is left out and told."""

NAMES = {
    "utf8": "utf-8", "utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030", "gbk": "gb18030",
    "gb2312": "gb18030", "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16-le": "utf-16-le",
    "utf-16be": "utf-16-be", "utf-16-be": "utf-16-be", "big5": "big5hkscs", "latin-1": "latin-1",
}  # fmt: skip
_WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF8_CHINESE = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}")
_MULTIBYTE = re.compile(rb"[\x80-\xff]+")


def sniff(head: bytes) -> str:
    """The encoding that fits: ``utf-8``, ``gb18030``, ``utf-16-le``, ``utf-16-be``, ``ascii`` or ``latin-1``.

    A byte order mark is believed for UTF-16; for UTF-8 only when the rest agrees with it.
    """
    for mark, name in _WIDE_MARKS:
        if head.startswith(mark):
            return name
    if wide := _sniff_wide(head):
        return wide
    body = head.removeprefix(codecs.BOM_UTF8)
    if body.isascii():
        return "utf-8" if body != head else "ascii"
    wrong = {name: _errors(body, name) for name in ("utf-8", "gb18030")}
    best = min(wrong, key=lambda name: wrong[name])
    runs = sum(len(run) for run in _MULTIBYTE.findall(body))
    return best if wrong[best] * 3 <= runs else "latin-1"


def _sniff_wide(head: bytes) -> str:
    """UTF-16 without a mark shows in zero bytes on one side only."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    if max(even, odd) * 4 < min(len(head), 4096) // 2 or min(even, odd) * 8 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _errors(data: bytes, encoding: str) -> int:
    """Places that cannot be decoded; a character cut off at the end is none."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
        if encoding == "utf-8":
            return 0
    except UnicodeDecodeError:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    # Private-use characters are what GB18030 makes of bytes that mean nothing in it.
    return sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)


def looks_like_text(head: bytes) -> bool:
    """Whether the bytes are plausibly words: decodable, with next to no control characters."""
    encoding = sniff(head)
    if not head or encoding == "latin-1":
        return False
    text = head.decode(encoding, "replace")
    return len(_CONTROLS.findall(text)) * 200 <= len(text)


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """(text, encoding used) of a piece held in memory; what cannot be decoded becomes U+FFFD."""
    used = NAMES.get(encoding.lower(), "") or sniff(data)
    return _unmarked(data, used).decode(used, "replace"), used


def _unmarked(data: bytes, encoding: str) -> bytes:
    """The data without its byte order mark."""
    if encoding.startswith("utf-16"):
        return data.removeprefix(codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE)
    return data.removeprefix(codecs.BOM_UTF8)


class Lines:
    """The lines of a stream as text, each with its line break, and what had to be mended on the way.

    repairs counts: ``bad_bytes`` (U+FFFD put in), ``other_encoding`` (lines not in the file's encoding),
    ``nul`` (taken out), ``long_line`` (cut at LONGEST_LINE). encoding is known after the first line.
    """

    def __init__(self, stream: BinaryIO, encoding: str = "") -> None:
        self._stream = stream
        self.encoding = NAMES.get(encoding.lower(), "")
        self.repairs: Counter[str] = Counter()
        self.long_lines: list[int] = []
        self._cut = False

    def __iter__(self) -> Iterator[str]:
        head = self._stream.read(BLOCK)
        self.encoding = self.encoding or sniff(head)
        head = _unmarked(head, self.encoding)
        wide = self.encoding.startswith("utf-16")
        for number, line in enumerate(self._wide(head) if wide else self._narrow(head), 1):
            if self._cut or (wide and len(line) >= LONGEST_LINE and not line.endswith("\n")):
                self.long_lines.append(number)
            yield self._clean(line)

    def _clean(self, line: str) -> str:
        if "\x00" in line:
            self.repairs["nul"] += line.count("\x00")
            line = line.replace("\x00", "")
        return line

    def _narrow(self, head: bytes) -> Iterator[str]:
        newline = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
        for line in _split(self._blocks(head), newline):
            self._cut = len(line) >= LONGEST_LINE and not line.endswith(newline)
            text = self._decode(line)
            yield text.removesuffix("\r") + "\n" if newline == b"\r" else text

    def _blocks(self, head: bytes) -> Iterator[bytes]:
        block = head
        while block:
            if self.encoding == "ascii" and not block.isascii():
                self.encoding = sniff(block)
            yield block
            block = self._stream.read(BLOCK)

    def _decode(self, line: bytes) -> str:
        if self._cut:
            return line.decode("utf-8" if self.encoding == "ascii" else self.encoding, "ignore")
        first = "utf-8" if self.encoding == "ascii" else self.encoding
        if first == "gb18030" and _UTF8_CHINESE.search(line):
            # A whole line of GB18030 is next to never also valid UTF-8 with Chinese in it.
            first = "utf-8"
        try:
            return line.decode(first)
        except UnicodeDecodeError:
            return self._decode_otherwise(line, first)

    def _decode_otherwise(self, line: bytes, first: str) -> str:
        other = {"utf-8": "gb18030", "gb18030": "utf-8"}.get(first, first)
        try:
            text = line.decode(other)
        except UnicodeDecodeError:
            text = line.decode(first, "replace")
            self.repairs["bad_bytes"] += text.count("\ufffd")
        else:
            self.repairs["other_encoding"] += 1
        return text

    def _wide(self, head: bytes) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        rest, cut, block = "", False, head
        while True:
            text = decoder.decode(block, final=not block)
            self.repairs["bad_bytes"] += text.count("\ufffd")
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                if not cut:
                    yield line + "\n"
                cut = False
            if len(rest) >= LONGEST_LINE:
                if not cut:
                    yield rest[:LONGEST_LINE]
                rest, cut = "", True
            if not block:
                break
            block = self._stream.read(BLOCK)
        if rest and not cut:
            yield rest


def _split(blocks: Iterator[bytes], newline: bytes) -> Iterator[bytes]:
    """Lines with their break; of a line over LONGEST_LINE only the first part, without one."""
    rest, cut = b"", False
    for block in blocks:
        *lines, last = block.split(newline)
        for line in lines:
            if not cut:
                yield rest + line + newline
            rest, cut = b"", False
        if not cut:
            rest += last
            if len(rest) >= LONGEST_LINE:
                yield rest[:LONGEST_LINE]
                rest, cut = b"", True
    if rest:
        yield rest
