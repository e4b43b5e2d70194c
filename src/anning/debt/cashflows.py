"""Money and its days: what was received and what was paid, on one clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from anning.debt.rates import Timed

Clock = Literal["years", "periods", "dates", "unit_periods"]
"""years and periods are numbers; dates are days, counted act/365; unit_periods are whole ones and a fraction."""

_DAYS = 365.0


class Flow(Struct, frozen=True):
    """One sum at one time: received positive, paid negative. fraction is used with unit_periods only."""

    time: float | date
    amount: Decimal
    fraction: float = 0.0


class Flows(Struct, frozen=True):
    """All sums of one loan with the clock they are on and how many periods a year has."""

    items: tuple[Flow, ...]
    clock: Clock = "periods"
    periods_per_year: float = 12.0

    @property
    def received(self) -> Decimal:
        """Everything that came in."""
        return sum((flow.amount for flow in self.items if flow.amount > 0), Decimal(0))

    @property
    def paid(self) -> Decimal:
        """Everything that went out, as a positive sum."""
        return -sum((flow.amount for flow in self.items if flow.amount < 0), Decimal(0))

    @property
    def per_year(self) -> float:
        """Units of time in a year."""
        return self.periods_per_year if self.clock in ("periods", "unit_periods") else 1.0


def timed(flows: Flows) -> list[Timed]:
    """Sorted by time, sums of one moment added exactly; the earliest date is time zero."""
    if flows.clock == "dates":
        zero = min(flow.time for flow in flows.items)
        moments = (((flow.time - zero).days / _DAYS, 0.0, flow.amount) for flow in flows.items)  # type: ignore[operator,union-attr]
        return _added(moments)
    return _added((flow.time, flow.fraction, flow.amount) for flow in flows.items)  # type: ignore[misc]


def _added(moments: Iterable[tuple[float, float, Decimal]]) -> list[Timed]:
    total: dict[tuple[float, float], Decimal] = {}
    for time, fraction, amount in moments:
        key = (time, fraction)
        total[key] = total[key] + amount if key in total else amount
    return [(t, float(amount), f) for (t, f), amount in sorted(total.items(), key=_when)]


def _when(item: tuple[tuple[float, float], Decimal]) -> float:
    return item[0][0] + item[0][1]


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month; ValueError beyond the year 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(days: Sequence[date]) -> list[int] | None:
    """Months from the first day when every day lies a whole number of them on; else None."""
    first = min(days)
    counts = [(day.year - first.year) * 12 + day.month - first.month for day in days]
    fits = all(months_after(first, n) == day for day, n in zip(days, counts, strict=True))
    return counts if fits else None
