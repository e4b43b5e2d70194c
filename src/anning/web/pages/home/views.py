"""Home: one next step, three numbers, and the newest findings folded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anning.services import digest, example, overview
from anning.web import workplace
from anning.web.pages.first.views import asked


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The case as it stands; an empty one begins with the first question, then with an import."""
    if not asked(request):
        return redirect("first")
    found = overview.overview(workplace.desk())
    if found.empty:
        return redirect("start")
    said = digest.digest(workplace.desk())
    return render(request, "home/home.html", {"overview": found, "digest": said, "sample": example.present()})
