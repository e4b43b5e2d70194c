"""What the fonts of a paper can draw, and what stands in for the rest: nothing is dropped without a word."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
"""Parts of flags."""


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """Firsts and lasts of the ranges the regular face covers, as tools/make_fonts.py wrote them."""
    text = files("anning.casework").joinpath("fonts/coverage.txt").read_text(encoding="ascii")
    pairs = [line.split("-") for line in text.split()]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


def drawable(char: str) -> bool:
    """Whether the fonts have it."""
    firsts, lasts = _coverage()
    place = bisect(firsts, ord(char)) - 1
    return char == "\n" or (place >= 0 and ord(char) <= lasts[place])


def missing(text: str) -> str:
    """The characters of a text that cannot be drawn, each once."""
    return "".join(dict.fromkeys(char for char in text if not drawable(char) and char not in _JOINERS))


class Glyphs:
    """Puts a described placeholder where a character cannot be drawn, and remembers which those were."""

    def __init__(self, called: Mapping[str, str]) -> None:
        self._called = called
        self.replaced: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text as it can be drawn."""
        if text.isascii() and text.isprintable():
            return text
        return "".join(self._shown(char, text[place - 1 : place]) for place, char in enumerate(text))

    def _shown(self, char: str, before: str) -> str:
        if drawable(char):
            return char
        if char in "\r\t\u2028\u2029\x0b\x0c\x85":
            return "\n" if char != "\t" else " "
        if (char in _JOINERS or ord(char) in _SKIN) and before and not before.isascii():
            return ""  # belongs to the picture before it
        stand_in = f"〔{self._called[char]}〕" if char in self._called else f"〔U+{ord(char):04X}〕"
        self.replaced[char] = stand_in
        return stand_in


def visible(text: str) -> str:
    """The text with what cannot be seen or turns the reading order written out, for a page."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    if not hidden or char in "\n\t" or char in _JOINERS or ord(char) in _TAGS:
        return char
    return f"〔U+{ord(char):04X}〕"
