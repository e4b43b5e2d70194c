"""What a person writes in the quiet room."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

from anning.domain.china_time import Instant


class Person(Struct, frozen=True, kw_only=True):
    """Somebody the person would ask; number may be empty."""

    name: str
    number: str = ""


class Check(Struct, frozen=True, kw_only=True):
    """Answers kept because the person asked for it: places of options, in the order of the items."""

    id: str
    slug: str
    at: Instant
    answers: tuple[int, ...]


class Worry(Struct, frozen=True, kw_only=True):
    """Put off until a moment."""

    id: str
    text: str
    until: Instant


class Split(Struct, frozen=True, kw_only=True):
    """What they said, what the person is afraid of, and the conduct codes it was held against."""

    id: str
    said: str
    fear: str = ""
    conducts: tuple[str, ...] = ()


class Kept(Struct, frozen=True, kw_only=True):
    """All of it. plan is by the id of its prompt; hour is the last one chosen for worries, "" for the usual."""

    people: tuple[Person, ...] = ()
    plan: dict[str, str] = field(default_factory=dict)
    worries: tuple[Worry, ...] = ()
    splits: tuple[Split, ...] = ()
    checks: tuple[Check, ...] = ()
    hour: str = ""

    def without(self, key: str) -> Kept:
        """All but the worry, split or check of that id."""
        return msgspec.structs.replace(
            self,
            worries=_but(self.worries, key),
            splits=_but(self.splits, key),
            checks=_but(self.checks, key),
        )


def _but(things: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    return tuple(one for one in things if one.id != key)
