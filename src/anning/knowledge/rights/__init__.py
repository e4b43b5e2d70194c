"""What a person may insist on, in plain words, one topic a file: reached from findings, leading to what can be done."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Conduct
from anning.knowledge import shelf


class Right(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One right. means says what it covers, not says where it ends; acts are (words, paper kind or page name)."""

    id: str
    order: int
    title: str
    short: str
    means: tuple[str, ...]
    ends: tuple[str, ...]
    whose: str = ""
    acts: tuple[tuple[str, str], ...]
    conducts: tuple[Conduct, ...]
    norms: tuple[str, ...]


@cache
def rights() -> tuple[Right, ...]:
    """Every right in order."""
    return tuple(sorted((one for _, one in shelf.read("rights/topics", Right)), key=lambda one: one.order))


def of_conduct(code: str) -> tuple[Right, ...]:
    """The rights a conduct touches."""
    return tuple(one for one in rights() if code in one.conducts)
