from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anning.shield.halflife import every_days, halflives, sentences


def log(rows: int, per_day: float) -> tuple[int, float]:
    return rows, (rows - 1) / per_day


@given(per_day=st.integers(4, 60), rows=st.integers(150, 470))
def test_the_day_the_oldest_goes_is_right_to_one_day(per_day, rows):
    found = halflives(*log(rows, per_day))[0]
    truth = (500 - rows) / per_day
    assert abs(found.left - truth) <= 1


def test_a_full_log_says_how_long_a_call_of_today_stays():
    found = halflives(*log(500, 40))[0]
    assert found.full
    assert found.left == 0
    assert abs(found.turn - 12.5) < 0.2
    assert every_days([found]) == 6
    assert any("已经满了" in line for line in sentences(*log(500, 40)))


def test_a_log_longer_than_a_size_is_of_a_phone_that_keeps_more():
    assert [one.cap for one in halflives(*log(900, 40))] == [1000]


def test_nothing_is_said_from_nothing():
    assert halflives(0, 0) == ()
    assert halflives(2, 0.5) == ()
    assert "导出一次" in sentences(0, 0)[0]
