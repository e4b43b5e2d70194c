"""能拿出多少: a month, what may be promised, which offer is kept, in which order debts are paid."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.domain.plans import Month, Planned, Proposal
from anning.errors import InputUnusable, Refused
from anning.services import budget, limitation
from anning.services import case as acts
from anning.services import plan as reckoned
from anning.services.plan import Advice
from anning.web import workplace
from anning.web.pages.case.changes import with_undo


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The answer, then what it rests on."""
    kept = budget.kept()
    context: dict[str, Any] = {
        "kept": kept,
        "kinds": budget.kinds(),
        "weights": budget.words().weights,
        "unread": [one for one in limitation.standings() if not one.may_write],
        "done": request.GET.get("done", ""),
    }
    try:
        advice = budget.advice()
    except InputUnusable as reason:
        advice, context["problem"] = None, reason
    if advice is not None:
        context |= _shown(advice)
    return render(request, "plan/plan.html", context)


def _shown(advice: Advice) -> dict[str, Any]:
    return {
        "advice": advice,
        "offers": [(row, reckoned.remarks(row, advice.room)) for row in advice.offers],
        "plans": [(reckoned.strategy(one), one) for one in advice.plans],
        "endings": [
            (name, [one.ends(name) for one in advice.plans])
            for name in (advice.plans[0].names if advice.plans else ())
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: HttpRequest) -> HttpResponse:
    """What comes in and goes out."""
    now, problem = budget.kept().month, None
    if request.method == "POST":
        now = budget.month_of(request.POST.dict())
        try:
            return with_undo(redirect("plan"), budget.save_month(workplace.desk(), now))
        except InputUnusable as reason:
            problem = reason
    words = budget.words()
    sides = [
        (side, words.titles[side], words.helps[side], rows) for side, rows in budget.form_rows(now).items()
    ]
    context = {"sides": sides, "month": now or Month(), "problem": problem}
    return render(request, "plan/month.html", context, status=400 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def debt(request: HttpRequest, key: str) -> HttpResponse:
    """How one debt is planned with the others."""
    row = next((one for one in budget.kept().debts if one.debt.id == key), None)
    if row is None:
        return redirect("plan")
    planned, problem = row.planned, None
    if request.method == "POST":
        planned = _planned(request, key)
        try:
            return with_undo(redirect("plan"), budget.save_planned(workplace.desk(), planned))
        except InputUnusable as reason:
            problem = reason
    context = {"row": row, "planned": planned, "problem": problem, "weights": budget.words().weights}
    return render(request, "plan/debt.html", context, status=400 if problem else 200)


def _planned(request: HttpRequest, key: str) -> Planned:
    given = request.POST
    weight = given.get("weight", "1")
    return Planned(
        id=key,
        out="in" not in given,
        weight=int(weight) if weight in {"1", "2", "3"} else 1,
        rate=given.get("rate", "").strip().rstrip("%％"),
        **{
            name: given.get(name, "").strip() for name in ("balance", "minimum", "settle_sum", "settle_month")
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """An offer to compare: the other side's, or one's own idea."""
    debts, problem = budget.kept().debts, None
    given: Any = request.GET
    if request.method == "POST":
        given = request.POST
        try:
            return with_undo(redirect("plan"), budget.save_proposal(workplace.desk(), _proposal(given)))
        except (InputUnusable, Refused) as reason:
            problem = reason
    context = {"debts": debts, "kinds": budget.kinds(), "given": given, "problem": problem}
    return render(request, "plan/offer.html", context, status=400 if problem else 200)


def _proposal(given: Any) -> Proposal:
    debt = next((one for one in budget.kept().debts if one.debt.id == given.get("debt", "")), None)
    kind = given.get("kind", "")
    named = given.get("name", "").strip()
    title = " ".join(part for part in (debt.title if debt else "", budget.kinds().get(kind, "")) if part)
    return Proposal(
        id=acts.new_id("offer"),
        debt=debt.debt.id if debt else "",
        name=named or title or "一个方案",
        kind=kind,
        claimed=given.get("claimed", "").strip() or (debt.balance if debt else ""),
        rate=given.get("rate", "").strip().rstrip("%％"),
        **{name: given.get(name, "").strip() for name in ("waived", "months", "pause")},
    )


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take an offer out."""
    return with_undo(redirect("plan"), budget.drop_proposal(workplace.desk(), key))
