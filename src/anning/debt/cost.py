"""What money costs: the rate of a period, twelve of them, and compounded, side by side."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from msgspec import Struct

from anning.debt import rates
from anning.debt.cashflows import Flows, timed
from anning.debt.rates import Timed

_HALF_CENT = 0.005
_MOST = 1e9
_HALVINGS = 80


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


def simple(flows: Flows) -> float | None:
    """The annual rate without interest on interest, as courts reckon it; None where nothing was paid beyond it.

    Payments settle interest first and principal after (Civil Code, art. 561), so a loan paid every period has
    its nominal rate, and one repaid at the end has interest over principal over years.
    """
    moments = _borrowers(flows)
    if not moments or _left(moments, 0.0) >= 0:
        return None
    low, high = 0.0, 1.0
    while _left(moments, high) < 0 and high < _MOST:
        low, high = high, high * 4
    if high >= _MOST:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _left(moments, middle) < 0 else (low, middle)
    return high


def above(flows: Flows, annual: float, *, compound: bool = False) -> bool:
    """Whether a loan with one rate costs more than an annual line, beyond the cent each payment is rounded to.

    Simple as in simple(); or compound, where payments of a dearer loan are worth more than what was received.
    """
    moments = _borrowers(flows)
    payments = [(t, amount) for t, amount in moments if amount < 0]
    if not compound:
        return _left(moments, annual) < -_HALF_CENT * len(payments) * (1 + annual * moments[-1][0])
    x = rates.logarithm(annual)
    slack = rates.worth([(t, _HALF_CENT, 0.0) for t, _ in payments], x)
    return rates.worth([(t, amount, 0.0) for t, amount in moments], x) < -slack


def _borrowers(flows: Flows) -> list[tuple[float, float]]:
    """Years from the first sum and amounts, received positive, whichever side wrote them."""
    live = [(t + f, amount) for t, amount, f in timed(flows) if amount]
    if not live:
        return []
    start, first = live[0]
    sign = 1.0 if first > 0 else -1.0
    return [((t - start) / flows.per_year, amount * sign) for t, amount in live]


def _left(moments: list[tuple[float, float]], annual: float) -> float:
    """What is still owed after the last sum at a simple annual rate; below zero when more was paid than that."""
    principal = interest = before = 0.0
    for t, amount in moments:
        interest += principal * annual * (t - before)
        before = t
        if amount < 0:
            settled = min(interest, -amount) if interest > 0 else 0.0
            interest -= settled
            amount += settled  # noqa: PLW2901 - the rest goes to the principal
        principal += amount
    return principal + interest


def flat(flows: Flows) -> float | None:
    """The rate a period that advertisements like: total cost over what was received first, over the periods."""
    moments = timed(flows)
    periods = (moments[-1][0] - moments[0][0]) * flows.periods_per_year / flows.per_year
    lent = max(accumulate(amount for _, amount, _ in moments))
    return float(flows.paid - flows.received) / lent / periods if lent > 0 and periods else None
