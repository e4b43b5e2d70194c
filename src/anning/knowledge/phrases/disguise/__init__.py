"""What collectors write instead of a word: pictures, split characters, letters, digits, characters of the same sound.

Forms are replaced wherever they stand by themselves; sounds only where a word of the rules comes out of it.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from anning.knowledge import shelf


class Forms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to write words otherwise: what is written → what is meant."""

    name: str
    title: str
    kind: Literal["picture", "split", "letters", "digits", "strange"]
    author: str
    date: str
    note: str = ""
    written: dict[str, str]


class Sounds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How characters of the same sound and letters are read.

    core: words of two characters that may be written with both characters changed or with one initial.
    alone: a syllable that stands for one character when nothing else fits. signals: words beside which a word may be
    read by its sound, for the message is about debt. thin: characters that do not tell a word from another.
    usual: characters too frequent to be another one in disguise.
    """

    title: str
    author: str
    date: str
    core: tuple[str, ...]
    alone: dict[str, str]
    signals: tuple[str, ...]
    thin: str
    usual: str


@cache
def forms() -> dict[str, str]:
    """What is written → what is meant, of all kinds; written in lower case."""
    found: dict[str, str] = {}
    for _, sheet in shelf.read("phrases/disguise/forms", Forms):
        found |= sheet.written
    return found


@cache
def sounds() -> Sounds:
    """The one sheet on sounds."""
    sheets: tuple[tuple[object, Sounds], ...] = shelf.read("phrases/disguise/sounds", Sounds)
    return sheets[0][1]


@cache
def syllables() -> dict[str, str]:
    """Toneless syllable → the characters that are read so."""
    return dict(_lines("syllables.txt"))


def ordinary_pairs() -> list[tuple[str, str]]:
    """A character and those that make an ordinary word of two behind it."""
    return _lines("ordinary_pairs.txt")


def _lines(name: str) -> list[tuple[str, str]]:
    text = (shelf.ROOT / "phrases/disguise" / name).read_text(encoding="utf-8")
    lines = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return [(first, rest) for first, _, rest in lines]
