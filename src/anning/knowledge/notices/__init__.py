"""What to tell family, employer, colleagues and emergency contacts, in four lengths; nothing of the debt in them."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.knowledge import shelf


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One audience: the text in four lengths, and what to do before it is sent."""

    id: str
    order: int
    title: str
    before: str
    line: str
    message: str
    paragraph: str
    page: str
    norms: tuple[str, ...]


@cache
def notices() -> tuple[Notice, ...]:
    """Every audience in order."""
    return tuple(
        sorted((one for _, one in shelf.read("notices/audiences", Notice)), key=lambda one: one.order)
    )
