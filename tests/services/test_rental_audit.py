from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from anning.cli.main import program
from anning.errors import InputUnusable
from anning.services import rental

FILE = """
租机:
  现金价: 6000
  报价日: 2026-09-01
  报价来源: 官网截图
  月租: 600
  期数: 12
  签约时付: 300
  押金: 1000
  期满买断: 1500
  提前买断: [{月: 6, 金额: 3500}]
  违约买断: {月: 4, 金额: 7000}
  卖机到手: 4300
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "租机.yaml"
    made.write_text(FILE, encoding="utf-8")
    return made


def test_every_way_out_has_its_sum_and_never_one_rate_alone(file):
    audit = rental.audit_file(file)
    assert [way.way for way in audit.ways] == ["keep", "give_back", "early", "default", "resale"]
    for way in audit.ways:
        said = "".join(rental.sentences(way, audit.rental))
        assert "倍" in said
        assert ("名义年利率" in said) == ("复利年利率" in said)


def test_the_views_of_the_courts_are_views(file):
    audit = rental.audit_file(file)
    assert len(audit.views) == 3
    assert all(view.source for view in audit.views)
    assert any("没有人能保证" in line for line in audit.said)


def test_every_clause_cites_law_in_force(file):
    assert all(asked.norms for asked in rental.audit_file(file).clauses)


def test_the_command_tells_a_rental_from_a_loan(file):
    said = CliRunner().invoke(program, ["cost", str(file)])
    assert said.exit_code == 0, said.output
    assert "租到期满，买下来" in said.output
    found = json.loads(CliRunner().invoke(program, ["cost", str(file), "--json"]).output)
    assert found["ways"][0]["total_cost"] == "9000.00"
    assert found["dearer_from_month"] == 10


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("租机: {月租: 600, 期数: 12}", "没有写“现金价”"),
        ("租机: {现金价: 六千, 月租: 600, 期数: 12}", "不是一个数"),
        ("租机: {现金价: 6000, 月租: 600}", "期数"),
        ("租机: {现金价: 6000, 月租: 600, 期数: 12, 利息: 3}", "不认识“利息”"),
        ("租机: {现金价: 6000, 月租: 600, 期数: 12, 提前买断: [{月: 1.5, 金额: 3}]}", "整数"),
    ],
)
def test_a_slip_is_named(file, wrong, said):
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputUnusable, match=said):
        rental.audit_file(file)
