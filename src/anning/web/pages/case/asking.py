"""The interview: one question a screen, kept at once; skipped, gone back to or edited alone without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from anning.errors import InputUnusable, NotFound
from anning.services import case as acts
from anning.services import interview, whose
from anning.services.interview import Screen
from anning.web import workplace
from anning.web.pages.case.changes import local, with_undo

_CLAIMED = 6


@require_safe
def go_on(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """To the first question that is open; to the review when there is none."""
    found = interview.first_open()
    return redirect(_address(found) if found else "case-review")


@require_safe
def begin(request: HttpRequest, prefix: str) -> HttpResponse:  # noqa: ARG001 - as above
    """To the first question about something new: a debt (by its creditor), an agency, somebody."""
    key = acts.new_id(prefix)
    first = next((one for one in interview.words().questions if acts.role_of(prefix) in one.about), None)
    if first is None:
        raise NotFound("没有这个问题", where=prefix)
    back = "" if prefix == acts.PREFIXES["creditor"] else f"?back={reverse('case')}"
    return redirect(reverse("case-ask", args=[first.id, key]) + back)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, question: str, key: str) -> HttpResponse:
    """One question; answered, the next one, or back to where it was edited from."""
    found = interview.screen(question, key)
    back = local(request.GET.get("back", ""), "")
    if request.method != "POST":
        return _page(request, found, back)
    given = {name: " ".join(request.POST.getlist(name)) for name in found.values}
    if name := request.POST.get("claimed", ""):
        given["name"] = name
    try:
        batch = _kept(request, found, given)
    except InputUnusable as reason:
        return _page(request, found, back, given, reason)
    following = _neighbours(found)[1]
    return with_undo(redirect(back or (_address(following) if following else reverse("case-review"))), batch)


def _kept(request: HttpRequest, found: Screen, given: Mapping[str, str]) -> str:
    desk = workplace.desk()
    if creditor := request.POST.get("same", ""):
        return interview.creditor_of(desk, interview.debt_beside(found.thing.id), creditor)
    return interview.answer(desk, found, given, request.POST.getlist("clear"))


def _page(
    request: HttpRequest,
    found: Screen,
    back: str,
    given: Mapping[str, str] | None = None,
    problem: InputUnusable | None = None,
) -> HttpResponse:
    before, after, place, count = _neighbours(found)
    told = acts.case()
    naming = found.question.id in {"creditor", "agency"} and not found.values["name"]
    context: dict[str, Any] = {
        "screen": found,
        "fields": [
            (one, (given or found.values)[one.name], found.values[one.name]) for one in found.question.fields
        ],
        "about": _about(found),
        "problem": problem,
        "back": back,
        "before": _address(before) if before else "",
        "after": _address(after) if after else reverse("case-review"),
        "place": place,
        "count": count,
        "creditors": interview.creditors(),
        "same": interview.creditors() if found.question.id == "creditor" and not found.told else [],
        "claimed": whose.claimed(told)[:_CLAIMED] if naming else [],
        "done": request.GET.get("done", ""),
    }
    return render(request, "case/ask.html", context, status=200 if problem is None else 400)


def _about(found: Screen) -> str:
    """Of whom the question is, where that is not plain from the question."""
    told = acts.case()
    if found.thing.id in told.debts:
        return acts.owed(told, told.debts[found.thing.id])
    party = told.parties.get(found.thing.id)
    return acts.titled(party) if party and party.role != "self" and found.question.id != "creditor" else ""


def _neighbours(found: Screen) -> tuple[Screen | None, Screen | None, int, int]:
    """The question before and after; this one's place in its block from 1, and how many there are.

    (None, None, 0, 0) for a question that is not on the way, only in the review.
    """
    way = interview.way(found.thing.id)
    here = next((n for n, one in enumerate(way) if (one.question.id, one.thing.id) == _which(found)), None)
    if here is None:
        return None, None, 0, 0
    block = [n for n, one in enumerate(way) if one.block == way[here].block]
    before, after = (way[n] if 0 <= n < len(way) else None for n in (here - 1, here + 1))
    return before, after, block.index(here) + 1, len(block)


def _which(found: Screen) -> tuple[str, str]:
    return found.question.id, found.thing.id


def _address(found: Screen) -> str:
    return reverse("case-ask", args=_which(found))
