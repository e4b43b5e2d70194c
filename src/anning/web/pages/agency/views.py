"""Somebody offers to settle it all for a fee: their words go in, the signals and what is free come out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anning.errors import InputUnusable
from anning.services import agency as agencies
from anning.services import timeline
from anning.web import workplace


@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: HttpRequest) -> HttpResponse:
    """The form; ?contact= fills it from a contact; sent, the answer above it. Nothing is kept."""
    if request.method != "POST":
        contact = request.GET.get("contact", "")
        text = timeline.get(workplace.desk(), contact).text if contact else ""
        return render(request, "agency/agency.html", {"text": text})
    text = request.POST.get("text", "")
    try:
        answer = agencies.check(text)
    except InputUnusable as reason:
        return render(request, "agency/agency.html", {"text": text, "problem": reason})
    return render(request, "agency/agency.html", {"answer": answer, "text": text})
