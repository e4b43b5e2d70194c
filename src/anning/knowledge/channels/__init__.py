"""Where to turn: each body with its name of the day, what it takes, what it needs first, how it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import FilingStatus, LenderKind, Product
from anning.domain.findings import Conduct, Mark
from anning.knowledge import shelf

Kind = Literal["投诉", "举报", "报案", "申诉", "起诉", "求助"]
Whose = Literal["own", "relative"]
Ground = Literal["civil", "administrative", "conduct_rules"]
"""Which norms a body works with: civil claims, penalties, or the rules of the trade."""


class Sourced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact was read, how it was checked and on which day."""

    mark: Mark
    source: str
    checked: date


class Named(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body's name over a stretch of days, both included."""

    name: str
    since: date | None = None
    until: date | None = None


class Reach(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way in. number is a line of knowledge/hotlines, without one says tells how to find it by name."""

    how: Literal["phone", "web", "app", "post", "visit"]
    says: str
    number: str = ""


class Need(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be there first: a thing to bring, or something done at another channel (any of them).

    event is what must have happened there.
    """

    says: str
    done: tuple[str, ...] = ()
    event: FilingStatus = "filed"
    papers: tuple[str, ...] = ()


class Take(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a body is the place to go; every part that is given must hold.

    order puts the bodies of one situation in sequence, smaller first; reason is said to the person. danger: only
    while there is danger. cities and online: only there, and only for what was done over the internet. since and
    until bound the day of filing, acts_since the days of what was done. runs names a clock: only for what it still
    runs for. lender_unknown also takes a case whose lender nobody named. papers replace those of the channel.
    after: only once something was done elsewhere.
    """

    order: int
    reason: str
    lenders: tuple[LenderKind, ...] = ()
    lender_unknown: bool = True
    conducts: tuple[Conduct, ...] = ()
    products: tuple[Product, ...] = ()
    whose: tuple[Whose, ...] = ("own", "relative")
    danger: bool = False
    cities: tuple[str, ...] = ()
    online: bool = False
    since: date | None = None
    until: date | None = None
    acts_since: date | None = None
    runs: str = ""
    papers: tuple[str, ...] = ()
    after: Need | None = None


class Channel(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One body and one kind of approach to it; 投诉 and 举报 are two channels.

    Its own mark, source and day speak for takes, can and cannot. grounds are the kinds of norms it acts on.
    clocks are ids of knowledge/clocks that start there. conduct that a channel of gives_way_to takes in the same
    situation is not brought here.
    """

    id: str
    kind: Kind
    names: tuple[Named, ...]
    what: str
    takes: tuple[Take, ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    reach: tuple[Reach, ...]
    steps: tuple[str, ...]
    papers: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    clocks: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    gives_way_to: tuple[str, ...] = ()

    def name(self, day: date) -> str:
        """What the body is called on that day."""
        return self.named(day).name

    def named(self, day: date) -> Named:
        """Its name of that day with where that was read; the last known one when none fits."""
        fits = (n for n in self.names if (not n.since or n.since <= day) and (not n.until or day <= n.until))
        return next(fits, self.names[-1])

    def facts(self) -> Iterator[Sourced]:
        """Everything in it that has a source."""
        yield from (self, *self.names, *self.reach)


@cache
def channels() -> dict[str, Channel]:
    """Every channel by its id."""
    return {channel.id: channel for _, channel in shelf.read("channels", Channel)}
