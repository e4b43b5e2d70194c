"""Who sent this message: a text goes in, three statements and three steps come out; nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anning.errors import InputUnusable
from anning.services import sender as senders
from anning.services import timeline
from anning.web import workplace


@require_http_methods(["GET", "HEAD", "POST"])
def sender(request: HttpRequest) -> HttpResponse:
    """The form; ?contact= fills it from a contact; sent, the answer below it."""
    if request.method != "POST":
        return render(request, "sender/sender.html", _of_contact(request.GET.get("contact", "")))
    text, number = request.POST.get("text", ""), request.POST.get("number", "").strip()
    try:
        found = senders.check(text, number or None, workplace.desk().config.home)
    except InputUnusable as reason:
        return render(request, "sender/sender.html", {"text": text, "number": number, "problem": reason})
    return render(request, "sender/sender.html", {"found": found})


def _of_contact(contact: str) -> dict[str, object]:
    if not contact:
        return {}
    entry = timeline.get(workplace.desk(), contact)
    return {"text": entry.text, "number": entry.address}
