"""Whether everything that was sealed still is what it was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anning.services import custody
from anning.web import workplace


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """On asking, check every original and line, and write down that it was done."""
    found = custody.checked(workplace.desk()) if request.method == "POST" else None
    return render(request, "custody/check.html", {"found": found})
