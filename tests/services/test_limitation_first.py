"""Nothing that touches the money is written before limitation was looked at, and nothing ever acknowledges it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anning.casework.papers import build, plain
from anning.casework.papers.given import PaperCase
from anning.casework.papers.own_words import look
from anning.config import Config
from anning.debt.limitation import check
from anning.domain.case import Case, Debt, Party, Promise, Touch
from anning.domain.papers import PaperDraft
from anning.errors import InputUnusable, NotFound, Refused
from anning.knowledge.forms.papers import Items, forms
from anning.knowledge.limitation import acts
from anning.services import case as told
from anning.services import limitation, negotiation, papers
from anning.services.desk import open_desk

TODAY = date(2026, 11, 25)
MONEY = tuple(kind for kind, form in forms().items() if form.limitation)
BANK = Party(id="c-1", role="creditor", name="示例银行", firm=True, lender="bank")
NEUTRAL = "不构成对债务及金额的承认"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def desk(tmp_path, django_db_blocker):
    from anning import store

    with django_db_blocker.unblock():
        desk = open_desk(Config(home=tmp_path / "home").prepare())
        told.save_party(desk, BANK)
        told.save_debt(desk, Debt(id="d-1", creditor="c-1", product="card", claimed="30000.00"))
        yield desk
        store.close()


def items(kind: str) -> list[str]:
    return [
        item.id for part in forms()[kind].parts for block in part.blocks if isinstance(block, Items)
        for item in block.items
    ]  # fmt: skip


days = st.dates(date(2012, 1, 1), date(2027, 6, 1))
debts = st.builds(
    Debt,
    id=st.just("d-1"), creditor=st.just("c-1"), claimed=st.just("34567.89"), principal=st.just("29999.00"),
    product=st.sampled_from(["card", "loan", "micro_loan"]), last_due=st.none() | days,
    touched=st.lists(st.builds(Touch, days, st.sampled_from(sorted(acts()))), max_size=3).map(tuple),
)  # fmt: skip


@given(kind=st.sampled_from(sorted(forms())), debt=debts, whole=st.booleans())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_paper_acknowledges_a_debt_whose_period_may_have_passed(kind, debt, whole):
    red = check(debt, TODAY).red
    draft = PaperDraft(
        id=kind, kind=kind, debt="d-1", requests=dict.fromkeys(items(kind), whole),
        answers={} if red else {limitation.OPEN: "1"},
    )  # fmt: skip
    case = Case(parties={"c-1": BANK}, debts={"d-1": debt})
    shown = plain.render(build.draft(kind, PaperCase(case=case, draft=draft, day=TODAY)))
    assert look(shown, only_always=True) == []
    assert not re.search(r"34567|29999|34,567", shown)
    if kind in MONEY:
        assert NEUTRAL in shown
        assert ("还款意愿" in shown) <= (not red and whole)


@pytest.mark.parametrize("kind", MONEY)
def test_a_letter_about_paying_is_refused_until_the_notice_was_read(desk, tmp_path, kind):
    draft = papers.begun(kind, "d-1")
    with pytest.raises(Refused) as refused:
        papers.write(desk, draft, tmp_path / "out")
    assert "时效" in refused.value.next_step
    assert not (tmp_path / "out").exists()
    limitation.confirm(desk, "d-1")
    assert len(papers.write(desk, draft, tmp_path / "out").paths) == 2


def test_no_letter_about_paying_without_a_debt(desk, tmp_path):
    told.remove(desk, "d-1")
    with pytest.raises(Refused, match="哪一笔"):
        papers.write(desk, papers.begun("waiver"), tmp_path / "out")


def test_what_changes_the_answer_has_to_be_read_again(desk):
    limitation.due(desk, "d-1", TODAY - timedelta(days=4 * 365))
    limitation.confirm(desk, "d-1")
    assert limitation.standing("d-1").may_write
    batch = limitation.touch(desk, "d-1", date(2026, 1, 5), "part_payment")
    now = limitation.standing("d-1")
    assert now.found.state == "revived"
    assert not now.may_write
    told.undo(desk, batch)
    assert limitation.standing("d-1").may_write
    with time_machine.travel("2026-11-26T10:00:00+08:00"):
        assert limitation.standing("d-1").may_write


def test_a_period_that_surely_runs_asks_for_nothing(desk):
    limitation.due(desk, "d-1", TODAY - timedelta(days=90))
    found = limitation.standing("d-1")
    assert found.may_write
    assert not found.read
    draft = papers.begun("negotiate_card", "d-1")
    wishes = papers.wishes(draft, papers.paper(desk, draft))
    assert [wish.wanted for wish in wishes if wish.item.id == "will"] == [False]


def test_while_the_notice_is_red_no_will_to_pay_can_be_chosen(desk):
    draft = replace(papers.begun("negotiate_card", "d-1"), requests={"will": True})
    written = papers.paper(desk, draft)
    assert "will" not in [wish.item.id for wish in papers.wishes(draft, written)]
    assert "还款意愿" not in papers.as_text(written).replace("又有继续履行意愿", "")


def test_an_answer_cannot_open_the_slot_of_the_period(desk):
    draft = replace(
        papers.begun("extension", "d-1"), requests={"will": True}, answers={limitation.OPEN: "是"}
    )
    assert "本人有还款意愿" not in papers.as_text(papers.paper(desk, draft))


def test_touches_are_told_listed_by_day_and_taken_out(desk):
    limitation.touch(desk, "d-1", date(2026, 3, 1), "demand")
    limitation.touch(desk, "d-1", date(2025, 3, 1), "assignment")
    assert limitation.touch(desk, "d-1", date(2025, 3, 1), "assignment") == ""
    assert [touch.act for _, touch, _ in limitation.standing("d-1").touched] == ["assignment", "demand"]
    for place in (1, 0):
        limitation.untouch(desk, "d-1", place)
    assert limitation.standing("d-1").touched == ()
    with pytest.raises(NotFound):
        limitation.untouch(desk, "d-1", 0)
    with pytest.raises(InputUnusable):
        limitation.touch(desk, "d-1", date(2026, 12, 1), "demand")


def test_ones_own_promise_waits_for_the_notice_and_then_counts_for_limitation(desk):
    promise = Promise(id="p-1", by="us", debt="d-1", said="月底给答复", made=date(2026, 11, 20))
    with pytest.raises(Refused):
        negotiation.keep(desk, promise)
    assert told.case().promises == {}
    limitation.confirm(desk, "d-1")
    batch = negotiation.keep(desk, promise)
    assert told.case().debts["d-1"].touched == (Touch(date(2026, 11, 20), "promise"),)
    told.undo(desk, batch)
    assert told.case().debts["d-1"].touched == ()
    assert told.case().promises == {}


def test_a_promise_of_the_other_side_needs_no_check(desk):
    negotiation.keep(desk, Promise(id="p-1", by="them", said="月底前减免", made=date(2026, 11, 20)))
    assert told.case().promises["p-1"].by == "them"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"said": " "}, "答应了什么"), ({"made": None}, "哪一天"), ({"made": date(2026, 12, 1)}, "今天以后"),
        ({"due": date(2026, 1, 1)}, "还早"),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_is_not_taken(desk, wrong, says):
    promise = Promise(id="p-1", by="them", said="减免", made=date(2026, 11, 20))
    with pytest.raises(InputUnusable, match=says):
        negotiation.keep(desk, replace(promise, **wrong))


def test_more_instalments_than_a_card_may_have_are_not_taken(desk):
    draft = papers.begun("negotiate_card", "d-1")
    with pytest.raises(InputUnusable, match="60"):
        papers.answer(desk, draft, "a.periods_card", "72")
    assert papers.answer(desk, draft, "a.periods_card", "60").answers["a.periods_card"] == "60"
