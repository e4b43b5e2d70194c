"""Ten and one contracts a lawyer can read line by line: rates, lines, what each line means, what does not apply.

The rates in worked/*.yaml were found by scipy's brentq from the flows alone, without this program.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from anning.debt import contract, rentalfile
from anning.services import cost, rental

TODAY = date(2026, 11, 25)
FOLDER = Path(__file__).parent / "worked"
ALL = {
    file.stem: yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    for file in sorted(FOLDER.glob("*.yaml"))
}
LOANS = {name: case for name, case in ALL.items() if "合同" in case}
RENTALS = {name: case for name, case in ALL.items() if "租机" in case}
EXCEEDED = {"是": True, "否": False, "没有数": None}


def audited(case: dict[str, Any]) -> dict[str, Any]:
    text = yaml.safe_dump(case["合同"], allow_unicode=True)
    return cost.as_json(cost.audit(contract.read(text.encode(), "借款.yaml"), TODAY))


def near(value: str, places: int = 5) -> Any:
    return pytest.approx(float(value), abs=0.6 * 10**-places)


def test_there_are_at_least_ten():
    assert len(LOANS) >= 10
    assert RENTALS


@pytest.mark.parametrize("case", LOANS.values(), ids=LOANS)
def test_rates_and_cost(case):
    found, wanted = audited(case), case["应当是"]
    assert found["unique"]
    assert found["rate_per_period"] == near(wanted["每期"], 6)
    assert found["nominal_annual"] == near(wanted["名义年利率"])
    assert found["effective_annual"] == near(wanted["实际年利率"])
    assert found["total_cost"] == wanted["总成本"]
    if "宣传年化" in wanted:
        assert found["advertised"]["annual"] == near(wanted["宣传年化"])
        assert found["advertised"]["gap"] > 0.05


@pytest.mark.parametrize("case", LOANS.values(), ids=LOANS)
def test_lines_their_meaning_and_what_does_not_apply(case):
    found, wanted = audited(case), case["应当是"]
    lines = {line["id"]: line for line in found["lines"]}
    for name, told in wanted["线"].items():
        assert lines[name]["exceeded"] is EXCEEDED[told["超过"]], name
        assert lines[name]["consequence"] == told["后果"], name
        if "线值" in told:
            assert lines[name]["value"] == pytest.approx(float(told["线值"]), abs=1e-12)
    passed = {line["id"]: line["why"] for line in found["lines_not_applied"]}
    assert not passed.keys() & lines.keys()
    for name, why in wanted.get("不适用", {}).items():
        assert why in passed[name], name
    said = "".join([*found["notes"], *(note for line in found["lines"] for note in line["notes"])])
    assert all(sentence in said for sentence in wanted.get("说", []))
    assert wanted.get("问", "") in said


@pytest.mark.parametrize("case", RENTALS.values(), ids=RENTALS)
def test_a_rented_phone(case):
    wanted = case["应当是"]
    found = rental.as_json(rental.audit(rentalfile.read(case, "租机.yaml"), TODAY))
    ways = {way["way"]: way for way in found["ways"]}
    assert ways["keep"]["rate_per_period"] == near(wanted["每期"], 6)
    assert ways["keep"]["nominal_annual"] == near(wanted["名义年利率"])
    assert ways["keep"]["effective_annual"] == near(wanted["实际年利率"])
    assert ways["keep"]["total_cost"] == wanted["总成本"]
    assert ways["keep"]["multiple"] == float(wanted["倍数"])
    assert ways["early"]["total_cost"] == wanted["提前买断一共"]
    assert found["dearer_from_month"] == int(wanted["比买还贵的月"])
    assert [view["title"] for view in found["views"]] == wanted["看法"]
