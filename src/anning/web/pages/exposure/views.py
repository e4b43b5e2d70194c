"""Personal information: who has what, taking permissions back, and what to tell people around."""

from __future__ import annotations

from secrets import token_hex

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anning.domain.exposure import Exposure
from anning.errors import InputUnusable
from anning.services import case, findings, relative
from anning.services import exposure as register
from anning.web import workplace


@require_safe
def exposure(request: HttpRequest) -> HttpResponse:
    """The register, what an iPhone's report says, and the form for one more."""
    return _page(request)


def _page(request: HttpRequest, problem: InputUnusable | None = None) -> HttpResponse:
    context = {
        "rows": register.register(),
        "readings": register.readings(workplace.desk()),
        "words": register.words(),
        "parties": [p for p in case.case().parties.values() if p.role in {"creditor", "agency", "collector"}],
        "done": request.GET.get("done", ""),
        "told": request.POST,
        "problem": problem,
    }
    return render(request, "exposure/exposure.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """One more holder; a slip is said and loses nothing."""
    told = Exposure(
        id=token_hex(8),
        party=request.POST.get("party", ""),
        holder=request.POST.get("holder", "").strip()[:100],
        items=tuple(request.POST.getlist("item")),
        known=tuple(request.POST.getlist("known")),
        note=request.POST.get("note", "").strip()[:1000],
    )
    try:
        done = register.note(workplace.desk(), told)
    except InputUnusable as reason:
        return _page(request, reason)
    return redirect(f"{reverse('exposure')}?done={done}")


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Take one out; it can be brought back."""
    return redirect(f"{reverse('exposure')}?done={register.forget(workplace.desk(), key)}")


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """Taking permissions back, phone by phone."""
    return render(request, "exposure/permissions.html", {"permissions": register.permissions()})


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Words for family, employer, colleagues and emergency contacts, to copy or print."""
    told = [(one.notice, findings.cited(one.norms)) for one in register.told()]
    return render(request, "exposure/notices.html", {"told": told})


@require_safe
def relative_page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The page for a relative, to be handed on as a file; never shown inside the workbench."""
    response = HttpResponse(relative.page(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{relative.FILE}"'
    return response
