"""Being sued, as data: what the other side claims, what can be said to it and when, the way step by step, evidence.

A text holds slots and norms as the forms of papers do; ``law@t.formed`` takes the norms of the day the contract was
made, ``law@t.claimed`` those of the day of filing, so that an old contract never rests on a law of later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import Product
from anning.domain.findings import Mark
from anning.errors import NotFound
from anning.knowledge import shelf

Stance = Literal["admit", "partly", "deny", "prove"]


class StanceWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stance to one claim: how a page names it, what the paper says, and what choosing it does."""

    title: str
    paper: str
    effect: str
    norms: tuple[str, ...] = ()


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the other side may ask for; titles names it in each kind of paper that has it."""

    id: str
    titles: Mapping[str, str]
    help: str = ""


class Says(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point as a paper says it, for contracts and filings of these days (both included) and these papers."""

    text: str
    formed: tuple[date | None, date | None] = (None, None)
    claimed: tuple[date | None, date | None] = (None, None)
    papers: tuple[str, ...] = ()


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be said in answer.

    when says when it fits, effect what it brings and what not. asks are the answers it needs. by: the text is that
    of this point, of the legal lines that hold for the loan, or of what limitation comes to; kept_back is a
    text for loans of which something was, or may have been, kept back.
    """

    id: str
    title: str
    when: str
    effect: str
    papers: tuple[str, ...]
    by: Literal["text", "kept_back", "lines", "limitation"] = "text"
    asks: tuple[str, ...] = ()
    texts: tuple[Says, ...] = ()
    mark: Mark
    source: str


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to bring: what it is, where it is found, and what it shows."""

    what: str
    where: str
    shows: str
    papers: tuple[str, ...] = ()


class Advice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to know or do on a step, with its norms; numbers are hotlines, papers can be made for it."""

    title: str
    text: str
    norms: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    mark: Mark = "V"


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the way; served are the court papers it belongs to, tick what the person says at its end."""

    id: str
    title: str
    lead: str
    served: tuple[str, ...]
    advice: tuple[Advice, ...] = ()
    tick: str = ""
    checked: date
    source: str


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of answers.

    papers names the answer for each product, other the one where none fits. called is what the sides are called in
    papers that are no answer to a suit. lines are texts by the id of a legal
    line, with {value}; a line that has none is no argument before a court. limitation are texts by the state of
    the period.
    """

    papers: Mapping[Product, str]
    other: str
    called: Mapping[str, Mapping[str, str]]
    stances: Mapping[Stance, StanceWords]
    claims: tuple[Claim, ...]
    lines: Mapping[str, str]
    limitation: Mapping[str, str]
    words: Mapping[str, str]


@cache
def sheet() -> Sheet:
    """The words all answers share."""
    return shelf.parse(shelf.ROOT / "sued/answers.yaml", Sheet)


@cache
def points() -> tuple[Point, ...]:
    """Every point, in the order in which papers say them."""
    return shelf.parse(shelf.ROOT / "sued/points.yaml", tuple[Point, ...])


@cache
def proofs() -> tuple[Proof, ...]:
    """What to bring."""
    return shelf.parse(shelf.ROOT / "sued/proofs.yaml", tuple[Proof, ...])


@cache
def steps() -> tuple[Step, ...]:
    """The way, in order."""
    return shelf.parse(shelf.ROOT / "sued/steps.yaml", tuple[Step, ...])


def step(name: str) -> Step:
    """One step; NotFound."""
    found = next((one for one in steps() if one.id == name), None)
    if found is None:
        raise NotFound("没有这一步", where=name, next_step="回到“被起诉了”那一页")
    return found
