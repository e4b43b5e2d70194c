"""Whole contracts, readable by a lawyer: what they cost, which lines hold, and what each line says."""

from __future__ import annotations

import csv
import json
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from anning.debt import contract
from anning.debt.lines import Situation, chosen
from anning.domain import money
from anning.errors import InputUnusable
from anning.knowledge import laws, rates
from anning.services import cost as service

SHARED = Path(os.environ.get("ANNING_SHARED") or Path(__file__).parents[2].parent / "shared")
TODAY = date(2026, 11, 25)
CASES = yaml.load(
    (Path(__file__).parent / "contracts.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 - text only
)
KEYS = ["flows", "time", "periods_per_year", "收", "付", "金额", "日期", "期", "期数", "出借机构", "合同日", "宣传",
        "口径", "利率", "LPR", "值", "来源", "lender", "signed", "平台助贷", "名称"]  # fmt: skip
NOT_PRIVATE = ["bank", "consumer_finance", "trust", "auto_finance", "financial_leasing", "micro_loan", "guarantee",
               "leasing", "factoring", "pawn", "local_amc"]  # fmt: skip


def told(text: str) -> contract.Loan:
    return contract.read(text.encode(), "借款.yaml")


def answer(case: dict) -> dict:
    loan = told(yaml.safe_dump(case["contract"], allow_unicode=True))
    return service.as_json(service.audit(loan, TODAY))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_worked_contract(case):
    found = answer(case)
    lines = {line["id"]: line for line in found["lines"]}
    assert found["nominal_annual"] == pytest.approx(float(case["nominal"]), abs=6e-5)
    assert found["effective_annual"] > found["nominal_annual"]
    assert found["total_cost"] == case["total"]
    wanted = {"true": True, "false": False, "null": None}
    for name, exceeded in case["exceeded"].items():
        assert lines[name]["exceeded"] is wanted[exceeded], name
    for name, value in case.get("values", {}).items():
        assert lines[name]["value"] == pytest.approx(float(value), abs=1e-12)
    assert set(case.get("shown", ())) <= set(lines)
    assert not set(case.get("never", ())) & set(lines)
    assert case.get("says", "") in "".join(found["notes"])
    assert case.get("asks", "") in "".join(note for line in found["lines"] for note in line["notes"])


@pytest.mark.parametrize("lender", NOT_PRIVATE)
@pytest.mark.parametrize(
    "day", [date(2012, 1, 1), date(2019, 9, 1), date(2020, 8, 20), date(2022, 5, 1), TODAY]
)
def test_four_times_lpr_is_never_held_against_a_licensed_lender(lender, day):
    situation = Situation(lender=lender, formed=day, today=TODAY, lpr=contract.lpr("3.0", "公告"))
    assert all(line.lpr_of is None for line in chosen(situation))


def test_every_line_names_norms_that_were_in_force_and_says_its_own_meaning():
    for line in rates.lines():
        window = line.claimed if line.cited_on == "claim" else line.formed
        day = window[0] or (window[1] - timedelta(days=30) if window[1] else TODAY)
        assert all(laws.on(day).get(ref) for ref in line.norms[:1]), line.id
        assert all(any(n.ref == ref for n in laws.find(*ref.split("/", 1))) for ref in line.norms), line.id
        assert line.meaning.endswith("。")
        assert line.source
        assert (line.percent is None) or (line.lpr_of is None)


def test_the_word_unlawful_is_nowhere_in_what_is_said_of_rates():
    words = rates.words()
    said = [
        *words.note.values(),
        *words.consequence.values(),
        *(line.meaning + line.caution for line in rates.lines()),
    ]
    assert not any("违法" in text for text in said)
    assert not any("假" in text for text in said)


def test_a_line_is_never_shown_surer_than_its_norms():
    order = "VV2MK".replace("V2", "2")
    for line in rates.lines():
        marks = [n.mark.replace("V2", "2") for ref in line.norms[:1] for n in laws.find(*ref.split("/", 1))]
        best = min(order.index(mark) for mark in marks)
        assert order.index(line.mark.replace("V2", "2")) >= best, line.id


def test_lpr_is_the_last_published_and_confirmed_only_by_two_sources():
    table = rates.lpr()
    assert table.at(date(2019, 8, 19)) is None
    assert table.at(date(2024, 10, 20)).percent == Decimal("3.35")
    assert table.at(date(2024, 10, 21)).percent == Decimal("3.10")
    assert table.at(date(2027, 3, 1)) is None
    states = {row.date.isoformat()[:7]: row.state for row in table.rows}
    assert states["2025-01"] == states["2025-05"] == "confirmed"
    assert "confirmed" not in (states["2025-02"], states["2025-12"], states["2026-08"], states["2026-11"])


@pytest.mark.skipif(
    not (SHARED / "law" / "lpr.csv").exists(), reason="the reference tables are not on this machine"
)
def test_a_month_is_confirmed_exactly_where_both_tables_have_the_same_number_from_a_source():
    with (SHARED / "law" / "lpr.csv").open(encoding="utf-8") as one:
        first = {row["date"][:7]: row for row in csv.DictReader(one)}
    with (SHARED / "law" / "lpr-second-source.csv").open(encoding="utf-8") as other:
        second = {row["publish_date"][:7]: row["lpr_1y_pct"] for row in csv.DictReader(other)}
    ours = {row.date.isoformat()[:7]: row for row in rates.lpr().rows}
    assert set(ours) == set(first)
    for month, row in ours.items():
        read = first[month]["status"] == "verified-secondary"
        agree = read and month in second and Decimal(second[month]) == Decimal(first[month]["lpr_1y"])
        assert (row.state == "confirmed") == agree, month
        assert row.percent == (Decimal(first[month]["lpr_1y"]) if first[month]["lpr_1y"] else None)


def test_before_the_months_publication_both_numbers_are_said():
    loan = told("出借机构: 个人\n合同日: 2024-10-05\n收: [{期: 0, 金额: 100}]\n付: [{期: 1, 金额: 102}]")
    (line,) = (
        one for one in service.as_json(service.audit(loan, TODAY))["lines"] if one["id"] == "private_lpr"
    )
    assert line["value"] == pytest.approx(0.134)
    assert any("3.10%" in note for note in line["notes"])


fees = st.lists(
    st.tuples(st.integers(1, 100_000), st.integers(0, 11), st.sampled_from(["付", "应付"])),
    min_size=1,
    max_size=5,
)
names = st.lists(st.sampled_from(["利息", "服务费", "担保费", "保险费", "会员费"]), min_size=5, max_size=5)


@settings(deadline=None, max_examples=60)
@given(fees, names, names)
def test_moving_a_fee_between_names_payees_and_sides_changes_nothing_else(charged, first, second):
    """The law against splitting: what a fee is called, who gets it, whether it is paid or due, changes no rate."""

    def told_as(called: list[str], *, due: bool) -> dict:
        rows = [
            {"期": month, "金额": f"{cents / 100:.2f}", "名称": name, "收款方": name}
            for (cents, month, _), name in zip(charged, called, strict=False)
        ]
        sides = ["应付" if due else side for _, _, side in charged]
        loan: dict = {
            "合同日": "2025-01-31",
            "收": [{"期": 0, "金额": 9000}],
            "付": [{"期": 12, "金额": 9000}],
        }
        for row, side in zip(rows, sides, strict=True):
            loan.setdefault(side, []).append(row)
        found = service.as_json(service.audit(told(yaml.safe_dump(loan, allow_unicode=True)), TODAY))
        found.pop("parts")
        return found

    assert told_as(first, due=False) == told_as(second, due=True)


def test_without_a_unique_rate_no_line_is_called_exceeded():
    loan = told('{"flows": [[0, -4000], [1, 25000], [2, -25000]], "time": "years"}')
    found = service.as_json(service.audit(loan, TODAY))
    assert found["unique"] is False
    assert all(line["exceeded"] is None for line in found["lines"])
    assert any("没有唯一的利率" in note for note in found["notes"])


def test_the_gap_to_the_advertisement_is_recomputed():
    found = answer(CASES[0])["advertised"]
    assert found["annual"] == pytest.approx(0.072)
    assert found["flat_per_period"] == pytest.approx(0.006)
    assert found["gap"] == pytest.approx(found["nominal_annual"] - 0.072)
    free = answer(next(case for case in CASES if "免息" in case["title"]))["advertised"]
    assert free["annual"] == 0
    assert free["gap"] > 0.19


BAD = {
    "empty": b"",
    "spaces": b" \n\t ",
    "text": "这是一段话".encode(),
    "number": b"7",
    "list": b"[[0, 1]]",
    "broken json": b'{"flows": [[0, 1',
    "broken yaml": "收: [{金额: 1".encode(),
    "not utf-8": b"\xff\xfe\x00\x01",
    "no flows": b'{"flows": []}',
    "flows text": b'{"flows": "abc"}',
    "row text": b'{"flows": ["ab"]}',
    "row short": b'{"flows": [[1]]}',
    "nan": b'{"flows": [[0, NaN], [1, -5]]}',
    "nan text": b'{"flows": [[0, "NaN"], [1, -5]]}',
    "infinite": b'{"flows": [[0, 1e999], [1, -5]]}',
    "huge": b'{"flows": [[0, 1e400000], [1, -5]]}',
    "tiny": b'{"flows": [[0, 1e-400000], [1, -5]]}',
    "true": b'{"flows": [[0, true], [1, -5]]}',
    "far": b'{"flows": [[1e300, 5], [1, -5]]}',
    "clock": b'{"flows": [[0, 1]], "time": "weeks"}',
    "date": b'{"flows": [["2025-02-30", 1]], "time": "dates"}',
    "year": b'{"flows": [[0, 1]], "periods_per_year": 0}',
    "too many": b'{"flows": [' + b"[0,1]," * 5000 + b"[0,1]]}",
    "too large": b" " * (contract.LARGEST_FILE + 1),
    "deep": b"[" * 100_000,
    "deep yaml": b"a: " + b"[" * 50_000,
    "alias": "收: &a [*a]".encode(),
    "only received": "收: [{期: 0, 金额: 1}]".encode(),
    "negative": "收: [{期: 0, 金额: -1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "both clocks": "收: [{期: 0, 金额: 1}]\n付: [{日期: 2026-01-01, 金额: 1}]".encode(),
    "count": "收: [{期: 0, 金额: 1}]\n付: [{期: 1, 期数: 1e9, 金额: 1}]".encode(),
    "calendar": "收: [{日期: 9999-12-01, 金额: 1}]\n付: [{日期: 9999-12-02, 期数: 5, 金额: 1}]".encode(),
    "lender": "出借机构: 火星\n收: [{期: 0, 金额: 1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "lpr without source": "LPR: {值: 3}\n收: [{期: 0, 金额: 1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "misspelt": "收: [{期: 0, 金额: 1, 名字: 甲}]\n付: [{期: 1, 金额: 1}]".encode(),
    "misspelt key": "合同日期: 2026-01-01\n收: [{期: 0, 金额: 1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "lpr as a fraction": "LPR: {值: 0.03, 来源: 公告}\n收: [{期: 0, 金额: 1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "advertised without %": "宣传: {口径: 月费率, 利率: 0.6}\n收: [{期: 0, 金额: 1}]\n付: [{期: 1, 金额: 1}]".encode(),
    "binary": "收: [{期: 0, 金额: !!binary aGk=}]\n付: [{期: 1, 金额: 1}]".encode(),
    "python": "收: !!python/object/apply:os.getcwd []\n付: []".encode(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_used_is_said_in_chinese_with_its_place(data):
    with pytest.raises(InputUnusable) as caught:
        contract.read(data, "借款.json")
    assert caught.value.exit_code == 3
    assert "借款.json" in str(caught.value)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.what)
    assert caught.value.next_step


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.dates().map(str)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)
entries = st.lists(
    st.fixed_dictionaries({"金额": st.decimals(0, 10**12, places=2).map(str), "期": st.integers(0, 90000)}),
    min_size=1, max_size=4,
)  # fmt: skip
likely = st.fixed_dictionaries(
    {"收": entries, "付": entries},
    optional={
        "出借机构": st.sampled_from([one.names[0] for one in rates.lenders()]),
        "合同日": st.dates().map(str),
        "起诉日": st.dates().map(str),
        "本金": st.integers(0, 10**9),
    },
)


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.dictionaries(st.sampled_from(KEYS), anything).map(json.dumps),
        likely.map(json.dumps),
    )
)
def test_nothing_written_ends_in_anything_but_an_answer_or_a_sentence(told_as):
    data = told_as if isinstance(told_as, bytes) else told_as.encode()
    try:
        loan = contract.read(data, "借款")
    except InputUnusable:
        return
    assert json.dumps(service.as_json(service.audit(loan, TODAY)))


@pytest.mark.parametrize(
    ("written", "value"), [("1,000", "1000.00"), ("￥12.5元", "12.50"), ("0.125", "0.125")]
)
def test_money_is_exact_as_people_write_it(written, value):
    assert money.shown(money.number(written)) == value


def test_money_is_never_a_binary_fraction():
    text = '{"flows": [[0, 0.1], [0, 0.2], [1, -0.3]]}'
    found = service.as_json(service.audit(told(text), TODAY))
    assert found["total_cost"] == "0.00"
    assert found["rate_per_period"] == pytest.approx(0, abs=1e-12)
