"""The first page: three numbers, and the one thing to do next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from anning import store
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Deadline
from anning.domain.entries import Entry
from anning.errors import InputUnusable
from anning.services import deadlines, ledger
from anning.services.desk import Desk
from anning.store import Where

DAYS = 30

Action = Literal["begin", "import", "danger", "findings", "report", "calm"]


class Overview(Struct, frozen=True, kw_only=True):
    """What the home page shows.

    calls are those received in the 30 days up to the newest contact (as_of), from collectors and from numbers
    that are nobody's in the phone book; serious counts contacts with findings that are likely unlawful. nearest is
    the date that comes first, asked a period that waits for a day to be confirmed, problem why dates cannot be
    worked out. action names the next step; the page has the words.
    """

    empty: bool
    calls: int
    serious: int
    as_of: date | None
    nearest: Deadline | None
    asked: Deadline | None
    problem: InputUnusable | None
    action: Action
    latest: tuple[Entry, ...] = ()


def overview(desk: Desk) -> Overview:
    """The state of the case today. A case that ended long ago is counted back from its newest contact."""
    dates, problem = _dates(desk)
    nearest = deadlines.nearest(dates)
    asked = next((one for one in dates if one.state == "asked"), None)
    newest = store.totals().last_at
    if newest is None:
        empty = store.count(Where()) == 0
        return Overview(
            empty=empty and not (nearest or asked),
            calls=0,
            serious=0,
            as_of=None,
            nearest=nearest,
            asked=asked,
            problem=problem,
            action="begin" if empty else "import",
        )
    until = min(newest, now()) + 1
    since = until - DAYS * 24 * 3600 * 1000
    serious = Where(verdicts=("likely_unlawful",))
    count = store.count(serious)
    violent = store.count(Where(verdicts=("likely_unlawful",), conducts=("threat_violence",), since=since))
    return Overview(
        empty=False,
        calls=_calls(desk, china_day(until - 1)),
        serious=count,
        as_of=china_day(until - 1),
        nearest=nearest,
        asked=asked,
        problem=problem,
        action="danger" if violent else "findings" if count else "calm",
        latest=tuple(store.entries(serious, limit=3, newest_first=True)),
    )


def empty() -> bool:
    """Whether nothing at all was brought in yet."""
    return store.count(Where(), at_most=1) == 0


def _dates(desk: Desk) -> tuple[tuple[Deadline, ...], InputUnusable | None]:
    """All deadlines; a schedule of days off that cannot be read is said, and the rest of the page still stands."""
    try:
        return deadlines.deadlines(desk), None
    except InputUnusable as reason:
        return (), reason


def _calls(desk: Desk, last: date) -> int:
    rows = ledger.ledger(desk, last - timedelta(days=DAYS - 1), last).rows
    return sum(row.counts.attempts for row in rows if row.role in {"collector", "unknown"})
