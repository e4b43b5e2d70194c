from __future__ import annotations

import csv
import io

import cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.casework import tables


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r", "＝", "\u3000+"])
def test_a_cell_that_could_be_a_formula_is_text(start):
    assert tables.safe(start + "1+1").startswith("'")


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    assert not tables.safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_hostile_message_stays_one_cell():
    text = '=HYPERLINK("http://x","打断你的腿")\n,"第二行'
    (row,) = read(tables.heading() + "".join(tables.rows([cases.threat(0, text=text)])))
    assert row["全文"] == "'" + text
    assert row["原话"] == "打断你的腿"
    assert row["号码"] == "15400551007"


def test_each_finding_has_its_line_with_rule_norm_and_place():
    text = "打断你的腿，骗子"
    entry = cases.message(3, text, cases.finding(text, "打断你的腿"), cases.finding(text, "骗子", "insult"))
    rows = read(tables.heading() + "".join(tables.rows([entry])))
    assert [r["行为"] for r in rows] == ["暴力威胁", "侮辱"]
    assert rows[0]["依据施行期间"] == "2026-01-01/"
    assert rows[0]["证据编号"] == cases.EVIDENCE
    assert all(text[int(r["起"]) : int(r["止"])] == r["原话"] for r in rows)
