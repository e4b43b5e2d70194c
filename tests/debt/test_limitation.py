from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.debt.limitation import check, steps
from anning.domain.case import Debt, Touch
from anning.errors import NotFound
from anning.knowledge import laws
from anning.knowledge.limitation import acts, period

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(2015, 10, 1), TODAY)


def debt(due: date | None, *touched: tuple[date, str]) -> Debt:
    return Debt(id="d", creditor="c", last_due=due, touched=tuple(Touch(*one) for one in touched))


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (debt(None), "unknown"),
        (debt(date(2015, 9, 30)), "old"),
        (debt(date(2022, 3, 1)), "passed"),
        (debt(date(2025, 3, 1)), "running"),
        (debt(date(2023, 11, 20)), "near"),
        (debt(date(2023, 12, 30)), "near"),
        (debt(date(2022, 3, 1), (date(2024, 5, 1), "demand")), "running"),
        (debt(date(2022, 3, 1), (date(2025, 5, 1), "demand")), "passed"),
        (debt(date(2022, 3, 1), (date(2025, 5, 1), "promise")), "revived"),
        (debt(date(2022, 3, 1), (date(2024, 5, 1), "suit")), "court"),
        (debt(date(2022, 3, 1), (date(2021, 5, 1), "demand")), "passed"),
        (debt(date(2022, 3, 1), (date(2024, 5, 1), "own_complaint")), "passed"),
    ],
)
def test_where_a_debt_stands(told, state):
    found = check(told, TODAY)
    assert found.state == state
    assert found.red == (state != "running")
    assert bool(found.notice) == found.red


def test_a_demand_that_came_too_late_is_named_and_moves_nothing():
    found = check(debt(date(2022, 3, 1), (date(2025, 5, 1), "demand")), TODAY)
    assert found.ends == date(2025, 3, 1)
    assert any("2025年5月1日" in sentence for sentence in found.sentences)


def test_instalments_run_from_the_last_one():
    assert check(debt(date(2024, 2, 29)), TODAY).ends == date(2027, 2, 28)


@given(due=DAYS, touched=st.lists(st.tuples(DAYS, st.sampled_from(sorted(acts()))), max_size=6))
def test_it_never_says_passed_while_a_demand_still_counts(due, touched):
    """A period is only called passed when no interruption of the last three years is known."""
    found = check(debt(due, *touched), TODAY)
    recent = TODAY - timedelta(days=3 * 365)
    if found.state == "passed":
        chain = [
            day for day, act in touched if acts()[act].running == "begins_anew" and due < day <= found.ends
        ]
        assert all(day < recent + timedelta(days=2) for day in chain)
    assert found.sentences


@given(
    due=DAYS, touched=st.lists(st.tuples(DAYS, st.sampled_from(sorted(acts()))), max_size=5), at=st.randoms()
)
def test_the_order_of_telling_changes_nothing(due, touched, at):
    mixed = list(touched)
    at.shuffle(mixed)
    told = sorted(touched), sorted(mixed)
    assert check(debt(due, *told[0]), TODAY).state == check(debt(due, *told[1]), TODAY).state


def test_asking_for_papers_never_harms_and_agreeing_always_does():
    for told in (debt(None), debt(date(2022, 3, 1)), debt(date(2025, 3, 1))):
        does = {step.act.id: step for step in steps(check(told, TODAY), TODAY)}
        assert not does["ask_material"].harms
        assert not does["own_complaint"].harms
        assert all(does[name].harms for name in ("promise", "plan", "part_payment"))
        assert all(step.act.instead for name, step in does.items() if step.harms)


def test_every_norm_it_rests_on_is_in_force():
    book = laws.on(TODAY)
    assert all(ref in book for act in acts().values() for ref in act.norms)
    assert all(ref in book for ref in period().norms)


def test_an_act_nobody_knows_is_named():
    with pytest.raises(NotFound, match="没有这一种情形"):
        check(debt(date(2022, 3, 1), (date(2024, 1, 1), "prayed")), TODAY)
