"""How a text is looked at: as written with width, case and script made one, and with inserted symbols left out.

Every view maps one character to one character, so that a place found in it points back into the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from anning.knowledge import shelf

Codes = NDArray[np.uint32]
ALL = 0x110000
_NFKC_RANGES = ((0xA0, 0x3400), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F200))
"""Where one-to-one compatibility forms live; testing all of Unicode would cost half a second a start."""
_SURROGATES = range(0xD800, 0xE000)

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NOISE = r"[^\w。！？!?；;…，,：:、“”‘’（）()《》【】\n\r]|_"
_LONGEST_RUN = 3
_HAN_CLASS, _NOISE_CLASS = 1, 2
INSERTED = re.compile(rf"(?<=[{_HAN}])(?:{_NOISE}){{1,{_LONGEST_RUN}}}(?=[{_HAN}])")
"""Symbols, blanks and emoji put between two Han characters; sentence marks stay, or gaps would cross them."""


class Seen(Struct, frozen=True):
    """A text in one view: position i of text stands at origin[i] of the text as given (None: the same)."""

    text: str
    origin: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of a match in the text as given."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


@cache
def table() -> Codes:
    """Code point → code point: width and compatibility forms, lower case, simplified characters."""
    folded = np.arange(ALL, dtype=np.uint32)
    for first, last in _NFKC_RANGES:
        for code in range(first, last):
            form = unicodedata.normalize("NFKC", chr(code)) if code not in _SURROGATES else ""
            if len(form) == 1:
                folded[code] = ord(form)
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x590), *range(0xFF21, 0xFF3B)):
        lower = chr(int(folded[code])).lower()
        if len(lower) == 1:
            folded[code] = ord(lower)
    for pair in (shelf.ROOT / "phrases/traditional.txt").read_text(encoding="utf-8").splitlines():
        if not pair.startswith("#"):
            folded[ord(pair[0])] = ord(pair[1])
    return folded


def codes(text: str) -> Codes:
    """The code points of a text; lone surrogates, which no exporter should give, become U+FFFD."""
    try:
        raw = text.encode("utf-32-le")
    except UnicodeEncodeError:
        raw = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").ljust(len(text)).encode("utf-32-le")
    return np.frombuffer(raw, np.uint32)


def text_of(points: Codes) -> str:
    """The text of code points."""
    return points.tobytes().decode("utf-32-le")


def fold(text: str) -> str:
    """The text with width, case and script made one; the same length."""
    return text_of(table()[codes(text)])


def stripped(folded: str) -> Seen | None:
    """The folded text without symbols inserted between Han characters; None when there are none."""
    kept: list[int] = []
    last = 0
    for match in INSERTED.finditer(folded):
        kept += range(last, match.start())
        last = match.end()
    if not last:
        return None
    kept += range(last, len(folded))
    return Seen("".join(map(folded.__getitem__, kept)), kept)


@cache
def _classes() -> NDArray[np.uint8]:
    """_HAN_CLASS, _NOISE_CLASS or 0 by folded code point."""
    classes = np.zeros(ALL, np.uint8)
    noise = re.compile(_NOISE)
    for first, last in ((0x20, 0x3400), (0xA000, 0xAC00), (0xE000, 0x10000), (0x1F000, 0x1FB00)):
        classes[first:last] = [_NOISE_CLASS if noise.match(chr(code)) else 0 for code in range(first, last)]
    classes[0x3400:0x4DC0] = _HAN_CLASS
    classes[0x4E00:0xA000] = _HAN_CLASS
    return classes


def may_hide(folded: Codes) -> NDArray[np.intp]:
    """Positions where one to three insertable characters stand between two Han characters."""
    kinds = np.pad(_classes()[folded], (1, _LONGEST_RUN + 1))
    open_runs = np.flatnonzero(kinds == _NOISE_CLASS)
    open_runs = open_runs[kinds[open_runs - 1] == _HAN_CLASS]
    found = []
    for width in range(1, _LONGEST_RUN + 1):
        behind = kinds[open_runs + width]
        found.append(open_runs[behind == _HAN_CLASS] - 1)
        open_runs = open_runs[behind == _NOISE_CLASS]
    return np.concatenate(found)
