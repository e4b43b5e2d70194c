"""Scores describe and point to help; they never judge, and help never waits for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.knowledge.wellbeing import scales
from anning.wellbeing.scales import result

MOOD, WORRY = scales()["a"], scales()["b"]


@given(st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_points_are_the_sum_and_the_band_is_the_last_one_reached(answers):
    found = result(MOOD, answers)
    assert found.points == sum(answers) <= found.most == 27
    bands = {0: 0, 5: 1, 10: 2, 15: 3, 20: 4}
    reached = max(start for start in bands if start <= sum(answers))
    assert found.band == MOOD.bands[bands[reached]].says


@pytest.mark.parametrize("scale", [MOOD, WORRY], ids=lambda scale: scale.id)
def test_a_doctor_is_named_from_ten_points_on(scale):
    def of(points):
        whole, rest = divmod(points, 3)
        return result(scale, [3] * whole + [rest] + [0] * (len(scale.items) - whole - 1))

    assert [points for points in range(len(scale.items) * 3) if of(points).doctor] == list(
        range(10, len(scale.items) * 3)
    )


@given(st.lists(st.none() | st.integers(0, 3), min_size=9, max_size=9))
def test_help_comes_whenever_the_ninth_answer_is_above_none_whatever_else_is_open(answers):
    assert result(MOOD, answers).care == (answers[8] not in {0, None})


@given(st.lists(st.none() | st.integers(0, 3), min_size=7, max_size=7))
def test_without_all_answers_there_are_no_points(answers):
    found = result(WORRY, answers)
    assert found.open == tuple(place for place, one in enumerate(answers, 1) if one is None)
    assert (found.points is None) == bool(found.open)


@pytest.mark.parametrize("answers", [[0] * 8, [0] * 8 + [4], [0] * 8 + [-1], []])
def test_answers_that_are_none_are_not_taken(answers):
    with pytest.raises(ValueError, match="do not fit"):
        result(MOOD, answers)
