from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anning.debt.budget import Budget, Item, room

D = Decimal

MONEY = st.integers(0, 20000).map(D)
ITEMS = st.lists(st.builds(Item, name=st.just("项"), amount=MONEY, sure=st.booleans()), max_size=4).map(tuple)


def test_a_month_in_numbers():
    found = room(
        Budget(
            incomes=(Item("工资", D(6000)), Item("零工", D(1000), sure=False)),
            needs=(Item("房租", D(1500)), Item("吃饭", D(1200))),
            first=(Item("抚养费", D(800)),),
        )
    )
    assert (found.income, found.spent, found.left) == (D(7000), D(3500), D(3500))
    assert found.stressed == D(1300)  # 6000 × 0.8 − 3500: the odd jobs are not counted on
    assert found.most == D(1170)
    assert found.short == 0


def test_when_living_costs_more_than_comes_in_nothing_may_be_offered():
    found = room(Budget(incomes=(Item("工资", D(3000)),), needs=(Item("房租", D(2600)),)))
    assert found.most == 0
    assert found.short == D(200)


@given(incomes=ITEMS, needs=ITEMS, stress=st.integers(0, 100).map(lambda n: D(n) / 100))
def test_never_more_than_a_bad_month_leaves(incomes, needs, stress):
    found = room(Budget(incomes=incomes, needs=needs, stress=stress))
    assert 0 <= found.most <= max(found.stressed, D(0))
    assert found.stressed <= found.left
    assert not (found.most and found.short)
