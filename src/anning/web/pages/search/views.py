"""One box for everything but the quiet room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from anning.services import search as searching


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The box, and below it what fits: contacts, what was written, the law of today."""
    question = request.GET.get("q", "")
    found = searching.search(question)
    context = {
        "question": question.strip(),
        "found": found,
        "things": [(thing, _address(thing)) for thing in found.things],
        "nothing": question.strip() and not (found.contacts or found.things or found.norms),
    }
    return render(request, "search/search.html", context)


def _address(thing: searching.Thing) -> str:
    try:
        return reverse(thing.page, args=[thing.key])
    except NoReverseMatch:
        return reverse(thing.page)
