"""Where a period ends: articles 200 to 204 of the Civil Code as laws, and never a year answered in silence."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.errors import InputUnusable
from anning.knowledge.workdays import FILE, Calendar

KNOWN = st.dates(date(2004, 1, 1), date(2025, 12, 31))
LATER = st.dates(date(2027, 1, 1), date(2031, 12, 31))
ANY = st.dates(date(2004, 1, 1), date(2031, 12, 31))
UNITS = st.sampled_from(["natural", "working", "months", "years"])
CALENDAR = Calendar()
ONE = timedelta(days=1)


@given(ANY, st.integers(0, 400))
def test_the_first_day_is_not_counted(start, amount):
    """201: fifteen days from the 1st end on the 16th."""
    assert CALENDAR.end(start, amount, "natural", roll=False).day == start + timedelta(days=amount)


@given(ANY, st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start, amount):
    """202."""
    end = CALENDAR.end(start, amount, "months", roll=False).day
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == amount
    assert end.day == min(start.day, monthrange(end.year, end.month)[1])


@given(ANY, st.integers(1, 20))
def test_a_year_is_twelve_months(start, amount):
    assert CALENDAR.end(start, amount, "years") == CALENDAR.end(start, 12 * amount, "months")


@given(KNOWN, st.integers(1, 200), UNITS)
def test_no_period_ends_on_a_day_off(start, amount, unit):
    """203, where the schedule was published."""
    end = CALENDAR.end(start, min(amount, 12) if unit in {"months", "years"} else amount, unit)
    if not end.provisional:
        assert chinese_calendar.is_workday(end.day)
    assert end.counted <= end.day


@given(KNOWN, st.integers(1, 60))
def test_a_count_of_working_days_holds_exactly_so_many(start, amount):
    end = CALENDAR.end(start, amount, "working").day
    days = (start + n * ONE for n in range(1, (end - start).days + 1))
    assert sum(map(chinese_calendar.is_workday, days)) == amount


@given(ANY, st.integers(1, 60), UNITS)
def test_more_of_the_same_never_ends_earlier(start, amount, unit):
    shorter, longer = (CALENDAR.end(start, n, unit, roll=False).day for n in (amount, amount + 1))
    assert shorter <= longer


@given(LATER, st.integers(1, 40), st.sampled_from(["natural", "working"]), st.sets(LATER, max_size=60))
def test_a_provisional_day_is_the_earliest_there_can_be(start, amount, unit, off):
    """However many days the State Council gives off, the day only moves back."""
    first = CALENDAR.end(start, amount, unit)
    assert first.provisional
    assert first.day <= Calendar(dict.fromkeys(off, True)).end(start, amount, unit).day


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_published_years_are_as_the_library_has_them(day):
    assert CALENDAR.knows(day)
    assert CALENDAR.off(day) is not chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "day", "counted"),
    [
        (date(2026, 9, 16), 15, "natural", date(2026, 10, 8), date(2026, 10, 1)),
        (
            date(2026, 9, 24),
            16,
            "natural",
            date(2026, 10, 10),
            date(2026, 10, 10),
        ),  # a Saturday that is worked
        (date(2026, 4, 1), 1, "months", date(2026, 5, 6), date(2026, 5, 1)),
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28), date(2026, 2, 28)),  # a Saturday that is worked
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28), date(2025, 2, 28)),
        (date(2026, 9, 28), 7, "working", date(2026, 10, 13), date(2026, 10, 13)),
        (date(2026, 2, 12), 7, "working", date(2026, 2, 28), date(2026, 2, 28)),
    ],
)
def test_ends_around_holidays(start, amount, unit, day, counted):
    end = CALENDAR.end(start, amount, unit)
    assert (end.day, end.counted, end.provisional) == (day, counted, False)


def test_a_period_that_ends_in_an_unpublished_year_says_so():
    end = CALENDAR.end(date(2026, 12, 20), 15, "natural")
    assert (end.day, end.provisional) == (date(2027, 1, 4), True)
    assert not CALENDAR.knows(end.day)


def test_a_period_that_ends_on_the_last_published_day_is_sure():
    assert not CALENDAR.end(date(2026, 12, 16), 15, "natural").provisional


SCHEDULE = """日期,安排,名称
2027-01-01,off,元旦
2027-01-02,off,元旦
2027-01-03,off,元旦
2027-01-04,off,元旦
# 其余略
2027-05-01,off,劳动节
2027-05-02,off,劳动节
2027-05-03,off,劳动节
2027-10-01,off,国庆节
2027-10-02,off,国庆节
2027-10-03,off,国庆节
2027-10-04,off,国庆节
2027-10-05,off,国庆节
2027-10-06,off,国庆节
2027-10-09,work,国庆节
"""


def test_the_persons_own_schedule_makes_a_year_known(tmp_path):
    (tmp_path / FILE).write_text(SCHEDULE, encoding="utf-8-sig")
    own = Calendar.of(tmp_path)
    end = own.end(date(2026, 12, 20), 15, "natural")
    assert (end.day, end.counted, end.provisional) == (date(2027, 1, 5), date(2027, 1, 4), False)
    assert not own.off(date(2027, 10, 9)), "a Saturday that is worked"
    assert own.off(date(2027, 6, 5))
    assert own.knows(date(2027, 6, 8))
    assert not own.knows(date(2028, 6, 8))


def test_a_single_changed_day_does_not_make_a_year_known(tmp_path):
    (tmp_path / FILE).write_text("2027-01-04,off,元旦\n", encoding="utf-8")
    own = Calendar.of(tmp_path)
    assert own.off(date(2027, 1, 4))
    assert not own.knows(date(2027, 1, 5))
    assert own.end(date(2026, 12, 20), 15, "natural").provisional


def test_a_changed_day_of_a_published_year_counts(tmp_path):
    (tmp_path / FILE).write_text("2026-11-27,off,临时放假\n", encoding="utf-8")
    assert Calendar.of(tmp_path).end(date(2026, 11, 20), 7, "natural").day == date(2026, 11, 30)


@pytest.mark.parametrize("line", ["2027-01-32,off,元旦", "2027-01-01", "2027-01-01,holiday,元旦"])
def test_a_line_that_cannot_be_read_is_named(tmp_path, line):
    (tmp_path / FILE).write_text(f"2027-01-01,off,元旦\n{line}\n", encoding="utf-8")
    with pytest.raises(InputUnusable) as caught:
        Calendar.of(tmp_path)
    assert "第 2 行" in caught.value.where
    assert "off" in caught.value.next_step
