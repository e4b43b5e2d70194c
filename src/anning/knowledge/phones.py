"""Steps on one kind of phone after the other: to keep calls, to take permissions back."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Guide(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do on one kind of phone; checked is when somebody last looked, mark how well."""

    id: str
    order: int
    title: str
    steps: tuple[str, ...]
    note: str = ""
    source: str
    mark: Mark
    checked: date


@cache
def guides(place: str) -> tuple[Guide, ...]:
    """Every guide of a folder, in order."""
    return tuple(sorted((one for _, one in shelf.read(place, Guide)), key=lambda one: one.order))
