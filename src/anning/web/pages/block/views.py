"""Silence without losing proof: which callers, for which phone, the steps, and the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anning.errors import InputUnusable, Refused
from anning.services import blocking
from anning.web import workplace


@require_safe
def block(request: HttpRequest) -> HttpResponse:
    """Who may be silenced, what stays reachable, how long the log lasts, and the phones."""
    return _page(request)


def _page(request: HttpRequest, problem: InputUnusable | Refused | None = None) -> HttpResponse:
    context = {
        "suggested": blocking.suggested(),
        "choice": blocking.choice(),
        "made": blocking.made(),
        "advice": blocking.advice(),
        "sheets": blocking.sheets(),
        "done": request.GET.get("done", ""),
        "problem": problem,
    }
    return render(request, "block/block.html", context)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what is ticked, and the numbers typed beside it."""
    typed = request.POST.get("more", "").split()
    try:
        done = blocking.choose(
            workplace.desk(), [*request.POST.getlist("number"), *typed], request.POST.get("keep", "").split()
        )
    except InputUnusable as reason:
        return _page(request, reason)
    return redirect(f"{reverse('block')}?done={done}")


@require_POST
def stretch(request: HttpRequest) -> HttpResponse:
    """Silence all numbers that begin so; only with a typed reason."""
    try:
        done = blocking.add_stretch(
            workplace.desk(), request.POST.get("beginning", ""), request.POST.get("reason", "")
        )
    except (InputUnusable, Refused) as reason:
        return _page(request, reason)
    return redirect(f"{reverse('block')}?done={done}")


@require_safe
def steps(request: HttpRequest, name: str) -> HttpResponse:
    """The steps for one tool, and its file."""
    sheet, made = blocking.export(name)
    return render(
        request, "block/steps.html", {"sheet": sheet, "made": made, "count": len(blocking.made().blocks)}
    )


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The file itself."""
    sheet, made = blocking.export(name)
    return _download(made.data, sheet.file, sheet.media_type)


@require_safe
def complaint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The table for the carrier and 12321."""
    return _download(blocking.complaint_table(), "calls-and-messages.csv", "text/csv")


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
