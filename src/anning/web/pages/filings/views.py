"""办理记录: what was handed in where, its number and proof, what became of it, and the step that follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.domain.case import Case, Filing
from anning.domain.china_time import china_day, now
from anning.errors import InputUnusable
from anning.services import case as told
from anning.services import filings as log
from anning.services import interview
from anning.web import workplace
from anning.web.pages.calendar.views import read_day
from anning.web.pages.case.changes import with_undo


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    context = {
        "filings": log.filings(workplace.desk()),
        "today": china_day(now()),
        "done": request.GET.get("done", ""),
    }
    return render(request, "filings/filings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log a filing; ?paper=, ?channel= and ?follows= fill the form."""
    case = told.case()
    given, problem = request.GET, None
    if request.method == "POST":
        given = request.POST
        try:
            key, batch = _logged(given, case)
            return with_undo(redirect("filing", key), batch)
        except InputUnusable as reason:
            problem = reason
    context: dict[str, Any] = {
        **log.choices(),
        "given": given,
        "parties": [
            (p.id, told.titled(p)) for p in case.parties.values() if p.role in {"creditor", "agency"}
        ],
        "debts": [(debt.id, told.owed(case, debt)) for debt in case.debts.values()],
        "proofs": log.proofs(),
        "today": china_day(now()),
        "problem": problem,
    }
    return render(request, "filings/new.html", context)


@require_safe
def filing(request: HttpRequest, key: str) -> HttpResponse:
    """One filing with its steps and what follows."""
    context: dict[str, Any] = {
        "one": log.filing(workplace.desk(), key),
        "events": [(code, interview.words().filing_status[code]) for code in log.EVENTS],
        "today": china_day(now()),
        "done": request.GET.get("done", ""),
    }
    return render(request, "filings/filing.html", context)


@require_POST
def event(request: HttpRequest, key: str) -> HttpResponse:
    """Add what became of it."""
    try:
        batch = _recorded(request.POST, key)
    except InputUnusable as problem:
        messages.warning(request, f"{problem}。{problem.next_step}。")
        return redirect("filing", key)
    return with_undo(redirect("filing", key), batch)


def _recorded(given: QueryDict, key: str) -> str:
    day, problem = read_day(given.get("day", ""))
    what = next((one for one in log.EVENTS if one == given.get("what")), None)
    if problem:
        raise problem
    if day is None or what is None:
        raise InputUnusable("还没有选好结果和日子", next_step="选一个结果，写上是哪一天")
    number, note = (given.get(name, "").strip() for name in ("number", "note"))
    return log.record(workplace.desk(), key, what, day, number, note)


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take a filing out."""
    return with_undo(redirect(reverse("filings")), log.remove(workplace.desk(), key))


def _logged(given: QueryDict, case: Case) -> tuple[str, str]:
    """Keep what the form says; the filing's id and the batch's. InputUnusable says what is missing."""
    day, problem = read_day(given.get("day", ""))
    if problem:
        raise problem
    if day is None:
        raise InputUnusable("还没有写是哪一天交的", next_step="写上交出去的那一天")
    filing = _given(given, case)
    return filing.id, log.log(workplace.desk(), filing, day)


def _given(given: QueryDict, case: Case) -> Filing:
    follows = given.get("follows", "")
    return Filing(
        id=told.new_id("filing"),
        paper=given.get("paper", "") or "other",
        channel=given.get("channel", ""),
        against=given.get("against", ""),
        debt=given.get("debt", ""),
        number=given.get("number", "").strip(),
        proof=given.get("proof", ""),
        follows=follows if follows in case.filings else "",
        note=given.get("note", "").strip(),
    )
