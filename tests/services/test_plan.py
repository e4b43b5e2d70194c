from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from anning.cli.main import program
from anning.errors import InputUnusable
from anning.services import plan

FILE = """
收入: [{名称: 工资, 金额: 6000}, {名称: 零工, 金额: 800, 稳定: 否}]
必要支出: [{名称: 房租吃饭, 金额: 2600}]
优先支出: [{名称: 抚养费, 金额: 500}]
债务:
  - {名称: 卡, 余额: 9000, 年利率: 18%, 最低还款: 300}
  - {名称: 网贷, 余额: 4000, 年利率: 24%, 最低还款: 200, 结清金额: 2800, 结清截止月: 6}
方案:
  - {名称: 分12期, 方式: 分期, 对方主张: 9000, 期数: 12, 信用卡: 是}
  - {名称: 一次结清, 方式: 一次结清, 对方主张: 9000, 减免: 3000}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "plan.yaml"
    made.write_text(FILE, encoding="utf-8")
    return made


def test_nothing_proposed_is_more_than_a_bad_month_leaves(file):
    advice = plan.advise_file(file)
    assert advice.room.most == Decimal("1530.00")  # (6000 × 0.8 − 3100) × 0.9
    for made in advice.plans:
        if made.strategy != "optimum":  # which saves up for the offer to settle, and spends no more over time
            assert all(sum(row) <= advice.room.most for row in made.payments)
        assert sum(sum(row) for row in made.payments) <= advice.room.most * made.months + 1
    kept = {row.offer.name: row.keeps for row in advice.offers}
    assert kept == {"分12期": True, "一次结清": False}


def test_a_sum_above_what_is_left_is_cut_to_it(file):
    file.write_text(FILE + "每月还款: 5000\n", encoding="utf-8")
    assert all(sum(made.payments[0]) <= Decimal("1530.00") for made in plan.advise_file(file).plans)


def test_when_nothing_is_left_it_says_so_and_plans_nothing(file):
    file.write_text(FILE.replace("金额: 2600", "金额: 4600"), encoding="utf-8")
    advice = plan.advise_file(file)
    assert advice.plans == ()
    assert "还差 300.00 元" in advice.said[0]
    assert advice.refused


def test_the_command_speaks_and_gives_json(file):
    said = CliRunner().invoke(program, ["plan", str(file)])
    assert said.exit_code == 0
    assert "守不住" in said.output
    assert "不是必须同意" in said.output
    found = json.loads(CliRunner().invoke(program, ["plan", str(file), "--json"]).output)
    assert found["budget"]["most"] == "1530.00"
    assert [row["strategy"] for row in found["plans"]] == ["consequences", "avalanche", "snowball", "optimum"]


@pytest.mark.parametrize(
    ("wrong", "said", "place"),
    [
        ("收入: [{名称: 工资, 金额: 六千}]\n必要支出: []", "不是一个数", "收入[0]"),
        ("收入: [{名称: 工资, 金额: 6000}]", "没有写“必要支出”", "plan.yaml"),
        ("收入: [{名称: 工资, 金额: 6000, 税: 1}]\n必要支出: []", "不认识“税”", "收入[0]"),
        ("收入: [{名称: 工资, 金额: -6}]\n必要支出: []", "不能是负数", "收入[0]"),
        ("收入: []\n必要支出: []\n收入下降: 0.2", "百分号", "收入下降"),
        ("收入: []\n必要支出: []\n方案: [{名称: a, 方式: 赖账, 对方主张: 1}]", "不认识“赖账”", "方案[0]"),
        ("收入: 6000\n必要支出: []", "写成一列", "收入"),
    ],
)
def test_a_slip_is_named_by_its_place(file, wrong, said, place):
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputUnusable, match=said) as caught:
        plan.advise_file(file)
    assert place in caught.value.where
