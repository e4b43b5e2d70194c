"""A month in money, the debts to be planned and the offers on the table, and that a notice was read; as told."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from anning.domain.case import Touch

MONTH = "month"
"""The id of the one month that is kept."""


class Sum(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sum a month under its name, in CNY as written; sure says whether an income comes every month."""

    name: str
    amount: str
    sure: bool = True


class Month(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What comes in and goes out in a month.

    needs are the cost of living, first what must be paid before unsecured debts. stress is the share of income
    that may fall away, in percent; monthly what is to go to all debts together ("" for what a bad month leaves);
    own_rate and inflation are annual rates in percent that offers are compared at.
    """

    id: str = MONTH
    incomes: tuple[Sum, ...] = ()
    needs: tuple[Sum, ...] = ()
    first: tuple[Sum, ...] = ()
    stress: str = "20"
    monthly: str = ""
    own_rate: str = ""
    inflation: str = ""


class Planned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one debt is planned with the others; id is the debt's. rate is annual, in percent.

    out leaves it out. balance is what the plan counts with ("" for what the other side claims); weight how heavy
    not paying is, 1 to 3; settle_sum a written offer that ends it, open until settle_month months from now.
    """

    id: str
    out: bool = False
    balance: str = ""
    rate: str = ""
    minimum: str = ""
    weight: int = 1
    settle_sum: str = ""
    settle_month: str = ""


class Proposal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One offer on one debt, whoever made it; kind is one of knowledge.offers' kinds, rate annual, in percent."""

    id: str
    debt: str = ""
    name: str
    kind: str
    claimed: str
    waived: str = ""
    months: str = ""
    pause: str = ""
    rate: str = ""


class NoticeRead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That the person read the limitation notice of a debt (id is the debt's), and what it rested on that day.

    When what it rests on changes, it has to be read again.
    """

    id: str
    day: date
    state: str
    last_due: date | None = None
    touched: tuple[Touch, ...] = ()
