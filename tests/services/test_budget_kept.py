"""A month, debts and offers as the person keeps them; nothing proposed is more than a bad month leaves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anning.config import Config
from anning.domain.case import Debt, Party
from anning.domain.plans import Month, Planned, Proposal, Sum
from anning.errors import InputUnusable, Refused
from anning.services import budget, papers
from anning.services import case as told
from anning.services.desk import open_desk

MONTH = Month(
    incomes=(Sum(name="工资", amount="6000"), Sum(name="零工", amount="800", sure=False)),
    needs=(Sum(name="房租吃饭", amount="2600"),),
    first=(Sum(name="抚养费", amount="500"),),
)


@pytest.fixture
def desk(tmp_path, django_db_blocker):
    from anning import store

    with django_db_blocker.unblock():
        desk = open_desk(Config(home=tmp_path / "home").prepare())
        told.save_party(desk, Party(id="c-1", role="creditor", name="示例银行", firm=True, lender="bank"))
        told.save_debt(desk, Debt(id="d-1", creditor="c-1", product="card", claimed="9000"))
        told.save_debt(desk, Debt(id="d-2", creditor="c-1", product="loan", claimed="4000"))
        yield desk
        store.close()


def test_before_a_month_was_written_there_is_no_advice(desk):
    assert budget.advice() is None
    assert budget.most() is None


def test_the_months_of_the_form_and_the_file_agree(desk):
    budget.save_month(desk, MONTH)
    advice = budget.advice()
    assert advice.room.most == budget.most() == Decimal("1530.00")
    assert budget.save_month(desk, MONTH) == ""


def test_two_debts_of_one_lender_keep_their_own_names(desk):
    budget.save_month(desk, MONTH)
    names = budget.advice().plans[0].names
    assert len(set(names)) == 2


def test_a_debt_can_be_left_out_and_counted_otherwise(desk):
    budget.save_month(desk, MONTH)
    budget.save_planned(desk, Planned(id="d-2", out=True))
    budget.save_planned(desk, Planned(id="d-1", balance="3000", rate="18", weight=3))
    made = budget.advice().plans[0]
    assert len(made.names) == 1
    assert sum(sum(row) for row in made.payments) < 3200


def test_an_offer_is_compared_and_one_no_law_allows_is_refused(desk):
    budget.save_month(desk, MONTH)
    one = Proposal(id="o-1", debt="d-1", name="分十二期", kind="instalments", claimed="9000", months="12")
    budget.save_proposal(desk, one)
    assert budget.advice().offers[0].keeps
    with pytest.raises(Refused, match="60"):
        budget.save_proposal(desk, replace(one, id="o-2", months="72"))
    with pytest.raises(InputUnusable):
        budget.save_proposal(desk, replace(one, id="o-3", claimed="很多"))
    budget.drop_proposal(desk, "o-1")
    assert budget.advice().offers == ()


def test_a_line_that_is_no_sum_is_named(desk):
    wrong = replace(MONTH, needs=(Sum(name="房租", amount="两千"),))
    with pytest.raises(InputUnusable) as reason:
        budget.save_month(desk, wrong)
    assert "必要支出" in reason.value.where


def test_a_form_leaves_out_lines_without_an_amount():
    given = {
        "incomes-0-name": "工资", "incomes-0-amount": "6000", "incomes-0-sure": "on",
        "incomes-1-name": "零工", "incomes-1-amount": "800", "needs-0-name": "房租", "needs-0-amount": " ",
        "stress": "30%", "first-5-amount": "20",
    }  # fmt: skip
    month = budget.month_of(given)
    assert [(one.name, one.sure) for one in month.incomes] == [("工资", True), ("零工", False)]
    assert month.needs == ()
    assert month.first[0].amount == "20"
    assert month.stress == "30"


sums = st.integers(0, 20000).map(str)


@given(income=sums, loose=sums, need=sums, stress=st.integers(0, 100), monthly=st.none() | sums)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_budget_ever_proposes_more_than_a_bad_month_leaves(desk, income, loose, need, stress, monthly):
    month = Month(
        incomes=(Sum(name="工资", amount=income), Sum(name="零工", amount=loose, sure=False)),
        needs=(Sum(name="生活", amount=need),), stress=str(stress), monthly=monthly or "",
    )  # fmt: skip
    budget.save_month(desk, month)
    advice = budget.advice()
    bad = Decimal(income) * (100 - stress) / 100 - Decimal(need)
    assert advice.room.most <= max(bad, 0)
    for plan in advice.plans:
        assert all(sum(row) <= advice.room.most for row in plan.payments if plan.strategy != "optimum")
    letter = papers.paper(desk, papers.begun("negotiate_card", "d-1"))
    if advice.room.most:
        assert f"每期不超过 {advice.room.most:.2f} 元" in papers.as_text(letter)
    else:
        assert "【待填：每月最多能拿出的金额】" in papers.as_text(letter)


def test_a_letter_that_promises_more_says_so(desk):
    budget.save_month(desk, MONTH)
    draft = papers.begun("negotiate_card", "d-1")
    assert papers.too_much(draft) == ""
    assert papers.too_much(replace(draft, answers={"a.monthly": "1600"})) == "1530.00"
    assert papers.too_much(replace(draft, answers={"a.monthly": "1500"})) == ""
