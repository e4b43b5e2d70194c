"""anning cost as another program calls it: the shape of --json, the exit codes, and no single number."""

from __future__ import annotations

import json

import pytest

from anning.cli.main import main

LEVEL = {
    "flows": [[0, 10000], *([k, -945.60] for k in range(1, 13))],
    "time": "periods",
    "periods_per_year": 12,
}


@pytest.fixture
def run(capsys, tmp_path):
    def called(content: str | dict | None, *options: str, code: int = 0) -> str:
        file = tmp_path / "loan.json"
        if content is not None:
            file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        try:
            main(["cost", str(file), *options])
            left = 0
        except SystemExit as leaving:
            left = leaving.code
        said = capsys.readouterr()
        assert left == code, said.err
        return said.err if code else said.out

    return called


def test_json_is_the_contract(run):
    found = json.loads(run(LEVEL, "--json"))
    assert found["rate_per_period"] == pytest.approx(0.02, abs=1e-6)
    assert found["nominal_annual"] == pytest.approx(0.24, abs=1e-5)
    assert found["effective_annual"] == pytest.approx(1.02**12 - 1, abs=1e-4)
    assert found["unique"] is True
    assert found["total_cost"] == "1347.20"
    assert found["lines"]
    for line in found["lines"]:
        assert {"line", "value", "meaning", "exceeded", "source"} <= set(line)
        assert line["value"] is None or isinstance(line["value"], float)
        assert line["exceeded"] in (True, False, None)


def test_years_and_dates_give_the_same_three_numbers(run):
    years = json.loads(run({"flows": [[0, 1000], [1, -1240]], "time": "years"}, "--json"))
    dates = json.loads(
        run({"flows": [["2025-01-01", 1000], ["2026-01-01", -1240]], "time": "dates"}, "--json")
    )
    for found in (years, dates):
        assert found["effective_annual"] == pytest.approx(0.24, abs=1e-12)
        assert found["rate_per_period"] == pytest.approx(1.24 ** (1 / 12) - 1, abs=1e-12)
        assert found["nominal_annual"] == pytest.approx(12 * (1.24 ** (1 / 12) - 1), abs=1e-12)


def test_people_see_nominal_and_effective_side_by_side(run):
    (rates,) = (line for line in run(LEVEL).splitlines() if "年利率" in line and "24.0008%" in line)
    assert "26.8252%" in rates


def test_no_unique_rate_is_said_and_no_rate_is_shown_as_the_one(run):
    said = run({"flows": [[0, -100], [1, 230], [2, -132]]})
    assert "没有唯一的利率" in said
    assert "10.0000%、20.0000%" in said
    assert "名义年利率 " not in said


def test_flows_without_a_rate_are_answered_not_refused(run):
    found = json.loads(run({"flows": [[0, 100], [1, 5]]}, "--json"))
    assert found["rate_per_period"] is None
    assert found["unique"] is False
    assert any("算不出利率" in note for note in found["notes"])


def test_a_licensed_lender_is_held_to_24_and_never_to_four_times_lpr(run):
    dear = {**LEVEL, "flows": [[0, 10000], *([k, -1000] for k in range(1, 13))]}
    found = json.loads(run(dear, "--lender", "小贷", "--signed", "2026-02-01", "--json"))
    lines = {line["id"]: line for line in found["lines"]}
    assert lines["licensed_24"]["exceeded"] is True
    assert "可以调减" in lines["licensed_24"]["meaning"]
    assert "private_lpr" not in lines


def test_a_looked_up_lpr_is_used_with_its_source_and_not_without(run):
    options = ["--lender", "private", "--signed", "2026-03-01"]
    asked = {line["id"]: line for line in json.loads(run(LEVEL, *options, "--json"))["lines"]}["private_lpr"]
    assert asked["value"] is None
    assert asked["exceeded"] is None
    assert "--lpr" in asked["notes"][0]
    typed = [*options, "--lpr", "3.0", "--lpr-source", "公告"]
    given = {line["id"]: line for line in json.loads(run(LEVEL, *typed, "--json"))["lines"]}["private_lpr"]
    assert given["value"] == pytest.approx(0.12)
    assert given["exceeded"] is True
    assert "来源" in run(LEVEL, *options, "--lpr", "3.0", code=3)


@pytest.mark.parametrize(
    "content", [None, "", "一段话", '{"flows": [[0, NaN]]}', '{"flows": [[0, 1e999]]}', "[" * 9999]
)
def test_hostile_files_leave_with_three_and_a_chinese_sentence(run, content):
    said = run(content, "--json", code=3)
    assert "loan.json" in said
    assert "下一步" in said
    assert "Traceback" not in said


def test_a_folder_is_not_a_loan(run, tmp_path):
    (tmp_path / "loan.json").mkdir()
    assert "打不开" in run(None, code=3)
