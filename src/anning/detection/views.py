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
_REPLACEMENT = 0xFFFD

_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
_SYMBOL_RANGES = (
    (0, 0x3400), (0x4DC0, 0x4E00), (0xA000, 0xAC00), (0xE000, 0x10000), (0x1F000, 0x1FB00), (0xE0000, 0xE0200),
)  # fmt: skip
_SYMBOL = re.compile(r"[^\w。！？!?；;…，,：:、“”‘’（）()《》【】\n\r\v\u2028]|_")
"""Blanks, symbols and emoji; sentence marks are none, or gaps would cross the end of a sentence."""
PICTURE_STYLES = "\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""What may follow a picture without changing it: its style and the colour of skin."""
_LONGEST_RUN = 3
_HAN_CLASS, _SYMBOL_CLASS = 1, 2


class Seen(Struct, frozen=True):
    """A text in one view: position i of text stands at origin[i] of the text as given (None: the same).

    What it stands for ends before ends[i] there (None: it is one character).
    """

    text: str
    origin: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of a match in the text as given."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.ends[end - 1] if self.ends else self.origin[end - 1] + 1


@cache
def table() -> Codes:
    """Code point → code point: width and compatibility forms, lower case, simplified characters.

    Lone surrogates, which no exporter should give, become U+FFFD.
    """
    folded = np.arange(ALL, dtype=np.uint32)
    folded[_SURROGATES.start : _SURROGATES.stop] = _REPLACEMENT
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
    return folded[folded]


def codes(text: str) -> Codes:
    """The code points of a text, one for each character whatever it is."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(points: Codes) -> str:
    """The text of code points."""
    return points.tobytes().decode("utf-32-le")


def fold(text: str) -> str:
    """The text with width, case and script made one; the same length."""
    return text_of(table()[codes(text)])


def stripped(folded: str) -> Seen | None:
    """The folded text without symbols inserted between Han characters; None when there are none."""
    points = codes(folded)
    gone = hidden(points)
    if not len(gone):
        return None
    kept = np.delete(np.arange(len(points)), gone)
    return Seen(text_of(points[kept]), kept.tolist())


def hidden(points: Codes) -> NDArray[np.intp]:
    """Positions, in order, of runs of one to three symbols between two Han characters; folded or not."""
    kinds = np.pad(_classes()[points], (1, _LONGEST_RUN + 1))
    opening = np.flatnonzero(kinds == _SYMBOL_CLASS)
    opening = opening[kinds[opening - 1] == _HAN_CLASS]
    running, found = opening, []
    for width in range(1, _LONGEST_RUN + 1):
        behind = kinds[running + width]
        closed = running[behind == _HAN_CLASS] - 1
        found += [closed + step for step in range(width)]
        running = running[behind == _SYMBOL_CLASS]
    return np.sort(np.concatenate(found))


def is_symbol(char: str) -> bool:
    """Whether a character is one that may be inserted between others."""
    return bool(_classes()[ord(char)] == _SYMBOL_CLASS)


@cache
def _classes() -> NDArray[np.uint8]:
    """_HAN_CLASS, _SYMBOL_CLASS or 0 by code point, for the character it is folded to."""
    classes = np.zeros(ALL, np.uint8)
    for first, last in _SYMBOL_RANGES:
        found = _SYMBOL.finditer(text_of(np.arange(first, last, dtype=np.uint32)))
        classes[[first + symbol.start() for symbol in found]] = _SYMBOL_CLASS
    for first, last in _HAN_RANGES:
        classes[first:last] = _HAN_CLASS
    return classes[table()]
