from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anning.debt.planning import Owed, Plan, plans
from anning.errors import Refused

D = Decimal

CARD = Owed(name="卡", balance=D(18000), rate=D("0.18"), minimum=D(900))
LOAN = Owed(name="网贷", balance=D(9000), rate=D("0.24"), minimum=D(500))
FAMILY = Owed(name="姐姐担保的", balance=D(6000), rate=D("0.1"), weight=3)


def by_strategy(debts: list[Owed], monthly: D) -> dict[str, Plan]:
    return {plan.strategy: plan for plan in plans(debts, monthly)}


def test_what_hurts_the_family_goes_first_though_it_costs_more():
    made = by_strategy([CARD, LOAN, FAMILY], D(3200))
    assert made["consequences"].ends("姐姐担保的") < made["avalanche"].ends("姐姐担保的")
    assert made["consequences"].interest >= made["avalanche"].interest


def test_the_dearest_first_costs_less_than_the_smallest_first():
    made = by_strategy([CARD, LOAN, Owed(name="小", balance=D(2000), rate=D("0.05"))], D(2600))
    assert made["avalanche"].interest <= made["snowball"].interest


def test_a_written_offer_to_settle_is_used_where_it_saves_money():
    offered = Owed(name="租", balance=D(4000), rate=D("0.3"), minimum=D(200), settle=(4, D(2500)))
    made = by_strategy([CARD, LOAN, offered], D(3200))
    assert made["optimum"].ends("租") <= 4
    assert made["optimum"].interest < made["avalanche"].interest - D(1000)


def test_an_offer_that_came_too_late_is_not_used():
    offered = Owed(name="租", balance=D(6000), rate=D("0.1"), settle=(1, D(3000)))
    made = by_strategy([offered], D(2000))
    assert made["optimum"].interest >= 0


@pytest.mark.parametrize("monthly", [D(100), D(1000)])
def test_a_sum_that_never_ends_it_is_refused_with_the_reason(monthly):
    with pytest.raises(Refused, match=r"不够|还不完"):
        plans([CARD, LOAN], monthly)


def test_no_debts_no_plan():
    assert plans([Owed(name="清了", balance=D(0), rate=D("0.2"))], D(100)) == ()


OWED = st.builds(
    Owed,
    name=st.sampled_from(["一", "二", "三"]),
    balance=st.integers(500, 9000).map(D),
    rate=st.integers(0, 30).map(lambda n: D(n) / 100),
    minimum=st.integers(0, 200).map(D),
    weight=st.integers(1, 3),
)


@settings(max_examples=25, deadline=None)
@given(
    debts=st.lists(OWED, min_size=1, max_size=3, unique_by=lambda d: d.name),
    monthly=st.integers(900, 2500).map(D),
)
def test_laws_of_every_plan(debts, monthly):
    """No month spends more than there is, every debt ends, minimums are kept, and nothing beats the optimum."""
    made = plans(debts, monthly)
    for plan in made:
        rows = plan.payments
        # The optimum may save up; over time it never spends more than came in.
        assert all(
            sum((sum(row) for row in rows[: m + 1]), D(0)) <= monthly * (m + 1) + D(1)
            for m in range(len(rows))
        )
        for i, debt in enumerate(debts):
            left = debt.balance
            for row in rows:
                left = left * (1 + debt.rate / 12) - row[i]
            assert abs(left) < D(2)
    cheapest = min(plan.interest for plan in made)
    assert next(plan for plan in made if plan.strategy == "optimum").interest <= cheapest + D(2)
