"""时效, 能拿出多少, 协商 and 征信 as a person meets them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import pytest
import time_machine

from anning.domain.case import Debt, Party, Touch
from anning.knowledge.forms.papers import forms
from anning.knowledge.scripts import scripts
from anning.services import case as acts
from anning.services import notebook
from anning.web import workplace

MONEY = [kind for kind, form in forms().items() if form.limitation]
NEUTRAL = "不构成对债务及金额的承认"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield


def page(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def told(bench):
    """A card whose period may have passed, a loan whose period runs."""
    notebook.keep(
        workplace.desk(), "试",
        Party(id="c-1", role="creditor", name="示例银行", firm=True, lender="bank"),
        Debt(id="d-1", creditor="c-1", product="card", contract_no="6225", claimed="18000", last_due=date(2022, 3, 1)),
        Debt(id="d-2", creditor="c-1", product="loan", contract_no="HT88", claimed="9000", last_due=date(2026, 5, 1)),
    )  # fmt: skip
    return bench


def test_every_page_opens_on_an_empty_home_and_names_the_next_step(bench):
    for path in (
        "/limitation/",
        "/plan/",
        "/plan/month/",
        "/negotiate/",
        "/negotiate/promises/",
        "/negotiate/kept/",
        "/credit/",
    ):
        assert re.search(r'class="(button|choice)', page(bench.get(path))) or path == "/negotiate/kept/"
    more = page(bench.get("/more/"))
    for path in ("/limitation/", "/plan/", "/negotiate/", "/credit/"):
        assert f'href="{path}"' in more


@pytest.mark.parametrize("kind", MONEY)
def test_without_a_debt_a_letter_about_paying_leads_to_limitation(bench, kind):
    response = bench.get(f"/papers/{kind}/")
    assert response.status_code == 302
    assert "先记下是向谁借的" in page(bench.get(response["Location"]))


def test_the_notice_comes_first_then_the_letter_in_its_neutral_words(told):
    response = told.get("/papers/negotiate_card/?debt=d-1")
    assert response["Location"].startswith("/debts/d-1/limitation/?next=")
    shown = page(told.get(response["Location"]))
    assert "先别还、先别签" in shown
    assert "申请人（签名）" not in shown
    read = re.search(r'action="(/debts/d-1/limitation/read[^"]*)"', shown)[1]
    onward = told.post(read)["Location"]
    assert unquote(onward).startswith("/papers/negotiate_card/?debt=d-1")
    letter = page(told.get(onward))
    assert NEUTRAL in letter
    assert "看起来在 2025年3月1日" in letter
    assert "写明对核对后的部分有还款意愿" not in letter


def test_a_debt_whose_period_runs_needs_no_reading_and_may_say_more(told):
    letter = page(told.get("/papers/negotiate_card/?debt=d-2"))
    assert NEUTRAL in letter
    assert "写明对核对后的部分有还款意愿" in letter
    assert "大约到 2029年5月1日" in letter


def test_the_file_is_refused_as_long_as_the_notice_is_unread(told):
    response = told.post("/papers/waiver/file/pdf?debt=d-1")
    assert response.status_code != 200
    told.post("/debts/d-1/limitation/read")
    assert told.post("/papers/waiver/file/pdf?debt=d-1").content.startswith(b"%PDF")


def test_what_happened_is_told_taken_out_and_undone(told):
    place = told.post("/debts/d-2/limitation/touch", {"day": "2026-06-01", "act": "demand"})["Location"]
    shown = page(told.get(place))
    assert "2026年6月1日 周一　对方发来催款" in shown
    assert "大约到 2029年6月1日" in shown
    gone = page(told.get(told.post("/debts/d-2/limitation/untouch", {"place": "0"})["Location"]))
    assert "还没有记" in gone
    told.post(re.search(r"/changes/[^/]+/undo", gone)[0], {"next": "/"})
    assert acts.case().debts["d-2"].touched == (Touch(date(2026, 6, 1), "demand"),)


@pytest.mark.parametrize(
    "given", [{}, {"day": "gestern", "act": "demand"}, {"day": "2026-12-24", "act": "demand"}, {"day": "2026-01-01"},
              {"day": "2026-01-01", "act": "nothing_there_is"}],
)  # fmt: skip
def test_a_touch_that_cannot_be_is_not_kept(told, given):
    assert told.post("/debts/d-2/limitation/touch", given).status_code in {302, 404, 400}
    assert acts.case().debts["d-2"].touched == ()


def test_the_last_due_day_is_asked_and_kept(told):
    assert "还没有写日期" in page(told.get(told.post("/debts/d-2/limitation/due", {"day": ""})["Location"]))
    told.post("/debts/d-2/limitation/due", {"day": "2026-08-01"})
    assert acts.case().debts["d-2"].last_due == date(2026, 8, 1)


@pytest.mark.parametrize("script", scripts().values(), ids=lambda one: one.id)
def test_a_script_about_paying_waits_for_the_notice_others_do_not(told, script):
    response = told.get(f"/negotiate/script/{script.id}/?debt=d-1")
    if script.limitation:
        assert response["Location"].startswith("/debts/d-1/limitation/")
        told.post("/debts/d-1/limitation/read")
        response = told.get(f"/negotiate/script/{script.id}/?debt=d-1")
    shown = page(response)
    assert script.never[0] in shown
    assert "{" not in shown.partition("<main")[2]


def test_with_several_debts_a_script_asks_which_one(told):
    assert "/negotiate/script/waiver/?debt=d-2" in page(told.get("/negotiate/script/waiver/"))


def test_ones_own_promise_goes_over_the_notice_and_keeps_what_was_filled_in(told):
    given = {"by": "us", "debt": "d-1", "said": "月底给答复", "made": "2026-11-20"}
    response = told.post("/negotiate/promises/new/", given)
    assert response["Location"].startswith("/debts/d-1/limitation/")
    assert acts.case().promises == {}
    onward = told.post(response["Location"].replace("limitation/?", "limitation/read?"))["Location"]
    assert "月底给答复" in page(told.get(onward))
    kept = told.post("/negotiate/promises/new/", given)
    assert "月底给答复" in page(told.get(kept["Location"]))
    assert acts.case().debts["d-1"].touched == (Touch(date(2026, 11, 20), "promise"),)


def test_ones_own_promise_names_its_debt(told):
    given = {"by": "us", "said": "月底", "made": "2026-11-20"}
    response = told.post("/negotiate/promises/new/", given)
    assert response.status_code == 400
    assert "哪一笔欠款" in response.content.decode()


def test_their_promise_is_a_date_that_runs(told):
    given = {
        "by": "them",
        "party": "c-1",
        "said": "寄账单",
        "made": "2026-11-20",
        "due": "2026-12-10",
        "written": "on",
    }
    shown = page(told.get(told.post("/negotiate/promises/new/", given)["Location"]))
    for words in ("示例银行：寄账单", "有书面", "还有 15 天", "撤销这一步"):
        assert words in shown
    assert "寄账单" in page(told.get("/calendar/"))
    told.post(re.search(r"/negotiate/promises/[^/]+/remove", shown)[0])
    assert acts.case().promises == {}


MONTH = {
    "incomes-0-name": "工资", "incomes-0-amount": "6000", "incomes-0-sure": "on", "needs-0-name": "吃饭",
    "needs-0-amount": "2600", "first-0-name": "抚养费", "first-0-amount": "500", "stress": "20",
}  # fmt: skip


def test_a_month_leads_to_what_may_be_promised_and_into_the_letter(told):
    shown = page(told.get(told.post("/plan/month/", MONTH)["Location"]))
    assert "1,530 元" in shown
    assert "先看时效" in shown
    assert 'class="bar"' in shown
    assert "每期不超过 1530.00 元" in page(told.get("/papers/negotiate_card/?debt=d-2"))
    told.post("/papers/negotiate_card/ask/?debt=d-2&field=a.monthly", {"text": "2000"})
    assert "写多了" in page(told.get("/papers/negotiate_card/?debt=d-2"))


def test_a_sum_that_is_none_stays_on_its_page_with_everything_filled_in(told):
    response = told.post("/plan/month/", {**MONTH, "needs-0-amount": "两千"})
    assert response.status_code == 400
    for words in ('role="alert"', "两千", 'value="6000"'):
        assert words in response.content.decode()


def test_when_a_bad_month_leaves_nothing_the_reason_is_said(told):
    shown = page(told.get(told.post("/plan/month/", {**MONTH, "needs-0-amount": "4600"})["Location"]))
    assert "现在不该承诺任何每月还款" in shown
    assert "都不够" in shown


def test_offers_are_drawn_and_set_side_by_side_and_taken_out(told):
    told.post("/plan/month/", MONTH)
    told.post("/plan/offers/new/", {"debt": "d-1", "kind": "instalments", "months": "36"})
    shown = page(told.get(told.post("/plan/offers/new/", {"debt": "d-1", "kind": "lump_sum"})["Location"]))
    assert "坏月份守不住" in shown
    assert "坏月份也守得住" in shown
    assert shown.count("<svg") >= 4
    assert 'class="over"' in shown
    refused = told.post("/plan/offers/new/", {"debt": "d-1", "kind": "instalments", "months": "61"})
    assert "最多 60 期" in refused.content.decode()
    for key in re.findall(r"/plan/offers/([^/]+)/remove", shown):
        told.post(f"/plan/offers/{key}/remove")
    assert "放在一起比" not in page(told.get("/plan/"))


def test_a_debt_may_be_left_out_of_the_order(told):
    told.post("/plan/month/", MONTH)
    told.post("/plan/debts/d-1/", {"rate": "18", "weight": "2"})
    assert "不排" in page(told.get("/plan/"))
    told.post("/plan/debts/d-1/", {"in": "on", "rate": "18%", "minimum": "300", "weight": "3"})
    assert "18%" in page(told.get("/plan/"))
    told.post("/plan/debts/d-1/", {"in": "on", "balance": "17,500 元", "weight": "1"})
    assert "17,500.00 元" in page(told.get("/plan/"))
    assert told.post("/plan/debts/d-1/", {"in": "on", "rate": "viel"}).status_code == 400


def test_an_amount_that_is_no_number_does_not_take_the_page_away(told):
    told.post("/plan/month/", MONTH)
    notebook.keep(workplace.desk(), "试", Debt(id="d-1", creditor="c-1", claimed="三万多"))
    assert "现在算不出来" in page(told.get("/plan/"))


def test_a_settled_debt_says_until_when_the_record_stays(told):
    acts.save_debt(workplace.desk(), Debt(id="d-2", creditor="c-1", settled=date(2026, 3, 5)))
    shown = page(told.get("/credit/"))
    assert "从 2026年3月5日（结清那天）起五年，到 2031年3月5日" in shown
    assert "还没有开始算" in shown
    assert "/papers/credit_objection/" in shown


def test_the_page_of_a_debt_leads_on(told):
    shown = page(told.get("/case/of/d-1/"))
    for path in ("/debts/d-1/limitation/", "/plan/", "/negotiate/"):
        assert f'href="{path}"' in shown


def test_a_filed_objection_starts_its_twenty_days_and_no_complaint(told):
    for paper, title in (("credit_objection", "信用报告异议"), ("negotiate_card", "协商的信该有回音了")):
        given = {"channel": "lender", "paper": paper, "day": "2026-11-20", "against": "c-1"}
        shown = page(told.get(told.post("/filings/new/", given)["Location"]))
        assert title in shown
        assert "投诉答复" not in shown
