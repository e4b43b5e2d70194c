"""What a debt really costs: four ways of saying one rate, the sums, every line with its own meaning."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anning.errors import InputUnusable
from anning.services import contracts
from anning.services import cost as service
from anning.services.contracts import Kept
from anning.services.cost import Audit


@require_safe
def cost(request: HttpRequest, debt: str) -> HttpResponse:
    """The page; what is missing is said where it cannot be worked out."""
    kept = contracts.kept(debt)
    if contracts.is_rental(kept.debt):
        return redirect(f"/rental/?debt={debt}")
    context: dict[str, Any] = {
        "kept": kept,
        "lacking": contracts.lacking(kept.sheet),
        "done": request.GET.get("done", ""),
    }
    try:
        audit = contracts.audit(kept.sheet)
    except InputUnusable as reason:
        audit, context["problem"] = None, reason
    return render(request, "cost/cost.html", context | (_shown(kept, audit) if audit else {}))


def _shown(kept: Kept, audit: Audit) -> dict[str, Any]:
    plain = service.as_json(audit)
    moments = contracts.moments(kept.sheet)
    return {
        "audit": audit,
        "plain": plain,
        "rates": _rates(audit),
        "over": [one for one in plain["lines"] if one["exceeded"]],
        "asks_lpr": any(one.line.lpr_of and one.value is None for one in audit.lines),
        "ad": list(service.spoken(audit)),
        "notes": audit.notes,
        "moments": moments,
        "moments_told": _told(moments, audit.cost.total),
        "payees": contracts.by_payee(kept.sheet),
        "several": not audit.cost.unique and audit.cost.rate is not None,
        "sheet_due": contracts.cost_sheet(kept.sheet),
    }


def _rates(audit: Audit) -> list[tuple[str, str, str]]:
    """(name, value, sentence) of every way to say the rate; empty where there is none, or more than one."""
    rate = audit.cost.rate
    if rate is None or not audit.cost.unique:
        return []
    per_year = audit.loan.flows.periods_per_year
    period = "一个月" if per_year == 12 else "一期"  # noqa: PLR2004 - months
    simple = service.shown(audit.simple) if audit.simple is not None else "算不出"
    return [
        ("每期利率", service.shown(rate.per_period), f"钱每占用{period}，要多付这么多。"),
        (
            "名义年利率",
            service.shown(rate.nominal_annual),
            f"每期利率乘以一年 {per_year:g} 期，利息不再生利息。",
        ),
        (
            "实际年利率",
            service.shown(rate.effective_annual),
            "每期的利息也算进去再生利息，就是复利（内部收益率）。",
        ),
        ("单利年利率", simple, "付款先抵利息、再抵本金，利息不生利息；法院对照利率线时多用这种。"),
    ]


def _told(moments: list[contracts.Moment], total: Decimal) -> str:
    """The picture in a sentence, for those who do not see it."""
    came = sum(1 for one in moments if one.received)
    went = sum(1 for one in moments if one.paid)
    return f"收到 {came} 次，付出 {went} 次，付出比收到多 {total:,.2f} 元"
