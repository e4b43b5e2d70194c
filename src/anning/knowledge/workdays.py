"""Days off and working days in China, and where a period of days, working days, months or years ends.

Schedules of 2004 to 2026 come from the chinesecalendar library; the person's own file holidays-cn.csv
(``日期,off|work,名称``, one day a line) overrides it and adds later years. A year nobody published is never
answered as if it were known: its dates are the earliest they can be, and say that they are provisional.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from chinese_calendar import constants  # type: ignore[import-untyped]
from msgspec import Struct

from anning.errors import InputUnusable

Unit = Literal["natural", "working", "months", "years"]

FILE = "holidays-cn.csv"
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory days that do not follow the moon."""
_FEWEST_OFF = 13
"""A year's schedule has at least the statutory days; a file with fewer is not a schedule."""
_KNOWN = range(min(constants.holidays).year, max(constants.holidays).year + 1)


class End(Struct, frozen=True, kw_only=True):
    """The last day of a period.

    counted is the day before rolling over days off (民法典第二百零三条). provisional: a day of a year without a
    published schedule decided it, so day is the earliest it can be and may still move back.
    """

    day: date
    counted: date
    provisional: bool = False


class Calendar:
    """The days off, as the library and the person's own lines know them."""

    def __init__(self, own: Mapping[date, bool] | None = None) -> None:
        self._own = own or {}
        self._added = frozenset(_complete_years(self._own))

    @classmethod
    def of(cls, home: Path) -> Calendar:
        """With the lines of holidays-cn.csv in the home; InputUnusable names the line that cannot be read."""
        file = home / FILE
        return cls(dict(_rows(file))) if file.is_file() else cls()

    def knows(self, day: date) -> bool:
        """Whether the schedule of that day was published."""
        return day in self._own or day.year in _KNOWN or day.year in self._added

    def off(self, day: date) -> bool:
        """Whether nobody works; for unpublished years weekends and the fixed statutory days."""
        if day in self._own:
            return self._own[day]
        if day.year in _KNOWN:
            return day in constants.holidays or (day.weekday() >= _SATURDAY and day not in constants.workdays)
        return day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED

    def end(self, start: date, amount: int, unit: Unit, *, roll: bool = True) -> End:
        """Where a period that starts with an event on that day ends.

        The day of the event is not counted (201); months and years end on the corresponding day or the last of the
        month (202); with roll, an end on a day off moves to the next working day (203).
        """
        if unit == "working":
            return self._working(start, amount)
        counted = _counted(start, amount, unit)
        if not roll:
            return End(day=counted, counted=counted)
        day, sure = counted, True
        while self.off(day):
            sure = sure and self.knows(day)
            day += _ONE_DAY
        sure = sure and self.knows(day)
        return End(day=day if sure else counted, counted=counted, provisional=not sure)

    def _working(self, start: date, amount: int) -> End:
        day, left, sure = start, amount, True
        while left:
            day += _ONE_DAY
            sure = sure and self.knows(day)
            left -= not self.off(day)
        return End(day=day, counted=day, provisional=not sure)


def _counted(start: date, amount: int, unit: Unit) -> date:
    if unit == "natural":
        return start + timedelta(days=amount)
    year, month = divmod(start.year * 12 + start.month - 1 + amount * (12 if unit == "years" else 1), 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _complete_years(own: Mapping[date, bool]) -> Iterator[int]:
    """Years for which the person's lines are a whole schedule, not a single changed day."""
    for year in {day.year for day in own}:
        off = {(day.month, day.day) for day, free in own.items() if free and day.year == year}
        if len(off) >= _FEWEST_OFF and off >= _FIXED:
            yield year


def _rows(file: Path) -> Iterator[tuple[date, bool]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            if not row or row[0].startswith("#") or (number == 1 and row[0] in {"date", "日期"}):
                continue
            yield _row(row, f"{file}，第 {number} 行")


def _row(row: list[str], where: str) -> tuple[date, bool]:
    try:
        day, kind = date.fromisoformat(row[0].strip()), row[1].strip()
        return day, {"off": True, "work": False}[kind]
    except (ValueError, IndexError, KeyError) as reason:
        raise InputUnusable(
            f"放假安排里有一行读不懂：{','.join(row)}",
            where=where,
            next_step="每行写成：2027-01-01,off,元旦（放假写 off，调休上班写 work）",
        ) from reason
