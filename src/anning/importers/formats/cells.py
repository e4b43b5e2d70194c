"""Times, durations and numbers as Chinese tables write them, read without guessing.

A time without a zone is China time. 05/01/2026 is not read until somebody says which is the day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from anning.domain.china_time import CHINA, Instant, in_china, instant

Order = Literal["", "ymd", "dmy", "mdy"]
"""How day, month and year of an ambiguous date follow each other; "" when nobody has said."""

_DATE = r"(?P<a>\d{1,4})\s?[-/.年]\s?(?P<b>\d{1,2})(?:\s?[-/.月]\s?(?P<c>\d{1,4}))?\s?[日月]?"
_HALF = r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|am|pm)?"
_CLOCK = (
    rf"{_HALF}\s?(?P<h>\d{{1,2}})\s?[:时点]\s?(?P<m>\d{{1,2}})\s?分?\s?"
    r"(?::?\s?(?P<s>\d{1,2})(?:[.,](?P<f>\d+))?\s?秒?)?"
)
_ZONE = r"(?P<zone>z|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d\d)?|utc|gmt)?"
_MOMENT = re.compile(rf"{_DATE}(?:[t\s,]*{_CLOCK}\s?(?P<half2>am|pm)?\s?{_ZONE})?\s?")
_ONLY_CLOCK = re.compile(rf"{_CLOCK}\s?(?P<half2>am|pm)?")
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPOILT = re.compile(r"\d+(?:\.\d+)?e\+?\d+")
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_EPOCH_SCALE = {10: 1000.0, 13: 1.0, 16: 0.001}
_SURELY_TIME = (1_200_000_000_000, 2_524_608_000_000)
"""2008 to 2050."""
_POSSIBLE_YEARS = range(1900, 9000)
_LIKELY_YEARS = range(1995, 2051)
_EXCEL_DAYS = range(20000, 80000)
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=CHINA)
_LENGTH = re.compile(
    r"(?:(?P<h>\d{1,6})\s*(?:小时|时|h(?:ours?|rs?)?))?\s*(?:(?P<m>\d{1,6})\s*(?:分钟|分|m(?:in(?:ute)?s?)?|'))?\s*"
    r"(?:(?P<s>\d{1,6})(?:\.\d+)?\s*(?:秒钟|秒|s(?:ec(?:ond)?s?)?|''|\"))?"
)
_LENGTH_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?")
_LONGEST_LENGTH = 12
_PHONE = re.compile(r"\+?[\d(][\d\s()*x-]{1,22}\d")


class UnreadableError(ValueError):
    """A cell that is not what its column says; the text is the reason in Chinese."""


def plain(cell: str) -> str:
    """The cell in one width and lower case, without the marks spreadsheets put round a number (="138…")."""
    text = unicodedata.normalize("NFKC", cell).strip().strip("\ufeff\u200b").lower()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.strip("'\" \t")


def number(cell: str) -> str:
    """A telephone number or account as written, without a spreadsheet's marks; a formula stays text."""
    text = cell.strip().strip("\ufeff\u200b")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = text.strip("'\t ")
    return text.removesuffix(".0") if re.fullmatch(r"\d{5,}\.0", text) else text


def is_phone(cell: str) -> bool:
    """Whether the cell looks like a telephone or service number, masked ones (138****8000) too."""
    return bool(_PHONE.fullmatch(plain(cell))) and not is_moment(cell)


def is_spoilt(cell: str) -> bool:
    """Whether a spreadsheet has rewritten a long number (1.38E+10): its last digits are lost."""
    return bool(_SPOILT.fullmatch(plain(cell)))


def is_moment(cell: str) -> bool:
    """Whether the cell is a date, with or without a clock, however ambiguous."""
    text = _WEEKDAY.sub("", plain(cell)).strip()
    if _NUMBER.fullmatch(text):
        # Long service numbers (1069…) would be moments of 2003, so bare digits count as time from 2008 on only.
        found = _from_digits(text)
        return found is not None and _SURELY_TIME[0] <= found < _SURELY_TIME[1]
    return bool(_MOMENT.fullmatch(text))


def is_clock(cell: str) -> bool:
    """Whether the cell is a time of day alone."""
    return bool(_ONLY_CLOCK.fullmatch(plain(cell)))


def ambiguous_parts(cell: str) -> tuple[int, int] | None:
    """First and second number of a date that ends with its year (05/01/2026), else None."""
    match = _MOMENT.fullmatch(_WEEKDAY.sub("", plain(cell)).strip())
    if not match or not match["c"] or len(match["a"]) > 2 or len(match["c"]) != 4:  # noqa: PLR2004 - digits of a year
        return None
    return int(match["a"]), int(match["b"])


