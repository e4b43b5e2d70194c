"""The words of the quiet room: complete, sourced, within the law of the day, never alarming or soothing falsely."""

from __future__ import annotations

from datetime import date

import pytest

from anning.domain.china_time import china_day, now
from anning.domain.findings import Conduct
from anning.knowledge import laws, shelf
from anning.knowledge.hotlines import by_number
from anning.knowledge.wellbeing import room, scales, sides

NEVER = ("诊断为", "没有风险", "无风险", "您有抑郁症", "您患", "危险等级", "高危", "警告")
COURT = ("假", "诈骗", "骗局", "不用理")


def test_both_questionnaires_are_whole_free_and_dated():
    assert [(scale.id, len(scale.items)) for scale in scales().values()] == [("phq9", 9), ("gad7", 7)]
    for scale in scales().values():
        assert len(scale.options) == 4
        assert scale.bands[0].points == 0
        assert scale.doctor == 10
        assert "医生" in scale.doctor_says
        assert any("不是诊断" in sentence for sentence in scale.limits)
        assert "不需要许可" in scale.licence
        assert scale.source
        assert scale.checked <= china_day(now())
    assert [band.points for band in scales()["a"].bands] == [0, 5, 10, 15, 20]
    assert [band.points for band in scales()["b"].bands] == [0, 5, 10, 15]
    assert scales()["a"].items[scales()["a"].care - 1].startswith("有不如死掉")


def test_every_conduct_has_its_answer():
    assert set(sides()) == set(Conduct)


@pytest.mark.parametrize("side", sides().values(), ids=lambda side: side.conduct)
def test_every_answer_rests_on_a_norm_in_force_and_names_none_that_never_was(side):
    before, today = laws.on(date(2025, 6, 1)), laws.on(date(2026, 11, 25))
    assert any(today.get(ref) for ref in side.norms)
    assert [ref for ref in side.norms if not today.get(ref) and not before.get(ref)] == []


@pytest.mark.parametrize("side", sides().values(), ids=lambda side: side.conduct)
def test_no_answer_says_that_a_debt_is_gone_or_a_court_is_none(side):
    whole = side.heard + side.may + side.cannot + side.next
    assert not [word for word in (*COURT, *NEVER, "不用还", "犯罪") if word in whole]


def test_every_line_exists_is_for_this_and_dated():
    lines = room().lines
    for number in (lines.first, *lines.otherwise):
        assert "mind" in by_number()[number].purposes
        assert by_number()[number].checked
    assert lines.first not in lines.otherwise
    assert len(lines.otherwise) >= 2
    assert set(lines.danger) == {"110", "120"}


def test_nothing_alarms_or_promises():
    files = [file for folder in ("room", "scales") for file in shelf.sheets(f"wellbeing/{folder}")]
    assert files
    for file in files:
        words = file.read_text(encoding="utf-8")
        assert not [word for word in NEVER if word in words], file.name
        assert "！" not in words


def test_a_breath_has_four_steps_and_the_plan_its_questions():
    assert len(room().breath) == 4
    assert len({prompt.id for prompt in room().plan}) == len(room().plan) == 6
    assert len(room().ten_minutes) >= 6
