from __future__ import annotations

import io
import re
from datetime import date

import cases
import pytest
from pypdf import PdfReader

from anning.casework import handover, pdf
from anning.casework import ledger as book
from anning.casework.document import Bullets, Heading, Para, Table
from anning.casework.handover import Called, Given
from anning.casework.timeline import Survey
from anning.domain.case import Case, Debt, Filing, Party, Promise, Served
from anning.domain.deadlines import Deadline, Next
from plainly import received

DAY = date(2026, 2, 15)
CALLED = Called(
    role={
        "self": "我",
        "creditor": "放款机构",
        "agency": "催收机构",
        "collector": "催收员",
        "third_party": "身边的人",
        "guarantor": "担保人",
    },
    lender={"bank": "银行"},
    product={"card": "信用卡"},
    status={"filed": "已提交", "drafted": "写好未交"},
    served={"summons": "起诉状副本"},
    channel=lambda one: {"lender": "放款机构投诉部门"}.get(one, one),
    paper=lambda one: {"complaint_lender": "投诉书"}.get(one, one),
)
CASE = Case(
    parties={
        "me": Party(id="me", role="self", name="周敏"),
        "c": Party(id="c", role="creditor", name="某银行", lender="bank", keys=("15400551007",)),
    },
    debts={"d": Debt(id="d", creditor="c", product="card", principal="20000.00", first_overdue=date(2025, 11, 1))},
    filings={
        "f": Filing(
            id="f", paper="complaint_lender", channel="lender", status="filed", number="2026-1",
            events=((date(2026, 2, 1), "filed"),),
        )
    },
    served={"s": Served(id="s", paper="summons", day=date(2026, 2, 3))},
    promises={"p": Promise(id="p", by="them", party="c", said="不再打给家人", made=date(2026, 1, 20))},
)  # fmt: skip


def deadline(**others) -> Deadline:
    values = {
        "id": "x", "clock": "answer_suit", "title": "答辩", "stake": "court", "state": "running",
        "day": date(2026, 2, 18), "from_what": "收到起诉状副本", "sure": "V", "next": Next(says="写答辩状"),
        "concerns": "served",
    } | others  # fmt: skip
    return Deadline(**values)


def given(case: Case = CASE, entries=(), deadlines=()) -> Given:
    survey = Survey({})
    for entry in entries:
        survey.take(entry)
    places = {entry.id: "甲证1" for entry in entries}
    return Given(
        case=case, survey=survey, ledger=book.ledger(received(entries), {}), deadlines=deadlines,
        exhibits=(), places=places, day=DAY, called=CALLED,
    )  # fmt: skip


def words(told: Given) -> str:
    """Everything that is said."""
    parts = []
    for block in handover.build(told).blocks:
        match block:
            case Heading() | Para():
                parts.append(block.text)
            case Bullets():
                parts += block.items
            case Table():
                parts += [cell for row in block.rows for cell in row]
            case _:
                pass
    return "\n".join(parts)


def pages(told: Given) -> list[str]:
    reader = PdfReader(io.BytesIO(pdf.render(handover.build(told))))
    return [re.sub(r"[\s\u200b]", "", page.extract_text()) for page in reader.pages]


def test_debts_are_marked_as_told_and_acknowledge_nothing():
    told = words(given())
    assert "当事人自己说的" in told
    assert "不是对任何金额的承认" in told
    assert "20000.00" in told


def test_what_cannot_wait_comes_first():
    told = words(given(entries=[cases.threat()], deadlines=[deadline()]))
    first = told[: told.index("谁")]
    assert "人身威胁" in first
    assert "答辩：2026-02-18（在走）" in first
    assert "送达的日子还没有由当事人核实" in first


def test_a_court_period_that_has_passed_is_still_said_first():
    told = words(given(deadlines=[deadline(state="passed", day=date(2026, 1, 1))]))
    assert "答辩：2026-01-01（已过）" in told[: told.index("谁")]


def test_the_chronology_is_in_order_with_its_proofs():
    blocks = handover.build(given(entries=[cases.threat()])).blocks
    at = next(
        n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor == "chronology"
    )
    table = next(block for block in blocks[at:] if isinstance(block, Table))
    days = [row[0] for row in table.rows]
    assert days == sorted(days)
    assert [row[3] for row in table.rows] == ["自述", "甲证1", "自述", "自述", "自述"]
    assert any("打断你的腿" in row[2] and row[1] == "某银行" for row in table.rows)


def test_a_bare_case_says_what_is_not_known():
    told = words(given(case=Case()))
    assert "还没有写下债务情况" in told
    assert "还没有记下任何投诉" in told
    assert "没有发现不合法的内容" in told


@pytest.mark.parametrize("n", [0, 30])
def test_the_summary_takes_no_more_than_two_pages(n):
    parties = {
        f"t{k}": Party(id=f"t{k}", role="agency", name=f"第 {k} 家催收公司", keys=(f"1540055{k:04}",))
        for k in range(n)
    }
    debts = {f"d{k}": Debt(id=f"d{k}", creditor="c", product="card") for k in range(n)}
    case = Case(parties=CASE.parties | parties, debts=CASE.debts | debts, filings=CASE.filings)
    found = pages(given(case, [cases.threat(k) for k in range(n)], [deadline(id=str(k)) for k in range(n)]))
    start = next(number for number, page in enumerate(found, 1) if "按时间排列" in page)
    assert start <= 3
