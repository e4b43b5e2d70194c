"""What a credit record keeps and until when, what may be asked of it, and what nobody can buy."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to know, with its norms; paper is a kind that goes with it ("" for none)."""

    title: str
    says: str
    norms: tuple[str, ...] = ()
    paper: str = ""
    mark: Mark
    source: str = ""


class Credit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The points in order, and the sentences for a debt: its record runs out, ran out, or has not begun to."""

    points: tuple[Point, ...]
    stays: str
    gone: str
    not_begun: str


@cache
def credit() -> Credit:
    """All of it."""
    found: Credit = shelf.read("credit", Credit)[0][1]
    return found
