"""When a lawyer is needed, what Anning must not be used for, and who can be asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anning.services import help as people


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Where to do what, in ten lines."""
    return render(request, "help/how.html")


@require_safe
def lawyer(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "help/lawyer.html", {"shown": people.when_lawyer()})
