"""The money of a debt, what it costs, a statement taken in, and a rented phone, as a person meets them."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from anning.domain.case import Debt, Party
from anning.services import case as acts
from anning.services import contracts, notebook
from anning.web import workplace

ROW = {
    "side": "paid",
    "name": "月供",
    "amount": "1,004.62",
    "day": "2026-10-01",
    "times": "12",
    "payee": "甲公司",
}
RENTAL = {"price": "6000", "price_day": "2026-03-01", "source": "官网截图", "rent": "600", "months": "12",
          "upfront": "300", "buyout": "1500", "early": "6 3500", "clauses": ["lock", "minor"]}  # fmt: skip


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def told(bench):
    notebook.keep(
        workplace.desk(), "试",
        Party(id="me", role="self", born=date(2009, 1, 1)),
        Party(id="c-1", role="creditor", name="示例消费金融有限公司", lender="consumer_finance"),
        Party(id="c-2", role="creditor", name="张三", lender="private"),
        Debt(id="d-1", creditor="c-1", signed=date(2026, 9, 1), principal="10000", received="9500"),
        Debt(id="d-2", creditor="c-2", signed=date(2026, 3, 25)),
    )  # fmt: skip
    return bench


def test_empty_pages_name_the_next_step(told):
    assert "收到的、付过的、还要付的" in page(told.get("/debts/d-2/money/"))
    empty = page(told.get("/debts/d-2/cost/"))
    assert "还没有写收到多少、哪天收到" in empty
    assert 'href="/debts/d-2/money/"' in empty
    thing = page(told.get("/case/of/d-1/"))
    more = page(told.get("/more/"))
    assert 'href="/money/"' in more
    assert 'href="/rental/"' in more
    assert "/debts/d-1/cost/" in thing
    assert "/debts/d-1/money/" in thing


def test_what_the_interview_knows_is_there_and_a_row_makes_the_cost(told):
    assert "少 500.00 元" in page(told.get("/debts/d-1/money/"))
    where = told.post("/debts/d-1/money/new/", ROW)["Location"]
    shown = page(told.get(where))
    assert "可以算真实的成本了" in shown
    assert "撤销这一步" in shown
    cost = page(told.get("/debts/d-1/cost/"))
    for name in (
        "每期利率",
        "名义年利率",
        "实际年利率",
        "单利年利率",
        "总成本",
        "甲公司",
        "综合融资成本明示表",
    ):
        assert name in cost
    assert len(set(re.findall(r"<dd>(\d+\.\d{4}%)", cost))) >= 3
    assert "第六百七十条" in cost
    assert "不适用的线" in cost
    assert acts.case().debts["d-1"].contract.startswith("出借机构: 消费金融公司")


def test_a_row_is_changed_and_taken_out_and_every_act_undone(told):
    told.post("/debts/d-1/money/new/", ROW)
    key, row = contracts.kept("d-1").keyed[1]
    form = page(told.get(f"/debts/d-1/money/row/{key}/"))
    assert 'value="1004.62"' in form
    told.post(f"/debts/d-1/money/row/{key}/", {**ROW, "amount": "900", "disclosed": "否"})
    assert "明示表里没有" in page(told.get("/debts/d-1/money/"))
    assert page(told.get(f"/debts/d-1/money/row/{key}/"), 404)
    key, row = contracts.kept("d-1").keyed[1]
    done = told.post(f"/debts/d-1/money/row/{key}/remove")["Location"].partition("done=")[2]
    assert len(contracts.kept("d-1").sheet.rows) == 1
    told.post(f"/changes/{done}/undo")
    assert contracts.kept("d-1").sheet.rows[1] == row


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"amount": "很多"}, "不是一个数"), ({"amount": "0"}, "大于零"), ({"side": "x"}, "方向"), ({"times": "0"}, "期数"),
     ({"day": "9999-12-01"}, "日历"), ({"amount": ""}, "还没有写金额")],
)  # fmt: skip
def test_a_slip_is_said_and_nothing_is_lost(told, wrong, said):
    shown = page(told.post("/debts/d-1/money/new/", {**ROW, **wrong}), 400)
    assert said in shown
    assert "甲公司" in shown


def test_the_lpr_nobody_confirmed_is_asked_for_and_then_used(told):
    told.post("/debts/d-2/money/new/", {"side": "received", "amount": "10000", "day": "2026-03-25"})
    told.post("/debts/d-2/money/new/", {"side": "due", "amount": "900", "day": "2026-04-25", "times": "12"})
    assert "没有两份来源一致的数" in page(told.get("/debts/d-2/cost/"))
    assert "来源" in page(told.post("/debts/d-2/money/promised/", {"lpr": "3.0"}), 400)
    promised = {"lpr": "3.0", "lpr_source": "公告", "basis": "月费率", "rate": "0.6%", "words": "低至 0.6%"}
    cost = page(told.get(told.post("/debts/d-2/money/promised/", promised)["Location"]))
    assert "由您填写，来源：公告" in cost
    assert "低至 0.6%" in cost
    assert "没有两份来源一致的数" not in cost


def test_no_unique_rate_is_said_and_no_single_one_is_shown(told):
    for side, amount, day in (
        ("paid", "1000", "2026-01-01"), ("received", "2300", "2027-01-01"), ("paid", "1320", "2028-01-01")
    ):  # fmt: skip
        told.post("/debts/d-2/money/new/", {"side": side, "amount": amount, "day": day})
    cost = page(told.get("/debts/d-2/cost/"))
    assert "没有唯一的利率" in cost
    assert "名义年利率</dt>" not in cost
    assert "超过了</span>" not in cost


def test_a_statement_is_taken_in_ticked_and_named_as_evidence(told):
    text = (
        "交易时间,交易对方,收/支,金额\n2026-10-01 09:00:00,示例消费金融,支出,888.49\n坏,示例消费金融,支出,1\n"
    )
    file = SimpleUploadedFile("账单.csv", text.encode("gbk"))
    where = told.post("/debts/d-1/statement/", {"file": file})["Location"]
    shown = page(told.get(where))
    assert "1 行像是" in shown
    assert "第 3 行" in shown
    assert "一行也没有勾" in page(told.post(where, {}), 400)
    ledger = page(told.get(told.post(where, {"row": "row[1]", "side.row[1]": "paid"})["Location"]))
    assert "888.49 元" in ledger
    assert "账单.csv 第 2 行" in ledger
    assert "已经记下了" in page(told.get(where))


def test_a_rental_is_shown_without_being_kept_then_kept_with_a_debt(told):
    shown = page(told.post("/rental/", RENTAL))
    for said in ("同款现金价 6,000 元", "第 10 个月", "9,000 元", "三种看法", "监管锁", "不满十八岁"):
        assert said in shown
    assert acts.case().debts["d-2"].contract == ""
    where = told.post("/rental/", {**RENTAL, "debt": "d-2", "keep": "1"})["Location"]
    kept = page(told.get(where))
    assert 'value="6000"' in kept
    assert "撤销这一步" in kept
    assert acts.case().debts["d-2"].product == "rental"
    assert told.get("/debts/d-2/cost/")["Location"] == "/rental/?debt=d-2"
    assert told.get("/debts/d-2/money/")["Location"] == "/rental/?debt=d-2"


@pytest.mark.parametrize("wrong", [{"price": ""}, {"rent": "x"}, {"early": "6"}, {"months": "-1"}])
def test_a_slip_in_the_rental_is_said(told, wrong):
    assert 'class="wrong"' in page(told.post("/rental/", {**RENTAL, **wrong}), 400)