def moment(cell: str, *, order: Order = "", year: int = 0) -> Instant:
    """The moment a cell tells. Unreadable with the reason when it tells none or not which.

    order settles dates that do not begin with a four-digit year; year is put where a date has none.
    """
    text = _WEEKDAY.sub("", plain(cell)).strip()
    if _NUMBER.fullmatch(text):
        found = _from_digits(text)
        if found is None:
            raise UnreadableError("不是时间")
        return found
    if not (match := _MOMENT.fullmatch(text)):
        raise UnreadableError("被表格软件改写过，看不出时间" if _SPOILT.fullmatch(text) else "不是时间")
    try:
        return believable(datetime(*_day(match, order, year), *_clock(match), tzinfo=_zone(match["zone"])))
    except (ValueError, OverflowError) as reason:
        if isinstance(reason, UnreadableError):
            raise
        raise UnreadableError("没有这样的日期或钟点") from reason


def believable(written: datetime) -> Instant:
    """The moment of a date that a clock could show; Unreadable for years like 0001 or 9999."""
    if written.year not in _POSSIBLE_YEARS:
        raise UnreadableError("没有这样的日期或钟点")
    return instant(written)


def is_likely(at: Instant) -> bool:
    """Whether a phone or a mail server with a working clock could have said so: 1995 to 2050."""
    return in_china(at).year in _LIKELY_YEARS


def _from_digits(text: str) -> Instant | None:
    """Seconds or milliseconds since 1970, a date written without separators, or a spreadsheet's day number."""
    whole = text.partition(".")[0]
    if text.isdecimal() and whole[:2] in ("19", "20") and len(whole) in _COMPACT:
        try:
            return instant(datetime.strptime(whole, _COMPACT[len(whole)]).replace(tzinfo=CHINA))
        except ValueError:
            return None
    if scale := _EPOCH_SCALE.get(len(whole)):
        return round(float(text) * scale)
    if int(whole) in _EXCEL_DAYS if len(whole) < 6 else False:  # noqa: PLR2004 - digits
        return instant(_EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86400)))
    return None


def _day(match: re.Match[str], order: Order, year: int) -> tuple[int, int, int]:
    a, b, c = match["a"], match["b"], match["c"]
    if len(a) == 4 and c:  # noqa: PLR2004 - digits of a year
        return int(a), int(b), int(c)
    if not c:
        if not year:
            raise UnreadableError("没有年份，请在设置里填写年份")
        return year, int(a), int(b)
    if not order and len(c) == 4:  # noqa: PLR2004 - digits of a year
        order = "dmy" if int(a) > 12 else "mdy" if int(b) > 12 else ""  # noqa: PLR2004 - months
    if not order:
        raise UnreadableError("分不清哪个是日、哪个是月，请在设置里选择日期顺序")
    part = dict(zip(order, (a, b, c), strict=True))
    return _full_year(part["y"]), int(part["m"]), int(part["d"])


def _full_year(written: str) -> int:
    return int(written) + (2000 if len(written) <= 2 else 0)  # noqa: PLR2004 - digits


def _clock(match: re.Match[str]) -> tuple[int, int, int, int]:
    if match["h"] is None:
        return 0, 0, 0, 0
    hour, half = int(match["h"]), match["half"] or match["half2"] or ""
    if (half in ("下午", "傍晚", "晚上", "pm") and hour < 12) or (half == "中午" and hour < 3):  # noqa: PLR2004 - noon
        hour += 12
    elif half in ("凌晨", "上午", "am") and hour == 12:  # noqa: PLR2004 - noon
        hour = 0
    fraction = int((match["f"] or "0")[:6].ljust(6, "0"))
    return hour, int(match["m"]), int(match["s"] or 0), fraction


def _zone(written: str | None) -> timezone:
    if not written:
        return CHINA
    digits = re.search(r"([+-])(\d{1,2}):?(\d\d)?", written)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return timezone(-offset if digits[1] == "-" else offset)


def seconds(cell: str, *, minutes: bool = False) -> int | None:
    """A duration in seconds: 00:01:23, 1:23, 83, 1分23秒, 1'23''. None for an empty cell, Unreadable otherwise.

    A bare number is seconds, or minutes when the column's header says so.
    """
    text = plain(cell)
    if text in ("", "-", "--", "null"):
        return None
    if _NUMBER.fullmatch(text) and len(text) <= _LONGEST_LENGTH:
        return round(float(text) * (60 if minutes else 1))
    if match := _LENGTH_CLOCK.fullmatch(text):
        hour, minute, second = (int(part or 0) for part in match.groups())
        return hour * 3600 + minute * 60 + second
    # plain() takes quotes off the ends, so 1'23'' is left without its last ones
    match = _LENGTH.fullmatch(text) or _LENGTH.fullmatch(text + "s")
    if not match or not any(match.groups()):
        raise UnreadableError("不是时长")
    hour, minute, second = (int(part or 0) for part in match.groups())
    return hour * 3600 + minute * 60 + second


def is_length(cell: str) -> bool:
    """Whether the cell is a duration that says so by its shape (not a bare number)."""
    text = plain(cell)
    if _NUMBER.fullmatch(text):
        return False
    try:
        return seconds(text) is not None
    except UnreadableError:
        return False
