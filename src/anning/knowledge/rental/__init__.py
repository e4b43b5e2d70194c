"""Phone rental: clauses to look for, how courts have seen it, and the words for the ways out."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause to look for in the contract: the question, why it matters, what can be said with which norms."""

    id: str
    order: int
    title: str
    look_for: str
    why: str
    say: str
    norms: tuple[str, ...]
    mark: Mark


class View(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way courts have judged; a view, never a promise."""

    id: str
    order: int
    title: str
    words: str
    helps: str
    source: str
    mark: Mark


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of the ways out, and sentences."""

    ways: dict[str, str]
    said: dict[str, str]


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause in the order to ask."""
    return tuple(sorted((one for _, one in shelf.read("rental/clauses", Clause)), key=lambda c: c.order))


@cache
def views() -> tuple[View, ...]:
    """Every view of the courts."""
    return tuple(sorted((one for _, one in shelf.read("rental/views", View)), key=lambda v: v.order))


@cache
def words() -> Words:
    """The words."""
    found: Words = shelf.read("rental/words", Words)[0][1]
    return found
