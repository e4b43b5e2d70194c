"""When a lawyer is needed, what Anning must not be used for, and which doors are open."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Situation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that may be the person's case: what it is, why, what to do; numbers are hotlines, norms references."""

    title: str
    text: str
    numbers: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()


class Door(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who helps. number is a line of hotlines; mark and checked speak for what is said here."""

    title: str
    text: str
    number: str = ""
    mark: Mark
    source: str
    checked: date


class Guide(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The page: now is what needs a lawyer at once, never what Anning is not for, bring what to take along."""

    title: str
    lead: str
    now: tuple[Situation, ...]
    never: tuple[Situation, ...]
    doors: tuple[Door, ...]
    bring: tuple[str, ...]
    source: str
    mark: Mark
    checked: date


@cache
def guide() -> Guide:
    """The guide."""
    found: Guide = shelf.read("help", Guide)[0][1]
    return found
