"""日期: everything that ends on a day, from what it is counted and how sure it is; court papers and their day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.domain.case import Served
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Deadline
from anning.errors import InputUnusable, NotFound
from anning.services import case as acts
from anning.services import deadlines, interview
from anning.web import workplace
from anning.web.pages.case.changes import with_undo


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The page, month by month; what must be asked first comes first."""
    found = deadlines.deadlines(workplace.desk())
    by_state: dict[str, list[Deadline]] = {}
    for one in found:
        by_state.setdefault(one.state, []).append(one)
    case = acts.case()
    passed = by_state.get("passed", [])[::-1]
    context: dict[str, Any] = {
        "asked": [one for one in case.served.values() if not one.confirmed or one.day is None],
        "undated": [one for one in by_state.get("asked", ()) if one.concerns == "filing"],
        "months": _by_month(by_state.get("running", ())),
        "onward": [one for one in passed if one.concerns == "filing"],
        "passed": [one for one in passed if one.concerns != "filing"],
        "answered": by_state.get("answered", ()),
        "never": by_state.get("never", ()),
        "confirmed": [one for one in case.served.values() if one.confirmed and one.day],
        "served_words": interview.words().served,
        "today": china_day(now()),
        "home": workplace.desk().config.home,
        "done": request.GET.get("done", ""),
    }
    return render(request, "calendar/calendar.html", context)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The running ones as a file for the phone's calendar; neutral titles unless ?titles=plain."""
    found = deadlines.deadlines(workplace.desk())
    content = deadlines.ics(found, plain_titles=request.GET.get("titles") == "plain")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def served(request: HttpRequest, key: str = "") -> HttpResponse:
    """A court paper: what it is, which court, the day it really came, and whether that day is certain."""
    case = acts.case()
    if key and key not in case.served:
        raise NotFound("没有这份文书，可能已经删去", where=key, next_step="在改动记录里可以撤销")
    paper = case.served.get(key) or Served(id=acts.new_id("served"), paper="summons")
    context: dict[str, Any] = {
        "kinds": interview.words().served,
        "debts": [(debt.id, acts.owed(case, debt)) for debt in case.debts.values()],
        "known": bool(key),
        "today": china_day(now()),
    }
    if request.method == "POST":
        paper, problem = _given(request, paper)
        if problem is None:
            try:
                return with_undo(redirect("calendar"), deadlines.save_served(workplace.desk(), paper))
            except InputUnusable as reason:
                problem = reason
        context["problem"] = problem
    return render(request, "calendar/served.html", context | {"paper": paper})


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take a court paper out."""
    return with_undo(redirect("calendar"), deadlines.remove_served(workplace.desk(), key))


def _given(request: HttpRequest, before: Served) -> tuple[Served, InputUnusable | None]:
    given = request.POST
    day, problem = read_day(given.get("day", ""))
    kinds = interview.words().served
    paper = Served(
        id=before.id,
        paper=given["paper"] if given.get("paper") in kinds else before.paper,  # type: ignore[arg-type]
        court=given.get("court", "").strip(),
        case_number=given.get("case_number", "").strip(),
        day=day,
        confirmed=given.get("confirmed") == "yes",
        debt=given.get("debt", ""),
        entry=before.entry,
        done=before.done,
        note=given.get("note", "").strip(),
    )
    return paper, problem


def read_day(text: str) -> tuple[date | None, InputUnusable | None]:
    """The day of a date field and what is wrong with it; nothing for an empty one."""
    try:
        return (date.fromisoformat(text.strip()) if text.strip() else None), None
    except ValueError:
        return None, InputUnusable(f"“{text}”不是日期", next_step="写成 2026-01-31 这样")


def _by_month(found: Iterable[Deadline]) -> list[tuple[date, list[Deadline]]]:
    dated = [(one.day, one) for one in found if one.day]
    months = groupby(dated, key=lambda pair: pair[0].replace(day=1))
    return [(first, [one for _, one in pairs]) for first, pairs in months]
