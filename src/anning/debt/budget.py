"""What a person can really pay: income less the cost of living, also in a bad month, with something kept back."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from msgspec import Struct

ZERO = Decimal(0)
_CENT = Decimal("0.01")


class Item(Struct, frozen=True):
    """One sum a month under its name; sure says whether an income comes every month."""

    name: str
    amount: Decimal
    sure: bool = True


class Budget(Struct, frozen=True, kw_only=True):
    """A month in CNY.

    needs are the cost of living, first what must be paid before any unsecured debt (tax, maintenance, rent in
    arrears). stress is the share of income that may fall away, buffer the share of what is left that is kept.
    """

    incomes: tuple[Item, ...]
    needs: tuple[Item, ...]
    first: tuple[Item, ...] = ()
    stress: Decimal = Decimal("0.2")
    buffer: Decimal = Decimal("0.1")


class Room(Struct, frozen=True, kw_only=True):
    """What a budget leaves a month: in an ordinary month, in a bad one, and the most that may be offered.

    short is what is missing in a bad month (zero when nothing is). An offer above `most` will probably be broken.
    """

    income: Decimal
    spent: Decimal
    left: Decimal
    stressed: Decimal
    most: Decimal
    short: Decimal


def room(budget: Budget) -> Room:
    """In a bad month only sure incomes come, less the share of stress."""
    spent = _sum(budget.needs) + _sum(budget.first)
    income = _sum(budget.incomes)
    bad = _sum(tuple(one for one in budget.incomes if one.sure)) * (1 - budget.stress) - spent
    most = (max(bad, ZERO) * (1 - budget.buffer)).quantize(_CENT, ROUND_DOWN)
    return Room(
        income=income,
        spent=spent,
        left=income - spent,
        stressed=bad.quantize(_CENT, ROUND_DOWN),
        most=most,
        short=max(-bad, ZERO).quantize(_CENT),
    )


def _sum(items: tuple[Item, ...]) -> Decimal:
    return sum((item.amount for item in items), ZERO)
