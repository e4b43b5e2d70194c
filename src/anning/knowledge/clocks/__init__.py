"""How long something can still be done, or may take, as data: from which event, by which norm, how sure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import FilingStatus, LenderKind, Product
from anning.domain.deadlines import Next, Stake
from anning.domain.findings import Conduct, Mark
from anning.knowledge import shelf
from anning.knowledge.workdays import Unit


class OnConduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="conduct", tag_field="of"):
    """Runs from each day on which one of these conducts was found.

    reported names channels: what was filed there after the act has met the period. claim: a civil claim of the
    one who was disturbed.
    """

    conducts: tuple[Conduct, ...]
    claim: bool = False
    reported: tuple[str, ...] = ()


class OnFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="filing", tag_field="of"):
    """Runs from an event of a filing with one of these channels or papers (empty: any) to one that stops it.

    not_papers have clocks of their own. lenders: only against these kinds; not_lenders: against any other, and
    while nobody said which.
    """

    after: FilingStatus
    until: tuple[FilingStatus, ...]
    channels: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    not_papers: tuple[str, ...] = ()
    lenders: tuple[LenderKind, ...] = ()
    not_lenders: tuple[LenderKind, ...] = ()


class OnServed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="served", tag_field="of"):
    """Runs from the day a court paper was served, once the person has confirmed it; these papers meet it.

    makes names the paper to write by the product of the debt it is about.
    """

    papers: tuple[Literal["summons", "payment_order", "judgment", "other"], ...]
    met_by: tuple[str, ...] = ()
    makes: Mapping[Product, str] = {}


class OnDebt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="debt", tag_field="of"):
    """Runs from the day a debt was settled."""


class OnPromise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="promise", tag_field="of"):
    """Runs from a promise: what was given under pressure, or what the other side said it would do by a day."""

    by: Literal["us", "them"]


Trigger = OnConduct | OnFiling | OnServed | OnDebt | OnPromise


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A period: amount of unit from the event in trigger; without an amount it never ends.

    event says in Chinese what it is counted from. roll: an end on a day off moves on. basis are the norms that set
    it; one with basis runs only where one of them binds on the day it starts. sure is how well the length itself
    was checked. Of clocks with the same series on one subject only the last passed and the next running are shown.
    now is what to do while it runs, passed what to do when it ended unanswered.
    """

    id: str
    title: str
    stake: Stake
    event: str
    trigger: Trigger
    amount: int | None = None
    unit: Unit = "natural"
    roll: bool = True
    basis: tuple[str, ...] = ()
    sure: Mark
    source: str = ""
    checked: date
    caution: str
    series: str = ""
    now: Next
    passed: Next | None = None


@cache
def clocks() -> tuple[Clock, ...]:
    """Every clock, by file name."""
    return tuple(clock for _, clock in shelf.read("clocks", Clock))


@cache
def words() -> Mapping[str, str]:
    """The sentences around a deadline, by name."""
    return shelf.parse(shelf.ROOT / "forms/deadlines.yaml", dict[str, str])
