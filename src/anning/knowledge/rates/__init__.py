"""Rates and the lines they are held against, as data: from when, for whom, and with what consequence.

A line never says more than its norm: supervision, reduction on request, no protection and nullity are four
different things. The LPR of a month is used only when two sources agree on it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import LenderKind
from anning.domain.findings import Mark
from anning.knowledge import shelf

Consequence = Literal[
    "supervision", "reducible", "not_protected", "not_enforced", "void", "criminal_lead", "disclosure", "not_this"
]  # fmt: skip
State = Literal["confirmed", "single", "inferred", "unknown"]
_LONGEST_MONTH = timedelta(days=35)


class RateLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line and its own meaning.

    percent is the annual line; lpr_of instead says on which day the LPR is taken that is multiplied by lpr_times.
    Neither: the line is a duty without a number. formed and claimed are the first and last day (both included)
    on which the contract was made and the claim brought. assisted: only loans made through a platform.
    """

    id: str
    title: str
    applies_to: tuple[LenderKind, ...]
    consequence: Consequence
    meaning: str
    caution: str = ""
    percent: Decimal | None = None
    lpr_of: Literal["formation", "claim"] | None = None
    lpr_times: int = 4
    formed: tuple[date | None, date | None] = (None, None)
    claimed: tuple[date | None, date | None] = (None, None)
    assisted: bool = False
    norms: tuple[str, ...]
    cited_on: Literal["formation", "claim"] = "formation"
    source: str
    mark: Mark


class LprRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One publication: the one-year rate in percent, and whether two sources agree on it."""

    date: date
    percent: Decimal | None
    state: State


class LprTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every monthly publication; sources says what each state rests on."""

    title: str
    publisher: str
    norms: tuple[str, ...]
    sources: dict[State, str]
    mark: Mark
    rows: tuple[LprRow, ...]

    def at(self, day: date) -> LprRow | None:
        """The last publication up to a day; None before the first one and after the end of the table."""
        past = [row for row in self.rows if row.date <= day]
        return past[-1] if past and day - past[-1].date < _LONGEST_MONTH else None


class Lender(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of lender with the names a person may write for it."""

    kind: LenderKind
    names: tuple[str, ...]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences of the cost audit, by name; {…} are filled in."""

    consequence: dict[Consequence, str]
    mark: dict[Mark, str]
    note: dict[str, str]


@cache
def lines() -> tuple[RateLine, ...]:
    """Every line, in the order of their files."""
    return tuple(line for _, line in shelf.read("rates/lines", RateLine))


@cache
def lpr() -> LprTable:
    """The one-year loan prime rate."""
    table: LprTable = shelf.read("rates/lpr", LprTable)[0][1]
    return table


@cache
def lenders() -> tuple[Lender, ...]:
    """Every kind of lender with its Chinese names; the first is the one to show."""
    return tuple(one for _, several in shelf.read("rates/lenders", tuple[Lender, ...]) for one in several)


@cache
def words() -> Words:
    """What is said beside the numbers."""
    said: Words = shelf.read("rates/words", Words)[0][1]
    return said
