"""Rates held against two independent solvers, which are not part of the product."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from anning.debt.cashflows import Flow, Flows
from anning.debt.cost import cost

CENTS = st.integers(100, 2_000_000).map(lambda n: Decimal(n) / 100)
PAYMENTS = st.lists(CENTS, min_size=1, max_size=36)


def loan(received: Decimal, paid: list[Decimal]) -> Flows:
    return Flows((Flow(0.0, received), *(Flow(float(n), -amount) for n, amount in enumerate(paid, 1))))


@given(received=CENTS, paid=PAYMENTS)
def test_a_plain_loan_has_the_rate_two_others_find(received, paid):
    if sum(paid) * 2 < received:
        return  # rates near −100 % are arithmetic, not loans
    found = cost(loan(received, paid)).rate
    amounts = [float(received), *(-float(p) for p in paid)]
    assert found.per_period == pytest.approx(_by_scipy(amounts), rel=1e-7, abs=1e-9)
    theirs = pyxirr.irr(amounts)
    if theirs is not None:
        assert found.per_period == pytest.approx(theirs, rel=1e-6, abs=1e-8)


@given(received=CENTS, paid=st.lists(st.tuples(st.integers(1, 2000), CENTS), min_size=1, max_size=12))
def test_dated_loans_agree_with_xirr(received, paid):
    if sum(p for _, p in paid) <= received:
        return
    start = date(2024, 2, 29)
    days = [start, *(start + timedelta(n) for n, _ in paid)]
    amounts = [received, *(-p for _, p in paid)]
    flows = Flows(tuple(map(Flow, days, amounts)), "dates")
    found, theirs = cost(flows).rate, pyxirr.xirr(days, [float(a) for a in amounts])
    if theirs is not None and theirs < 1e6:
        assert found.effective_annual == pytest.approx(theirs, rel=1e-5)


def _by_scipy(amounts: list[float]) -> float:
    """The root in the discount factor, where the polynomial is tame."""

    def worth(factor: float) -> float:
        total = 0.0
        for amount in reversed(amounts):
            total = total * factor + amount
        return total

    high = 1.0
    while worth(high) > 0:
        high *= 2
    return 1 / brentq(worth, 0.0, high, xtol=1e-15, rtol=1e-14) - 1
