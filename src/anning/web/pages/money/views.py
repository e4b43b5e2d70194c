"""The money of one debt: every sum a row, what was promised beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.errors import InputUnusable
from anning.services import contract_forms, contracts
from anning.services.contracts import Kept, Row
from anning.web import workplace
from anning.web.pages.case.changes import with_undo


@require_safe
def which(request: HttpRequest) -> HttpResponse:
    """Every debt, to pick one; straight on where there is only one."""
    debts = contracts.listing()
    if len(debts) == 1:
        return redirect("money", debts[0][0].id)
    return render(request, "money/which.html", {"debts": debts})


@require_safe
def ledger(request: HttpRequest, debt: str) -> HttpResponse:
    """The rows by side, their sums, and what is missing for the cost."""
    found = contracts.kept(debt)
    if contracts.is_rental(found.debt):
        return redirect(f"/rental/?debt={debt}")
    sums = found.sums()
    context = {
        "kept": found,
        "sides": [(side, title, _rows(found, side), sums[side]) for side, title in contracts.SIDES.items()],
        "any": bool(found.sheet.rows),
        "lacking": contracts.lacking(found.sheet),
        "paper": contracts.said_of_paper(found.sheet),
        "sheet_due": contracts.cost_sheet(found.sheet),
        "twice": contracts.twice(found.sheet),
        "hidden": [row for row in found.sheet.rows if row.disclosed is False],
        "done": request.GET.get("done", ""),
    }
    return render(request, "money/money.html", context)


def _rows(found: Kept, side: str) -> list[tuple[str, Row, str]]:
    return [
        (key, row, contracts.evidence_title(row.evidence) if row.evidence else "")
        for key, row in found.keyed
        if row.side == side
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, debt: str, key: str = "") -> HttpResponse:
    """One sum, new or as it was written."""
    found = contracts.kept(debt)
    given: Any = _fields(contracts.row(key, debt)) if key else {"side": request.GET.get("side", "paid")}
    problem = None
    if request.method == "POST":
        given = request.POST
        try:
            batch = contracts.put(workplace.desk(), debt, contract_forms.row_of(given.dict()), key)
            return with_undo(redirect("money", debt), batch)
        except InputUnusable as reason:
            problem = reason
    context = {
        "kept": found,
        "key": key,
        "given": given,
        "problem": problem,
        "sides": contracts.SIDES,
        "names": contract_forms.NAMES,
        "payees": dict.fromkeys(one.payee for one in found.sheet.rows if one.payee),
        "entries": contracts.evidence_for(found.debt),
        "evidence": contracts.evidence_title(given["evidence"]) if given.get("evidence") else "",
        "sheet_due": contracts.cost_sheet(found.sheet),
    }
    return render(request, "money/row.html", context, status=400 if problem else 200)


def _fields(one: Row) -> dict[str, str]:
    """A row as its form shows it."""
    return {
        "side": one.side,
        "name": one.name,
        "amount": str(one.amount),
        "day": one.day.isoformat() if one.day else "",
        "period": "" if one.period is None else f"{one.period:f}",
        "times": str(one.times),
        "payee": one.payee,
        "evidence": one.evidence,
        "clause": one.clause,
        "disclosed": "" if one.disclosed is None else "是" if one.disclosed else "否",
    }


@require_POST
def remove(request: HttpRequest, debt: str, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take a row out."""
    return with_undo(redirect("money", debt), contracts.drop(workplace.desk(), debt, key))


@require_POST
def paid(request: HttpRequest, debt: str, key: str) -> HttpResponse:  # noqa: ARG001 - as above
    """The next time of a row that is to be paid was paid."""
    return with_undo(redirect("money", debt), contracts.paid_one(workplace.desk(), debt, key))


@require_http_methods(["GET", "HEAD", "POST"])
def promised(request: HttpRequest, debt: str) -> HttpResponse:
    """What was advertised, the day of filing, a looked-up LPR."""
    found = contracts.kept(debt)
    sheet, problem = found.sheet, None
    told, lpr = sheet.advertised, sheet.lpr
    given: Any = {
        "basis": told.basis if told else "",
        "rate": f"{(told.rate * 100).normalize():f}%" if told and told.basis != "免息" else "",
        "words": told.words if told else "",
        "sued": sheet.sued.isoformat() if sheet.sued else "",
        "lpr": str(lpr.percent) if lpr else "",
        "lpr_source": lpr.source if lpr else "",
    }
    if request.method == "POST":
        given = request.POST
        try:
            after = contract_forms.promise_of(given.dict(), sheet)
            return with_undo(redirect("cost", debt), contracts.promise(workplace.desk(), debt, after))
        except InputUnusable as reason:
            problem = reason
    context = {"kept": found, "given": given, "problem": problem, "bases": contract_forms.BASES}
    return render(request, "money/promised.html", context, status=400 if problem else 200)
