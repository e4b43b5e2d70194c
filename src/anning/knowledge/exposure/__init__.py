"""Kinds of personal information, how one learns who has it, and taking permissions back phone by phone."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.knowledge import phones, shelf
from anning.knowledge.phones import Guide


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """items and known by id; join is the sentence that sets a reading beside the first contact of others."""

    items: dict[str, str]
    known: dict[str, str]
    join: str
    join_none: str
    not_proof: str
    categories: dict[str, str]


@cache
def words() -> Words:
    """The words."""
    found: Words = shelf.read("exposure/words", Words)[0][1]
    return found


def permissions() -> tuple[Guide, ...]:
    """Every phone, in order."""
    return phones.guides("exposure/permissions")
