"""协商: words for the telephone, letters, proofs of hardship, what was promised and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.domain.case import Promise
from anning.domain.china_time import china_day, now
from anning.errors import InputUnusable
from anning.services import budget, limitation, papers, timeline
from anning.services import case as acts
from anning.services import negotiation as service
from anning.web import workplace
from anning.web.pages.calendar.views import read_day
from anning.web.pages.case.changes import with_undo


@require_safe
def negotiate(request: HttpRequest) -> HttpResponse:
    """The page; limitation comes first."""
    kinds = papers.kinds(workplace.desk())
    context = {
        "standings": limitation.standings(),
        "scripts": service.scripts(),
        "letters": [kind for kind in kinds if kind.form.group == "deal"],
        "most": budget.most(),
        "month": budget.kept().month,
        "proofs": service.proofs(),
    }
    return render(request, "negotiate/negotiate.html", context)


@require_safe
def script(request: HttpRequest, name: str) -> HttpResponse:
    """One call. One that touches the money is about one debt, whose notice was read."""
    found, norms = service.script(name)
    key = request.GET.get("debt", "")
    if found.limitation:
        standings = limitation.standings()
        if not key and len(standings) == 1:
            key = standings[0].debt.id
        here = reverse("negotiate-script", args=[name])
        if not key:
            return render(request, "negotiate/which.html", {"script": found, "standings": standings})
        if not limitation.standing(key).may_write:
            onward = urlencode({"next": f"{here}?{urlencode({'debt': key})}"})
            return redirect(f"{reverse('limitation', args=[key])}?{onward}")
    context: dict[str, Any] = {
        "script": found,
        "norms": norms,
        "debt": key,
        "standing": limitation.standing(key) if key else None,
        "most": budget.most(),
    }
    return render(request, "negotiate/script.html", context)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What was promised, with the day it is due and what came after."""
    context = {
        "promised": service.promised(workplace.desk()),
        "today": china_day(now()),
        "done": request.GET.get("done", ""),
    }
    return render(request, "negotiate/promises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log a promise; ?contact= is the contact that holds it."""
    case, given, problem = acts.case(), request.GET, None
    if request.method == "POST":
        given = request.POST
        try:
            promise = _given(given)
            if promise.by == "us" and promise.debt and not limitation.standing(promise.debt).may_write:
                onward = urlencode({"next": reverse("promise-new") + f"?{urlencode(_again(given))}"})
                return redirect(f"{reverse('limitation', args=[promise.debt])}?{onward}")
            return with_undo(redirect("promises"), service.keep(workplace.desk(), promise))
        except InputUnusable as reason:
            problem = reason
    contact = given.get("contact", "")
    context: dict[str, Any] = {
        "given": given,
        "problem": problem,
        "entry": timeline.get(workplace.desk(), contact) if contact else None,
        "subjects": service.subjects(),
        "today": china_day(now()),
        "debts": [(one.id, acts.owed(case, one)) for one in case.debts.values()],
        "parties": [
            (one.id, acts.titled(one))
            for one in case.parties.values()
            if one.role in {"creditor", "agency", "collector"}
        ],
    }
    return render(request, "negotiate/new.html", context, status=400 if problem else 200)


def _again(given: Any) -> dict[str, str]:
    """What was filled in, to stand in the form again after the notice was read."""
    return {name: value for name, value in given.items() if name != "csrfmiddlewaretoken" and value}


def _given(given: Any) -> Promise:
    by, (made, wrong), (due, also) = (
        given.get("by"),
        read_day(given.get("made", "")),
        read_day(given.get("due", "")),
    )
    if problem := wrong or also:
        raise problem
    if by == "us" and not given.get("debt"):
        raise InputUnusable("还没有选是哪一笔欠款", next_step="自己答应的事会影响时效，先选是哪一笔")
    return Promise(
        id=acts.new_id("promise"),
        by="us" if by == "us" else "them",
        party=given.get("party", ""),
        said=given.get("said", "").strip(),
        subject=given.get("subject", ""),
        made=made,
        due=due,
        entry=given.get("contact", ""),
        written="written" in given,
        debt=given.get("debt", ""),
        note=given.get("note", "").strip(),
    )


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take a promise out."""
    return with_undo(redirect("promises"), service.drop(workplace.desk(), key))


@require_safe
def broken(request: HttpRequest) -> HttpResponse:
    """Promises found in messages that a later contact contradicts."""
    return render(request, "negotiate/broken.html", {"found": service.broken(workplace.desk())})
