"""What money costs: the rate of a period, twelve of them, and compounded, side by side."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from msgspec import Struct

from anning.debt import rates
from anning.debt.cashflows import Flows, timed
from anning.debt.rates import Timed

_HALF_CENT = 0.005


class Rate(Struct, frozen=True):
    """One rate said in three ways, as numbers: 0.24 is 24 %. effective may be infinite."""

    per_period: float
    nominal_annual: float
    effective_annual: float


class Cost(Struct, frozen=True):
    """What one loan comes to.

    rate is None when there is none, and the one nearest zero when unique is false; others are all further ones.
    total is paid minus received.
    """

    rate: Rate | None
    unique: bool
    others: tuple[Rate, ...]
    changes: int
    received: Decimal
    paid: Decimal

    @property
    def total(self) -> Decimal:
        """What was paid beyond what was received."""
        return self.paid - self.received


def cost(flows: Flows) -> Cost:
    """The cost of these flows; whoever looks from the lender's side gets the same rate."""
    moments = timed(flows)
    found = rates.roots(moments)
    chosen = _meant(found, moments)
    ordered = [*sorted(chosen, key=abs), *(x for x in found if x not in chosen)]
    said = [_said(x, flows) for x in ordered]
    return Cost(
        rate=said[0] if said else None,
        unique=len(chosen) == 1,
        others=tuple(said[1:]),
        changes=rates.sign_changes(moments),
        received=flows.received,
        paid=flows.paid,
    )


def _meant(found: tuple[float, ...], moments: list[Timed]) -> tuple[float, ...]:
    """Where more was paid than received, a rate below zero is arithmetic and not a cost.

    A deposit that comes back at the end gives such a second root; it must not make a plain loan ambiguous.
    """
    amounts = [amount for _, amount, _ in moments if amount]
    above = tuple(x for x in found if x > 0)
    return above if above and sum(amounts) * amounts[0] < 0 else found


def _said(x: float, flows: Flows) -> Rate:
    share = flows.per_year / flows.periods_per_year
    period = rates.per(x, share)
    return Rate(period, period * flows.periods_per_year, rates.per(x, flows.per_year))


def above(flows: Flows, annual: float, *, compound: bool = False) -> bool:
    """Whether a loan with one rate costs more than an annual line, beyond the cent each payment is rounded to.

    The line is nominal (period rate × periods a year) unless compound. At the line's own rate the payments of a
    dearer loan are worth more than what was received.
    """
    moments = timed(flows)
    start, first = next((t, amount) for t, amount, _ in moments if amount)
    yearly = rates.logarithm(annual) if compound else _compounded(annual, flows.periods_per_year)
    x = yearly / flows.per_year
    signed = [(t - start, amount if first > 0 else -amount, f) for t, amount, f in moments]
    slack = rates.worth([(t, _HALF_CENT, f) for t, amount, f in signed if amount < 0], x)
    return rates.worth(signed, x) < -slack


def _compounded(nominal: float, periods: float) -> float:
    """ln(1 + effective) of a nominal annual rate."""
    return periods * rates.logarithm(nominal / periods)


def flat(flows: Flows) -> float | None:
    """The rate a period that advertisements like: total cost over what was received first, over the periods."""
    moments = timed(flows)
    periods = (moments[-1][0] - moments[0][0]) * flows.periods_per_year / flows.per_year
    lent = max(accumulate(amount for _, amount, _ in moments))
    return float(flows.paid - flows.received) / lent / periods if lent > 0 and periods else None
