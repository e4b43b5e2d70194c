"""When a lawyer is needed, what Anning must not be used for, and who can be asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anning.services import help as people


@require_safe
def lawyer(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "help/lawyer.html", {"shown": people.when_lawyer()})
