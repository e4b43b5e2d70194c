"""A rented phone: every way out beside the price, the clauses to look for, how courts have seen it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from anning.errors import InputUnusable
from anning.services import case as acts
from anning.services import contract_forms, contracts, rental_kept
from anning.services import rental as service
from anning.services.rental import Audit, Told
from anning.web import workplace
from anning.web.pages.case.changes import with_undo


@require_http_methods(["GET", "HEAD", "POST"])
def rental(request: HttpRequest) -> HttpResponse:
    """The form and, once it is told enough, the answer. It is kept only where the person says with which debt."""
    asked = request.POST if request.method == "POST" else request.GET
    debts = contracts.listing()
    debt = next((one for one, _ in debts if one.id == asked.get("debt", "")), None)
    told, problem = (rental_kept.told_of(debt) if debt else None), None
    given: dict[str, str] = contract_forms.rental_fields(told) if told else {}
    context: dict[str, Any] = {}
    if request.method == "POST":
        given = request.POST.dict()
        try:
            told = contract_forms.rental_told(given, request.POST.getlist("clauses"))
            if debt and "keep" in request.POST:
                batch = rental_kept.keep(workplace.desk(), debt.id, told)
                return with_undo(redirect(f"{reverse('rental')}?debt={debt.id}"), batch)
            context = _shown(service.audit(contract_forms.rental_of(told)), told)
        except InputUnusable as reason:
            problem = reason
    elif told:
        context = _shown(service.audit(contract_forms.rental_of(told)), told)
    context |= {
        "given": given,
        "ticked": told.clauses if told else [],
        "debts": debts,
        "debt": debt.id if debt else "",
        "title": acts.owed(acts.case(), debt) if debt else "",
        "problem": problem,
        "clauses": service.clauses(),
        "done": request.GET.get("done", ""),
    }
    return render(request, "rental/rental.html", context, status=400 if problem else 200)


def _shown(audit: Audit, told: Told) -> dict[str, Any]:
    rental = audit.rental
    ways = [(service.named(way), way, service.sentences(way, rental)) for way in audit.ways]
    early = [(way.month, way.total) for way in audit.ways if way.way == "early"]
    spent = service.spent(rental)
    month = service.dearer_than_buying(rental)
    return {
        "audit": audit,
        "ways": ways,
        "sums": [("同款现金价", rental.price), *((name, way.total) for name, way, _ in ways)],
        "spent": spent,
        "early": early,
        "young": rental_kept.young(rental.price_day),
        "seen": [one for one in audit.clauses if one.clause.id in told.clauses],
        "unseen": [one for one in audit.clauses if one.clause.id not in told.clauses],
        "told_months": f"每个月底一共付了多少；现金价 {rental.price:,.0f} 元"
        + (f"，第 {month} 个月超过" if month else "，租满没有超过"),
    }
