from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anning.debt import contract, contract_text
from anning.debt.contract import SIDES, Advertised
from anning.debt.contract_text import Row, Sheet
from anning.debt.lines import TypedLpr
from anning.errors import InputUnusable
from anning.knowledge import rates

D = Decimal
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda s: " ".join(s.split()))
money = st.decimals(D("0.01"), 10**9, places=2)
days = st.dates(date(2015, 1, 1), date(2040, 1, 1))
rows = st.builds(
    Row,
    side=st.sampled_from([side for side, _, _ in SIDES]),
    amount=money,
    name=words,
    day=days,
    times=st.integers(1, 36),
    payee=words,
    evidence=words,
    clause=words,
    disclosed=st.sampled_from([None, True, False]),
)
sheets = st.builds(
    Sheet,
    lender=st.sampled_from([None, *(one.kind for one in rates.lenders())]),
    signed=st.none() | days,
    sued=st.none() | days,
    assisted=st.sampled_from([None, True, False]),
    principal=st.none() | money,
    lpr=st.none() | st.builds(TypedLpr, st.decimals(1, 9, places=2), words.filter(bool)),
    advertised=st.none()
    | st.builds(
        Advertised, st.decimals(0, 1, places=4), st.sampled_from(["月费率", "年费率"]), words.filter(bool)
    ),
    rows=st.lists(rows, max_size=6).map(tuple),
)


def by_side(sheet: Sheet) -> Sheet:
    """Its rows in the order they are written."""
    return replace(sheet, rows=tuple(row for side, _, _ in SIDES for row in sheet.of(side)))


@settings(deadline=None)
@given(sheets, st.decimals(0, 360, places=2))
def test_what_is_written_is_read_back(sheet, period):
    every = (*sheet.rows, *(replace(row, day=None, period=period) for row in sheet.rows[:2]))
    sheet = replace(sheet, rows=every)
    assert contract_text.read(contract_text.write(sheet), "合同") == by_side(sheet)


@settings(deadline=None)
@given(sheets)
def test_the_command_line_reads_the_same_money(sheet):
    text = contract_text.write(sheet)
    try:
        loan = contract.read(text.encode(), "合同")
    except InputUnusable:
        assert not (sheet.of("received") and (sheet.of("paid") or sheet.of("due")))
        return
    assert loan.flows.received == sum(row.total for row in sheet.of("received"))
    assert loan.flows.paid == sum(row.total for side in ("paid", "due") for row in sheet.of(side))
    assert [part.disclosed for part in loan.parts] == [row.disclosed for row in by_side(sheet).rows]


def test_a_row_may_wait_for_its_day_but_not_for_its_sum():
    sheet = contract_text.read("收:\n- {金额: 9500, 名称: 放款}\n", "合同")
    assert sheet.rows == (Row(side="received", amount=D(9500), name="放款"),)
    assert not sheet.rows[0].dated
    with pytest.raises(InputUnusable) as caught:
        contract_text.read("收:\n- {名称: 放款}\n", "合同")
    assert "收[0]" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["flows: [[0, 1]]", "- 1", "租金: 5", "收: 7", "收: [{金额: -1}]", "收: [7]"]
)
def test_what_is_no_sheet_is_said_with_its_place(text):
    with pytest.raises(InputUnusable) as caught:
        contract_text.read(text, "这份合同")
    assert "这份合同" in str(caught.value)
