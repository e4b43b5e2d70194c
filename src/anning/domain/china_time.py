"""Time as the law counts it: a legal day is a day in Asia/Shanghai, whatever the machine's clock says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Mainland China has kept UTC+8 without daylight saving since 1991-09-15."""

Instant = int
"""Milliseconds since 1970-01-01T00:00:00Z, as phones store them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_HERE = _EPOCH.astimezone(CHINA)
_FIRST_ORDINAL = _EPOCH.toordinal()
_DAY_MS = 24 * 3600 * 1000
_OFFSET_MS = 8 * 3600 * 1000


def now() -> Instant:
    """This moment."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> Instant:
    """Milliseconds of an aware datetime; a naive one is taken as China time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return round((aware - _EPOCH) / timedelta(milliseconds=1))


def in_china(at: Instant) -> datetime:
    """The moment as a clock in China shows it."""
    return _EPOCH_HERE + timedelta(milliseconds=at)


def china_day(at: Instant | datetime) -> date:
    """The legal day of a moment: the one function every legal date goes through."""
    return _day(((at if isinstance(at, int) else instant(at)) + _OFFSET_MS) // _DAY_MS)


@lru_cache(maxsize=4096)
def _day(days: int) -> date:
    """The date that many days after 1970-01-01; a million messages lie on a few hundred."""
    return date.fromordinal(days + _FIRST_ORDINAL)


def iso(at: Instant) -> str:
    """ISO 8601 with the China offset, to the second unless there is a fraction."""
    moment = in_china(at)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def parse_iso(text: str) -> Instant:
    """The moment written as ISO 8601; without an offset it is China time. ValueError when it is not one."""
    return instant(datetime.fromisoformat(text.strip()))
