"""Kinds of personal information, how one learns who has it, and taking permissions back phone by phone."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """items and known by id; join is the sentence that sets a reading beside the first contact of others."""

    items: dict[str, str]
    known: dict[str, str]
    join: str
    join_none: str
    not_proof: str
    categories: dict[str, str]


class Permission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Taking permissions back on one kind of phone."""

    id: str
    order: int
    title: str
    steps: tuple[str, ...]
    note: str = ""
    source: str
    mark: Mark
    checked: date


@cache
def words() -> Words:
    """The words."""
    found: Words = shelf.read("exposure/words", Words)[0][1]
    return found


@cache
def permissions() -> tuple[Permission, ...]:
    """Every phone, in order."""
    return tuple(
        sorted((one for _, one in shelf.read("exposure/permissions", Permission)), key=lambda p: p.order)
    )
