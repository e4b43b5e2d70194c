"""How each blocking tool takes its list, and how long a phone keeps its call log."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tool: its name, the phones it is for, what it stops, the file's name, and the steps."""

    id: str
    order: int
    title: str
    phones: str
    stops: str
    file: str
    media_type: str
    steps: tuple[str, ...]
    caution: str = ""
    source: str
    mark: Mark


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many calls phones keep, and the words for it."""

    rows: tuple[int, ...]
    full: float
    source: str
    mark: Mark
    words: dict[str, str]
    advice: tuple[str, ...]


@cache
def sheets() -> dict[str, Sheet]:
    """Every tool by id, in order."""
    found = sorted((one for _, one in shelf.read("blocking/targets", Sheet)), key=lambda one: one.order)
    return {one.id: one for one in found}


@cache
def retention() -> Retention:
    """What is known of call logs."""
    found: Retention = shelf.read("blocking/retention", Retention)[0][1]
    return found
