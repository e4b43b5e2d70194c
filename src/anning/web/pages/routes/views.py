"""找谁管: confirm who lends and what was done; the bodies that can act, in order, with what each needs first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.services import routes as ways
from anning.services.routes import Asked, Known
from anning.web import workplace

_ONLINE = {"": None, "yes": True, "no": False}


@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """The form, filled from the case and the findings; asked, the bodies below it."""
    desk = workplace.desk()
    known = ways.known(desk)
    asked = _asked(request.GET, known)
    found = {one.conduct: one for one in known.happened}
    steps = ways.routes(desk, asked) if "conduct" in request.GET else None
    context: dict[str, Any] = {
        "asked": asked,
        "steps": steps,
        "next": next((one for one in steps or () if one.ready and not one.filed), None),
        "debts": known.debts if len(known.debts) > 1 else (),
        "none_chosen": "asked" in request.GET and "conduct" not in request.GET,
        "found": known.happened,
        "others": [conduct for conduct in Conduct if conduct not in NOT_UNLAWFUL and conduct not in found],
        "lenders": ways.options("lender"),
        "products": ways.options("product"),
        "online": request.GET.get("online", ""),
    }
    return render(request, "routes/routes.html", context)


def _asked(given: QueryDict, known: Known) -> Asked:
    """What the address says, and what is known where it says nothing."""
    if "asked" not in given:
        chosen = {title: (lender, product) for title, lender, product in known.debts}
        lender_known, product_known = chosen.get(given.get("debt", ""), (known.lender, known.product))
        return Asked(
            conducts=tuple(one.conduct for one in known.happened),
            lender=lender_known,
            product=product_known,
            region=known.region,
        )
    conducts = {conduct.value for conduct in Conduct if conduct not in NOT_UNLAWFUL} & set(
        given.getlist("conduct")
    )
    lender, product = given.get("lender", ""), given.get("product", "")
    return Asked(
        conducts=tuple(sorted(map(Conduct, conducts))),
        lender=lender if lender in {code for code, *_ in ways.options("lender")} else None,  # type: ignore[arg-type]
        product=product if product in {code for code, *_ in ways.options("product")} else "other",  # type: ignore[arg-type]
        region=given.get("region", "").strip(),
        whose="relative" if given.get("whose") == "relative" else "own",
        danger=given.get("danger") == "yes",
        online=_ONLINE.get(given.get("online", "")),
    )
