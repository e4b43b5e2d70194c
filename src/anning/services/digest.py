"""One sum a day instead of alarms: what is new, what is serious, what is due; and how the weeks went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from anning import store
from anning.domain.china_time import CHINA, Instant, china_day, in_china, instant, now
from anning.domain.deadlines import Deadline
from anning.domain.findings import Conduct
from anning.domain.preferences import Preferences
from anning.errors import InputUnusable
from anning.services import case, deadlines, ledger
from anning.services.desk import Desk
from anning.services.preferences import preferences
from anning.store import Where

WEEKS = 8
_SOON = 3
"""Days before a court's period ends from which it is said at any hour."""


class Digest(Struct, frozen=True, kw_only=True):
    """The sum since the last one was due.

    new counts contacts taken in since then, serious those of them that are likely unlawful. due is the first
    period still running. breaks says why it is shown outside its hour: danger or court; waits, until when the
    rest stays folded ("" when it is time).
    """

    since: Instant
    new: int
    serious: int
    due: Deadline | None
    breaks: tuple[str, ...]
    waits: str
    sentence: str


class Week(Struct, frozen=True, kw_only=True):
    """One week from its Monday: calls from collectors and unknown numbers, answers received, dates kept and missed.

    whole is False for a week that still goes on. by_caller counts the calls by caller_key, by_conduct the days on
    which there was an unlawful conduct.
    """

    monday: date
    whole: bool
    calls: int
    answers: int
    kept: int
    missed: int
    by_caller: dict[str, int]
    by_conduct: dict[Conduct, int]


def digest(desk: Desk, at: Instant | None = None) -> Digest:
    """The sum at a moment; without calm it is always time."""
    moment, chosen = at if at is not None else now(), preferences()
    since = _last(moment, chosen)
    fresh = Where(since=since, until=moment + 1, direction="in")
    serious = store.count(Where(since=since, until=moment + 1, verdicts=("likely_unlawful",)))
    due = deadlines.nearest(_dates(desk, china_day(moment)))
    breaks = tuple(_breaks(since, moment, due))
    waits = "" if breaks or not chosen.calm or not _quiet(moment, chosen) else f"{chosen.digest} 点"
    new = store.count(fresh)
    return Digest(
        since=since, new=new, serious=serious, due=due, breaks=breaks, waits=waits,
        sentence=_sentence(new, serious, due, china_day(moment)),
    )  # fmt: skip


def weeks(desk: Desk, today: date | None = None) -> tuple[Week, ...]:
    """The last weeks, the oldest first; of a case that ended, those up to its newest contact."""
    newest = store.totals().last_at
    last = today or (china_day(min(newest, now())) if newest is not None else china_day(now()))
    monday = last - timedelta(days=last.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    calls = _calls(desk, first, monday + timedelta(days=6))
    dates = [one for one in _dates(desk, last) if one.day is not None]
    acts = {(act.conduct, act.day) for act in store.acts()}
    answers = [
        day for filing in case.case().filings.values() for day, what in filing.events if what == "answered"
    ]
    mondays = (first + timedelta(weeks=i) for i in range(WEEKS))
    return tuple(_week(one, last, calls, answers, dates, acts) for one in mondays)


def _dates(desk: Desk, day: date) -> tuple[Deadline, ...]:
    """Everything that runs; none while holidays-cn.csv cannot be read, which the page of dates says."""
    try:
        return deadlines.deadlines(desk, day)
    except InputUnusable:
        return ()


def _week(
    monday: date,
    last: date,
    calls: Collection[tuple[date, str, int]],
    answers: Collection[date],
    dates: Collection[Deadline],
    acts: Collection[tuple[Conduct, date]],
) -> Week:
    def within(day: date | None) -> bool:
        return day is not None and monday <= day < monday + timedelta(days=7)

    by_caller = Counter[str]()
    for day, caller, count in calls:
        by_caller[caller] += count if within(day) else 0
    return Week(
        monday=monday,
        whole=monday + timedelta(days=6) <= last,
        calls=by_caller.total(),
        by_caller=dict(+by_caller),
        by_conduct=dict(Counter(conduct for conduct, day in acts if within(day))),
        answers=sum(map(within, answers)),
        kept=sum(one.state == "answered" and within(one.day) for one in dates),
        missed=sum(
            one.state == "passed" and one.stake in {"court", "danger"} and within(one.day) for one in dates
        ),
    )


def _calls(desk: Desk, first: date, last: date) -> list[tuple[date, str, int]]:
    rows = ledger.ledger(desk, first, last).rows
    return [
        (row.day, row.caller, row.counts.attempts) for row in rows if row.role in {"collector", "unknown"}
    ]


def _last(moment: Instant, chosen: Preferences) -> Instant:
    """When the last sum was due: today's hour, or yesterday's."""
    local = in_china(moment)
    due = datetime(local.year, local.month, local.day, chosen.digest, tzinfo=CHINA)
    return instant(due if due <= local else due - timedelta(days=1))


def _quiet(moment: Instant, chosen: Preferences) -> bool:
    """Whether new things wait now: always before the day's hour, and all through the quiet hours."""
    hour = in_china(moment).hour
    night = hour >= chosen.quiet_from or hour < chosen.quiet_to
    return night or hour < chosen.digest


def _breaks(since: Instant, moment: Instant, due: Deadline | None) -> Iterator[str]:
    """Only danger and a court's period come through at any hour."""
    violent = Where(
        since=since, until=moment + 1, verdicts=("likely_unlawful",), conducts=("threat_violence",)
    )
    if store.count(violent, 1):
        yield "danger"
    if due is None or due.day is None or due.stake != "court":
        return
    if (due.day - china_day(moment)).days <= _SOON:
        yield "court"


def _sentence(new: int, serious: int, due: Deadline | None, today: date) -> str:
    first = f"{new} 条新的" if new else "没有新的"
    middle = f"，{serious} 条严重" if serious else ""
    if due is None or due.day is None or (due.day - today).days > 7:  # noqa: PLR2004 - a week
        return f"{first}{middle}，一周内没有到期的事。"
    return f"{first}{middle}，{due.day.month}月{due.day.day}日前要办：{due.title}。"
