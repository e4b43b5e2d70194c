"""What personal data looks like in Chinese papers and messages: one kind a file, as patterns with a check each.

Patterns are Python regular expressions read over text whose full-width and Chinese digits were made plain. The group
``it`` is what is personal; without it the whole match is. {surname} and {province} stand for any of the lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf

Check = Literal["", "resident_id", "luhn", "phone"]


class Pattern(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way it is written. sure is False where only the words around speak for it: the person should look."""

    find: str
    check: Check = ""
    sure: bool = True


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind: examples (each as written) must be found whole, none of counter_examples may be.

    trim is a pattern of what is taken off the beginning of a match. optional kinds are looked for only when asked.
    """

    id: str
    title: str
    order: int
    patterns: tuple[Pattern, ...]
    trim: str = ""
    optional: bool = False
    examples: Mapping[str, str]
    counter_examples: tuple[str, ...]
    source: str
    dated: date
    mark: Mark


class Surnames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Surnames of one character and of two; provinces by short name; characters no given name ends with."""

    single: str
    double: tuple[str, ...]
    provinces: tuple[str, ...]
    source: str
    dated: date
    mark: Mark


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands on a copy: the label of a covered stretch, the line at the foot, and the pages' sentences."""

    copy: str
    label: str
    caption: str
    caption_part: str
    name: str
    word: str
    by_hand: str
    said: Mapping[str, str]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind in order."""
    return tuple(sorted((one for _, one in shelf.read("personal/kinds", Kind)), key=lambda k: k.order))


@cache
def surnames() -> Surnames:
    """The lists that patterns name."""
    found: Surnames = shelf.read("personal/surnames", Surnames)[0][1]
    return found


@cache
def words() -> Words:
    """The words."""
    found: Words = shelf.read("personal/words", Words)[0][1]
    return found
