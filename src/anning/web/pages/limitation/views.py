"""时效: where a debt stands, the notice, what each step would do, and what happened that may have interrupted it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from anning.errors import InputUnusable
from anning.services import limitation as service
from anning.web import workplace
from anning.web.pages.calendar.views import read_day
from anning.web.pages.case.changes import local, with_undo


@require_safe
def debts(request: HttpRequest) -> HttpResponse:
    """Every debt with its answer; one alone is shown at once."""
    found = service.standings()
    onward = local(request.GET.get("next", ""), "")
    if len(found) == 1:
        return redirect(_at(found[0].debt.id, onward))
    return render(request, "limitation/debts.html", {"found": found, "onward": onward})


@require_safe
def limitation(request: HttpRequest, key: str) -> HttpResponse:
    """One debt; ?next= is where the person was going, open once the notice was read."""
    found = service.standing(key)
    context: dict[str, Any] = {
        "found": found,
        "steps": [one for one in found.steps if one.act.by == "us"],
        "theirs": [one for one in found.steps if one.act.by == "them"],
        "acts": service.acts(),
        "onward": local(request.GET.get("next", ""), ""),
        "done": request.GET.get("done", ""),
    }
    return render(request, "limitation/limitation.html", context)


@require_POST
def due(request: HttpRequest, key: str) -> HttpResponse:
    """The day of the last instalment."""
    day, problem = read_day(request.POST.get("day", ""))
    if day is None:
        return _refused(request, key, problem or InputUnusable("还没有写日期", next_step="选一个日期"))
    return with_undo(_back(request, key), service.due(workplace.desk(), key, day))


@require_POST
def touch(request: HttpRequest, key: str) -> HttpResponse:
    """Something that may have interrupted it."""
    day, problem = read_day(request.POST.get("day", ""))
    act = request.POST.get("act", "")
    if day is None or not act:
        missing = InputUnusable("还没有写日期和是什么事", next_step="两样都选上")
        return _refused(request, key, problem or missing)
    try:
        return with_undo(_back(request, key), service.touch(workplace.desk(), key, day, act))
    except InputUnusable as reason:
        return _refused(request, key, reason)


@require_POST
def untouch(request: HttpRequest, key: str) -> HttpResponse:
    """Take one out."""
    place = request.POST.get("place", "")
    batch = service.untouch(workplace.desk(), key, int(place) if place.isdecimal() else -1)
    return with_undo(_back(request, key), batch)


@require_POST
def read(request: HttpRequest, key: str) -> HttpResponse:
    """The person has read the notice; on to where they were going."""
    batch = service.confirm(workplace.desk(), key)
    onward = local(request.GET.get("next", ""), "")
    return with_undo(HttpResponseRedirect(onward) if onward else _back(request, key), batch)


def _refused(request: HttpRequest, key: str, reason: InputUnusable) -> HttpResponse:
    messages.warning(request, f"{reason}。{reason.next_step}。")
    return _back(request, key)


def _back(request: HttpRequest, key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(_at(key, local(request.GET.get("next", ""), "")))


def _at(key: str, onward: str) -> str:
    return reverse("limitation", args=[key]) + (f"?{urlencode({'next': onward})}" if onward else "")
