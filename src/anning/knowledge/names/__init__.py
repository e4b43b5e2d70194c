"""What codes are called in Chinese: conduct, marks, levels, verdicts, kinds, directions, states, roles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from anning.knowledge import shelf


class Named(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A conduct in a few words, and what it means in one sentence a worried person understands."""

    title: str
    meaning: str


class Names(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every code the product shows, with its words."""

    conduct: Mapping[str, Named]
    mark: Mapping[str, str]
    level: Mapping[str, str]
    verdict: Mapping[str, str]
    kind: Mapping[str, str]
    direction: Mapping[str, str]
    state: Mapping[str, str]
    role: Mapping[str, str]


@cache
def names() -> Names:
    """The words of the product."""
    found: Names = shelf.read("names", Names)[0][1]
    return found
