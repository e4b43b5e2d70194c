"""How often who called: four weeks at a time, each count beside the norm of its day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from msgspec import Struct

from anning import store
from anning.casework.ledger import Ledger, Row
from anning.domain.china_time import china_day
from anning.domain.findings import Citation
from anning.errors import NotFound
from anning.services import law, ledger
from anning.store import Where
from anning.web import workplace
from anning.web.components import words

WINDOW = 28
_SHOWN_ROWS = 30
_SHOWN_CALLERS = 12
QUIET = (*range(8), 22, 23)
"""Hours set apart in the picture; whether a contact in them is against a norm is the ledger's to say."""


class Norm(Struct, frozen=True, kw_only=True):
    """A norm as the page names it."""

    cited: str
    in_force: str
    mark: str


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The page for the window that ends on ?until=, or with the newest call."""
    last = _last_day()
    until = _asked(request.GET.get("until", "")) or last
    if until is None or last is None:
        return render(request, "calls/none.html")
    since = until - timedelta(days=WINDOW - 1)
    book = ledger.ledger(workplace.desk(), since, until)
    return render(request, "calls/calls.html", _context(book, since, until, last))


def _context(book: Ledger, since: date, until: date, last: date) -> dict[str, Any]:
    days = [since + timedelta(days=n) for n in range(WINDOW)]
    hours = {(day.day, hour): n for day in book.days for hour, n in enumerate(day.hours) if n}
    rows = sorted(book.rows, key=lambda row: (not row.exceeded, -row.day.toordinal(), -row.counts.attempts))
    held = [row for row in rows if any(one.exceeded is not False for one in row.held)]
    total = sum(hours.values())
    return {
        "book": book,
        "since": since,
        "until": until,
        "earlier": since - timedelta(days=1),
        "later": min(last, until + timedelta(days=WINDOW)) if until < last else None,
        "days": days,
        "hours": hours,
        "quiet": QUIET,
        "bars": _most(book),
        "rows": [_shown(row) for row in held[:_SHOWN_ROWS]],
        "more": max(0, len(held) - _SHOWN_ROWS),
        "others": [_shown(row) for row in rows if row not in held],
        "over": sum(bool(row.exceeded) for row in rows),
        "total": total,
        "night": sum(n for (_, hour), n in hours.items() if hour in QUIET),
        "told": _told(hours, total),
    }


def _most(book: Ledger) -> list[tuple[str, int]]:
    """Of callers that are counted, those with the most calls, for the bars."""
    counted = [c for c in book.callers if c.counts.attempts and c.role != "known"]
    called = [(_named(c.name, c.caller), c.counts.attempts) for c in counted]
    return called[:_SHOWN_CALLERS]


def _shown(row: Row) -> tuple[Row, str, list[Any]]:
    """A row with its caller's name and the norms its counts are held against."""
    return row, _named(row.name, row.caller), [(held, _norms(held.citations, row.day)) for held in row.held]


def _named(name: str, caller: str) -> str:
    return name or words.number(caller)


def _told(hours: dict[tuple[date, int], int], total: int) -> str:
    """The picture in a sentence, for those who do not see it."""
    if not total:
        return "这段时间没有可能是催收的来电"
    (day, hour), most = max(hours.items(), key=lambda item: item[1])
    return (
        f"每天每小时的来电次数，共 {total} 次；最密的一小时是 {day.month}月{day.day}日 {hour} 时，{most} 次"
    )


def _norms(citations: Iterable[Citation], day: date) -> list[Norm]:
    return [
        Norm(cited=_cited(one, day), in_force=_in_force(one.in_force), mark=one.mark) for one in citations
    ]


def _cited(one: Citation, day: date) -> str:
    try:
        return law.show(one.law, one.article, day)[0].cited
    except NotFound:
        return f"《{one.law}》{one.article}"


def _in_force(interval: str) -> str:
    start, _, end = interval.partition("/")
    until = f"，到 {words.day(date.fromisoformat(end))}止" if end else ""
    return f"{words.day(date.fromisoformat(start))}起施行{until}"


def _last_day() -> date | None:
    newest = store.entries(Where(kinds=("call",)), limit=1, newest_first=True)
    return china_day(newest[0].at) if newest and newest[0].at is not None else None


def _asked(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
