"""What a person may insist on: a list, and one page each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from anning.services import rights as known


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """All rights, those this case touches first."""
    return render(request, "rights/rights.html", {"rights": known.rights()})


@require_safe
def right(request: HttpRequest, name: str) -> HttpResponse:
    """One right: what it covers, where it ends, its law, what can be done."""
    shown = known.right(name)
    conducts = [conduct.value for conduct in shown.right.conducts]
    context = {
        "one": shown,
        "acts": [(words, _address(target)) for words, target in shown.right.acts],
        "conduct": conducts[0],
        "conducts": conducts,
    }
    return render(request, "rights/right.html", context)


def _address(target: str) -> str:
    """A page by its name, else the paper of that kind."""
    try:
        return reverse(target)
    except NoReverseMatch:
        return reverse("paper_new", args=[target])
