"""被起诉了: from the court's paper to the answer, one page a step; left at any place, gone on with later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.domain.case import Debt, Served
from anning.errors import InputUnusable, NotFound
from anning.services import case as acts
from anning.services import interview
from anning.services import sued as service
from anning.services.sued import Way
from anning.web import workplace
from anning.web.pages.calendar.views import read_day
from anning.web.pages.case.changes import with_undo


@require_safe
def sued(request: HttpRequest) -> HttpResponse:
    """The court papers there are; one more can be begun."""
    desk = workplace.desk()
    ways = [service.way(desk, one.id) for one in service.served()]
    kinds = {code: interview.words().served[code] for code in service.KINDS}
    return render(request, "sued/sued.html", {"ways": ways, "kinds": kinds})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A court paper nothing is told of yet."""
    try:
        key = service.begin(workplace.desk(), request.POST.get("paper", ""))
    except InputUnusable:
        return redirect("sued")
    return redirect("sued-step", key, "genuine")


@require_safe
def way(request: HttpRequest, key: str) -> HttpResponse:
    """All steps of one court paper, its dates, and the papers that answer it."""
    found = service.way(workplace.desk(), key)
    context = {"way": found, "done": request.GET.get("done", "")}
    return render(request, "sued/way.html", context | _named(found))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """One step; kept, the next one."""
    found = service.way(workplace.desk(), key)
    here = next((one for one in found.places if one.step.id == step), None)
    if here is None:
        raise NotFound("没有这一步", where=step, next_step="回到“被起诉了”那一页")
    problem = None
    if request.method == "POST":
        try:
            batch = _KEPT.get(step, _tick)(found, step, request.POST)
            return with_undo(_onward(found, step), batch)
        except InputUnusable as reason:
            problem = reason
    context: dict[str, Any] = {
        "way": found, "here": here, "advice": service.advice(here.step), "problem": problem,
        "after": found.after(step), "form": f"sued/{step}.html" if step in _SHOWN else "sued/tick.html",
        "done": request.GET.get("done", ""), **_named(found), **_SHOWN.get(step, _nothing)(found),
    }  # fmt: skip
    return render(request, "sued/step.html", context)


@require_POST
def forum_points(request: HttpRequest, key: str) -> HttpResponse:
    """The grounds of an objection to jurisdiction; then to that paper."""
    desk = workplace.desk()
    found = service.way(desk, key)
    of = service.draft(key, service.ELSEWHERE)
    batch = service.choose_points(desk, of, _plain(request.POST), request.POST.getlist("point"))
    return with_undo(redirect("sued-step", found.served.id, "forum"), batch)


def _named(found: Way) -> dict[str, Any]:
    told = acts.case()
    debt = told.debts.get(found.served.debt)
    return {
        "title": interview.words().served[found.served.paper],
        "debt": debt,
        "owed": acts.owed(told, debt) if debt else "",
        "today": found.today,
    }


def _onward(found: Way, step: str) -> HttpResponseRedirect:
    after = found.after(step)
    place = ("sued-step", found.served.id, after.id) if after else ("sued-way", found.served.id)
    return redirect(*place)


def _plain(given: QueryDict) -> dict[str, str]:
    return {name: str(given[name]) for name in given}


def _tick(found: Way, step: str, given: QueryDict) -> str:  # noqa: ARG001 - as all of its kind
    return service.tick(workplace.desk(), found.served.id, step)


def _keep_day(found: Way, step: str, given: QueryDict) -> str:  # noqa: ARG001
    told = Served(
        id=found.served.id, paper=found.served.paper, court=given.get("court", "").strip(),
        case_number=given.get("case_number", "").strip(), day=_day(given, "day"),
        confirmed=given.get("confirmed") == "yes",
    )  # fmt: skip
    return service.tell_day(workplace.desk(), found.served.id, told)


def _keep_debt(found: Way, step: str, given: QueryDict) -> str:  # noqa: ARG001
    """Which one; its contract only where the form was shown with this debt's own values."""
    key = given.get("debt", "")
    known = acts.case().debts.get(key)
    told = None
    if known and key == found.served.debt:
        told = Debt(
            id=key, creditor=known.creditor, product=known.product, signed=_day(given, "signed"),
            last_due=_day(given, "last_due"), principal=given.get("principal", "").strip(),
            received=given.get("received", "").strip(),
        )  # fmt: skip
    return service.tell_debt(workplace.desk(), found.served.id, key, told)


def _day(given: QueryDict, name: str) -> date | None:
    day, problem = read_day(given.get(name, ""))
    if problem:
        raise problem
    return day


def _keep_claims(found: Way, step: str, given: QueryDict) -> str:  # noqa: ARG001
    return service.answer_claims(workplace.desk(), service.draft(found.served.id), _plain(given))


def _keep_points(found: Way, step: str, given: QueryDict) -> str:  # noqa: ARG001
    of = service.draft(found.served.id)
    return service.choose_points(workplace.desk(), of, _plain(given), given.getlist("point"))


def _nothing(found: Way) -> dict[str, Any]:  # noqa: ARG001
    return {}


def _show_debt(found: Way) -> dict[str, Any]:  # noqa: ARG001
    told = acts.case()
    return {"debts": [(one.id, acts.owed(told, one)) for one in told.debts.values()]}


def _show_forum(found: Way) -> dict[str, Any]:
    of = service.draft(found.served.id, service.ELSEWHERE)
    return {"offered": service.points(of), "draft": of}


def _show_claims(found: Way) -> dict[str, Any]:
    of = service.draft(found.served.id)
    return {
        "claims": service.claims(of),
        "stances": service.stances(),
        "words": service.words(),
        "opposed": service.opposed(of),
    }


def _show_reasons(found: Way) -> dict[str, Any]:
    of = service.draft(found.served.id)
    return {
        "offered": service.points(of), "draft": of, "standing": service.standing(of), "words": service.words(),
        "sued_day": of.answers.get("a.sued_day", ""), "opposed": service.opposed(of),
    }  # fmt: skip


def _show_proofs(found: Way) -> dict[str, Any]:
    return {"proofs": service.proofs(found.kind)}


_KEPT: dict[str, Callable[[Way, str, QueryDict], str]] = {
    "day": _keep_day, "debt": _keep_debt, "claims": _keep_claims, "reasons": _keep_points,
}  # fmt: skip
_SHOWN: dict[str, Callable[[Way], dict[str, Any]]] = {
    "day": _nothing, "debt": _show_debt, "claims": _show_claims, "reasons": _show_reasons,
    "proofs": _show_proofs, "forum": _show_forum,
}  # fmt: skip
