"""Signals of agencies that sell what is free: 反催收, 停息挂账, 征信修复; patterns as in phrases, one signal a file."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Signal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signal: what it looks like, why it hurts, what is free instead.

    crime says that taking part may itself be punishable. examples must match, counter_examples must not.
    """

    id: str
    title: str
    order: int
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    why: str
    free: str
    crime: bool = False
    norms: tuple[str, ...] = ()
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    source: str
    mark: Mark


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences: none, some (with count), the topic's own words, and what is free in every case."""

    topic: tuple[str, ...]
    none: str
    not_topic: str
    some: str
    free: tuple[str, ...]
    paid: str


@cache
def signals() -> tuple[Signal, ...]:
    """Every signal in order."""
    return tuple(sorted((one for _, one in shelf.read("agency/signals", Signal)), key=lambda s: s.order))


@cache
def words() -> Words:
    """The words."""
    found: Words = shelf.read("agency/words", Words)[0][1]
    return found
