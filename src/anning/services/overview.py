"""The first page: three numbers, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from anning import store
from anning.domain.china_time import china_day, instant, now
from anning.domain.entries import Entry
from anning.knowledge.clocks import Clock, clocks
from anning.services import ledger
from anning.services.desk import Desk
from anning.store import Where

DAYS = 30

Action = Literal["import", "danger", "findings", "report", "calm"]


class Nearest(Struct, frozen=True, kw_only=True):
    """The date that comes first: until when what can be done, and how sure that is."""

    day: date
    title: str
    caution: str
    entry_id: str


class Overview(Struct, frozen=True, kw_only=True):
    """What the home page shows.

    calls are those received in the 30 days up to the newest contact (as_of), from collectors and from numbers
    that are nobody's in the phone book; serious counts contacts with findings that are likely unlawful. action
    names the next step; the page has the words.
    """

    empty: bool
    calls: int
    serious: int
    as_of: date | None
    nearest: Nearest | None
    action: Action
    latest: tuple[Entry, ...] = ()


def overview(desk: Desk) -> Overview:
    """The state of the case today. A case that ended long ago is counted back from its newest contact."""
    newest = store.totals().last_at
    if newest is None:
        return Overview(
            empty=store.count(Where()) == 0, calls=0, serious=0, as_of=None, nearest=None, action="import"
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
        nearest=_nearest(),
        action="danger" if violent else "findings" if count else "calm",
        latest=tuple(store.entries(serious, limit=3, newest_first=True)),
    )


def _calls(desk: Desk, last: date) -> int:
    rows = ledger.ledger(desk, last - timedelta(days=DAYS - 1), last).rows
    return sum(row.counts.attempts for row in rows if row.role in {"collector", "unknown"})


def _nearest() -> Nearest | None:
    """The first date still to come, over all clocks and findings."""
    today = china_day(now())
    ends = (end for clock in clocks() for end in _ends(clock, today))
    return min(ends, key=lambda end: end.day, default=None)


def _ends(clock: Clock, today: date) -> Iterator[Nearest]:
    """The earliest finding whose time still runs; later ones end later."""
    since = instant_of(today - timedelta(days=31 * clock.months + 3))
    for entry in store.every_entry(Where(verdicts=("likely_unlawful",), since=since)):
        if entry.at is None or not any(c.law in clock.when for f in entry.findings for c in f.citations):
            continue
        day = clock.ends(china_day(entry.at))
        if day >= today:
            yield Nearest(day=day, title=clock.title, caution=clock.caution, entry_id=entry.id)
            return


def instant_of(day: date) -> int:
    """The first moment of a legal day."""
    from datetime import datetime

    return instant(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a naive time is China time here
