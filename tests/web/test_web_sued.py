"""Being sued, page by page: nothing counted before the person says when, and nothing said that was not chosen."""

from __future__ import annotations

import re
from datetime import date

import pytest

from anning.domain.case import Debt, Party, Served
from anning.services import case as acts
from anning.services import deadlines, papers, sued
from anning.web import workplace


def page(bench, path: str) -> str:
    response = bench.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def told(bench):
    desk = workplace.desk()
    acts.save_party(desk, Party(id="c-1", role="creditor", name="某银行", firm=True, lender="bank"))
    acts.save_debt(desk, Debt(id="d-1", creditor="c-1", product="card", signed=date(2020, 1, 1)))
    deadlines.save_served(desk, Served(id="s-1", paper="summons", court="某县人民法院"))
    return bench


def test_the_card_leads_to_the_way_and_a_paper_is_begun(bench):
    assert "/sued/" in page(bench, "/help/court/")
    assert "/sued/" in page(bench, "/more/")
    response = bench.post("/sued/begin", {"paper": "payment_order"})
    assert re.fullmatch(r"/sued/[^/]+/genuine/", response["Location"])
    assert "12368" in page(bench, response["Location"])
    assert "先核对是不是真有这个案子" in page(bench, "/sued/")
    assert bench.post("/sued/begin", {"paper": "nonsense"})["Location"] == "/sued/"


@pytest.mark.parametrize("paper", sued.KINDS)
def test_every_step_opens_even_when_nothing_is_told(bench, paper):
    key = sued.begin(workplace.desk(), paper)
    for place in sued.way(workplace.desk(), key).places:
        assert place.step.title in page(bench, f"/sued/{key}/{place.step.id}/")
    assert bench.get(f"/sued/{key}/nowhere/").status_code == 404
    assert bench.get("/sued/nobody/").status_code == 404


def test_nothing_is_counted_before_the_day_is_confirmed(told):
    kept = {"court": "某县人民法院", "case_number": "（2026）某1号", "day": "2026-11-02"}
    told.post("/sued/s-1/day/", kept)
    assert "期限还没有开始数" in page(told, "/sued/s-1/")
    told.post("/sued/s-1/day/", {**kept, "confirmed": "yes"})
    shown = page(told, "/sued/s-1/")
    assert "2026年11月17日" in shown
    assert "期限还没有开始数" not in shown
    assert "（2026）某1号" in shown


def test_a_day_that_has_not_come_stays_on_its_page(told):
    response = told.post("/sued/s-1/day/", {"day": "2999-01-01", "confirmed": "yes"})
    assert response.status_code == 200
    assert "不能在今天以后" in response.content.decode()
    assert told.post("/sued/s-1/day/", {"day": "昨天"}).status_code == 200


def test_from_the_debt_to_the_answer(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1"})
    assert sued.way(workplace.desk(), "s-1").kind == "answer_card"
    told.post(
        "/sued/s-1/claims/", {"principal": "deny", "principal:sum": "24000", "principal:why": "数额不对"}
    )
    told.post("/sued/s-1/reasons/", {"point": ["lines"], "a.sued_day": "2026-10-01"})
    shown = page(told, "/papers/answer_card/?debt=d-1")
    assert "透支本金（原告主张 24000 元）" in shown
    assert "数额不对" in shown
    assert "超过年利率 24% 的部分，请求法院依法调减" in shown
    assert "没有异议" not in re.sub(r"<[^>]+>", "", shown)
    assert [one.step.id for one in sued.way(workplace.desk(), "s-1").places if one.done] == [
        "debt",
        "claims",
        "reasons",
    ]


def test_what_is_told_of_the_contract_is_kept_and_blanks_erase_nothing(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1"})
    told.post("/sued/s-1/debt/", {"debt": "d-1", "principal": "24000", "last_due": "2025-11-13"})
    told.post("/sued/s-1/debt/", {"debt": "d-1", "received": "22000"})
    debt = acts.case().debts["d-1"]
    assert (debt.principal, debt.received, debt.last_due, debt.signed) == (
        "24000", "22000", date(2025, 11, 13), date(2020, 1, 1),
    )  # fmt: skip


def test_a_sum_that_is_none_stays_on_its_page(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1"})
    refused = told.post("/sued/s-1/debt/", {"debt": "d-1", "principal": "两万"})
    assert "不是一个数" in refused.content.decode()
    assert acts.case().debts["d-1"].principal == ""


def test_admitting_while_pleading_limitation_is_pointed_out(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1", "last_due": ""})
    told.post("/sued/s-1/claims/", {"principal": "admit"})
    assert "互相抵消" not in page(told, "/sued/s-1/reasons/")
    told.post("/sued/s-1/reasons/", {"point": ["limitation"]})
    assert "互相抵消" in page(told, "/sued/s-1/reasons/")
    assert "互相抵消" in page(told, "/sued/s-1/claims/")


def test_abuse_in_a_reason_keeps_the_answer_back(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1"})
    told.post("/sued/s-1/claims/", {"principal": "deny", "principal:why": "他们是畜生"})
    refused = told.post("/papers/answer_card/file/pdf?debt=d-1")
    assert refused.status_code >= 400
    assert "要先改" in refused.content.decode()


def test_an_objection_takes_its_grounds_and_undo_brings_them_back(told):
    told.post("/sued/s-1/debt/", {"debt": "d-1"})
    response = told.post("/sued/s-1/forum/points", {"point": ["forum_unseen"], "a.forum_clause": "第九条"})
    assert "没有采取合理方式提请被告注意" in page(told, "/papers/jurisdiction_objection/?debt=d-1")
    done = re.search(r"done=([\w-]+)", response["Location"])[1]
    told.post(f"/changes/{done}/undo", {"next": "/sued/"})
    assert "提请被告注意" not in page(told, "/papers/jurisdiction_objection/?debt=d-1")


def test_a_tick_is_kept_over_the_calendars_own_form_and_can_be_taken_back(told):
    told.post("/sued/s-1/genuine/")
    told.post("/calendar/served/s-1/", {"paper": "summons", "court": "某县人民法院"})
    assert acts.case().served["s-1"].done == ("genuine",)
    told.post("/sued/s-1/genuine/")
    assert acts.case().served["s-1"].done == ()


def test_a_private_lenders_suit_takes_its_own_answer(told):
    desk = workplace.desk()
    acts.save_party(desk, Party(id="c-2", role="creditor", name="朱垚", lender="private"))
    acts.save_debt(desk, Debt(id="d-2", creditor="c-2", product="other"))
    told.post("/sued/s-1/debt/", {"debt": "d-2"})
    assert sued.way(desk, "s-1").kind == "answer_private_loan"
    assert papers.begun("answer_private_loan", "d-2").debt == "d-2"
