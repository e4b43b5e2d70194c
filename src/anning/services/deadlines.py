"""The dates that matter: everything that runs in the case, court papers with their day, and a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from anning import store
from anning.casework.deadlines import deadlines as derived
from anning.domain.case import Served
from anning.domain.china_time import CHINA, china_day, now
from anning.domain.deadlines import Deadline
from anning.errors import InputUnusable
from anning.knowledge import clocks
from anning.knowledge.workdays import Calendar
from anning.services import case as told
from anning.services import notebook
from anning.services.desk import Desk

REMIND_BEFORE = timedelta(days=3)
_URGENT = ("court", "danger")
"""Stakes whose end loses a right."""


def deadlines(desk: Desk, today: date | None = None) -> tuple[Deadline, ...]:
    """Everything that runs, passed, was met or must be asked; InputUnusable when holidays-cn.csv cannot be read."""
    calendar = Calendar.of(desk.config.home)
    return derived(told.case(), store.acts(), today or china_day(now()), calendar)


def nearest(found: Iterable[Deadline]) -> Deadline | None:
    """The running one that comes first; a court's period before any other."""
    running = [one for one in found if one.state == "running" and one.day]
    return min(
        running, key=lambda one: (one.stake != "court", one.day, one.stake not in _URGENT), default=None
    )


def save_served(desk: Desk, paper: Served) -> str:
    """Keep a court paper; nothing is counted from its day before it is confirmed. Gives the batch's id."""
    today = china_day(now())
    if paper.confirmed and paper.day is None:
        raise InputUnusable("还没有写是哪一天收到的", next_step="写上真正收到的那一天，再确认")
    if paper.day and paper.day > today:
        raise InputUnusable("收到的日子不能在今天以后", next_step="写真正收到、签字的那一天")
    words = "确认了收到法院文书的日子" if paper.confirmed else "记下一份法院文书"
    return notebook.keep(desk, words, paper)


def remove_served(desk: Desk, key: str) -> str:
    """Take a court paper out. NotFound."""
    return notebook.take_out(desk, "删去一份法院文书", notebook.get(Served, key))


def as_json(one: Deadline) -> dict[str, Any]:
    """A deadline as ``anning deadlines --json`` gives it; days are legal days in China."""
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.stake,
        "state": one.state,
        "day": one.day and one.day.isoformat(),
        "earliest_day": one.earliest and one.earliest.isoformat(),
        "provisional": one.provisional,
        "from": {"what": one.from_what, "day": one.since and one.since.isoformat(), "id": one.subject},
        "citations": [
            {"law": cite.law, "article": cite.article, "in_force": cite.in_force, "mark": cite.mark}
            for cite in one.cites
        ],
        "sure": one.sure,
        "source": one.source,
        "caution": one.caution,
        "next": {"says": one.next.says, "paper": one.next.paper, "channel": one.next.channel},
    }


def ics(found: Iterable[Deadline], *, plain_titles: bool = False) -> bytes:
    """Running deadlines as an iCalendar file, the same bytes for the same deadlines.

    Calendars are synchronised and shown to others: titles are neutral, ids tell nothing, and there is no
    description, unless plain_titles.
    """
    from icalendar import Calendar as File

    file = File()
    file.add("prodid", "-//local//dates//ZH")
    file.add("version", "2.0")
    for one in found:
        if one.state == "running" and one.day:
            file.add_component(_event(one, one.day, plain_titles=plain_titles))
    return bytes(file.to_ical())


def _event(one: Deadline, day: date, *, plain_titles: bool) -> Any:
    from icalendar import Alarm, Event

    title = one.title if plain_titles else clocks.words()["neutral"]
    event, alarm = Event(), Alarm()
    event.add("uid", f"{sha256(one.id.encode()).hexdigest()[:32]}@dates.invalid")
    # The stamp is when the entry was made; a day that never changes keeps the file the same.
    event.add("dtstamp", datetime.combine(one.since or day, time(), CHINA).astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    if plain_titles:
        event.add("description", "\n".join([one.from_what, *one.cited, one.caution, one.next.says]))
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(hours=9) - REMIND_BEFORE)
    event.add_component(alarm)
    return event
