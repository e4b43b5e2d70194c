"""A worry comes back at its hour, in China, and not before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.domain.china_time import in_china, parse_iso
from anning.wellbeing.kept import Worry
from anning.wellbeing.worries import due, until, waiting

MOMENTS = st.integers(parse_iso("2024-01-01T00:00"), parse_iso("2030-01-01T00:00"))


@given(MOMENTS, st.times())
def test_the_next_time_the_clock_shows_the_hour_within_a_day(now, hour):
    then = until(now, f"{hour:%H:%M}")
    assert f"{in_china(then):%H:%M}" == f"{hour:%H:%M}"
    assert 0 < then - now <= 24 * 3600 * 1000


def test_an_hour_already_past_is_tomorrows():
    assert until(parse_iso("2026-11-25T18:59"), "19:00") == parse_iso("2026-11-25T19:00")
    assert until(parse_iso("2026-11-25T19:00"), "19:00") == parse_iso("2026-11-26T19:00")


@pytest.mark.parametrize("hour", ["", "evening", "25:00", "19:60"])
def test_what_is_no_time_of_day_is_not_taken(hour):
    with pytest.raises(ValueError, match=r"."):
        until(0, hour)


@given(st.lists(MOMENTS, max_size=6), MOMENTS)
def test_each_worry_is_either_due_or_waiting(moments, now):
    all_of_them = tuple(Worry(id=str(n), text="…", until=then) for n, then in enumerate(moments))
    found, left = due(all_of_them, now), waiting(all_of_them, now)
    assert sorted([*found, *left], key=lambda one: int(one.id)) == list(all_of_them)
    assert all(one.until <= now for one in found)
    assert [one.until for one in left] == sorted(one.until for one in left if one.until > now)
