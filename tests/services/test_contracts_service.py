"""The money of a debt row by row: what is missing, what stands twice, how it is drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.debt.cashflows import months_after
from anning.domain.case import Debt, Party
from anning.errors import InputUnusable, NotFound
from anning.services import case as acts
from anning.services import contracts, notebook
from anning.services.contracts import Row, Sheet

D = Decimal
START = date(2026, 9, 1)


def row(side="paid", amount=100, **more) -> Row:
    return Row(side=side, amount=D(amount), **more)


@pytest.fixture
def told(desk):
    notebook.keep(desk, "试", Party(id="c-1", role="creditor", lender="bank"), Debt(id="d-1", creditor="c-1"))
    return desk


def test_what_is_lacking_is_named_and_then_there_is_an_answer():
    undated = Sheet(rows=(row("received", 1000, name="放款"), row("due", 1200, day=START)))
    assert contracts.lacking(Sheet()) == (
        "还没有写收到多少、哪天收到",
        "还没有写付过什么、还要付什么，哪怕一笔也好",
    )
    assert "“放款” 1000.00 元没有日期" in contracts.lacking(undated)[0]
    assert contracts.audit(undated) is None
    mixed = Sheet(rows=(row("received", 1000, day=START), row("due", 1200, period=D(1))))
    assert "两种混着没法算" in contracts.lacking(mixed)[0]
    whole = Sheet(rows=(row("received", 1000, day=START), row("due", 1010, day=date(2026, 10, 1))))
    assert contracts.audit(whole).cost.rate.per_period == pytest.approx(0.01)


@pytest.mark.parametrize("first", [date(2026, 8, 31), date(2026, 9, 1)])
def test_a_payment_moves_from_due_to_paid_without_changing_the_cost(told, first):
    contracts.put(told, "d-1", row("received", 1000, day=first))
    contracts.put(told, "d-1", row("due", 100, day=months_after(first, 2), times=12))
    before = contracts.audit(contracts.kept("d-1").sheet)
    batch = contracts.paid_one(told, "d-1", contracts.kept("d-1").keyed[1][0])
    sheet = contracts.kept("d-1").sheet
    assert sum(one.times for one in sheet.of("due")) == 11
    assert [one.day for one in sheet.of("paid")] == [months_after(first, 2)]
    after = contracts.audit(sheet)
    assert (after.cost, after.loan.by) == (before.cost, "monthly")
    assert not contracts.twice(sheet)
    with pytest.raises(NotFound):
        contracts.paid_one(told, "d-1", contracts.kept("d-1").keyed[0][0])
    acts.undo(told, batch)
    assert contracts.audit(contracts.kept("d-1").sheet) == before


def test_what_stands_on_both_sides_is_pointed_out():
    due = row("due", 100, day=date(2026, 10, 1), times=6)
    paid = row("paid", 100, day=date(2026, 12, 3))
    assert contracts.twice(Sheet(rows=(due, paid))) == (paid,)
    assert not contracts.twice(Sheet(rows=(due, row("paid", 100, day=date(2027, 9, 1)))))


def test_an_old_page_changes_no_other_row(told):
    contracts.put(told, "d-1", row(name="甲", day=START))
    key = contracts.kept("d-1").keyed[0][0]
    contracts.put(told, "d-1", row(name="乙", day=START), key)
    with pytest.raises(NotFound):
        contracts.drop(told, "d-1", key)


def test_a_sum_of_nothing_and_too_many_rows_are_refused(told):
    with pytest.raises(InputUnusable):
        contracts.put(told, "d-1", row(amount=0))
    with pytest.raises(InputUnusable):
        contracts.put_all(told, "d-1", [row(evidence=str(n)) for n in range(contracts.MOST_ROWS + 1)], "试")


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 4000), st.integers(1, 60)), min_size=1, max_size=8
    )
)
def test_the_picture_holds_every_sum(sums):
    rows = tuple(row(amount=a, day=date.fromordinal(START.toordinal() + d), times=n) for a, d, n in sums)
    drawn = contracts.moments(Sheet(rows=rows))
    assert sum(one.paid for one in drawn) == sum(one.total for one in rows)
    assert [one.label for one in drawn] == sorted(one.label for one in drawn)


def test_the_cost_sheet_is_due_from_its_day_for_its_lenders():
    def due(day: date, lender: str) -> bool:
        return contracts.cost_sheet(Sheet(signed=day, lender=lender)) is not None

    assert due(date(2026, 8, 1), "bank")
    assert not due(date(2026, 7, 31), "bank")
    assert not due(date(2026, 8, 1), "private")
