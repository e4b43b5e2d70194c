"""The day a sentence names: 明天, 三天内, 下周五, 月底, 12月15号."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import cache

from anning.knowledge.phrases.conversation import DueWords, due_words

_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2}
_WEEKDAYS = {day: number for number, day in enumerate("一二三四五六日")} | {"天": 6, "末": 6}
_WEEK = 7
_MONTHS = 12


def due(text: str, said: date) -> date | None:
    """The first day named in the text, counted from the day it was said; None when none is named or it cannot be."""
    for words, expression in _compiled():
        if match := expression.search(text):
            try:
                return _day(words, match.groupdict(), said)
            except ValueError:
                return None
    return None


def _day(words: DueWords, named: dict[str, str | None], said: date) -> date:
    """ValueError for a day the calendar does not have."""
    match words.means:
        case "days":
            return said + timedelta(days=words.plus + _number(named.get("n") or "零"))
        case "weekday":
            monday = said - timedelta(days=said.weekday())
            day = monday + timedelta(days=words.plus * _WEEK + _WEEKDAYS[str(named["weekday"])])
            return day if day >= said else day + timedelta(days=_WEEK)
        case "month_day":
            first = _first(said, words.plus)
            day = first.replace(day=_number(str(named["day"])))
            return day if words.plus or day >= said else _first(said, 1).replace(day=day.day)
        case "date":
            day = date(said.year, _number(str(named["month"])), _number(str(named["day"])))
            return day if day >= said else day.replace(year=said.year + 1)
        case "month_end":
            first = _first(said, words.plus)
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        case "year_end":
            return date(said.year, _MONTHS, 31)


def _first(day: date, months: int) -> date:
    """The first of the month so many months on."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return date(day.year + years, month + 1, 1)


def _number(written: str) -> int:
    """A number of one or two digits, in figures or in Chinese (十五, 二十)."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


@cache
def _compiled() -> tuple[tuple[DueWords, re.Pattern[str]], ...]:
    return tuple((words, re.compile(words.pattern)) for words in due_words())
