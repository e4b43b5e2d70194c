"""The first question, asked once: whether somebody is in danger, or a court has written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.services import cards

_ASKED = "anning-asked"
_A_YEAR = 365 * 24 * 3600
_WAYS = {"danger": "emergency", "court": "court", "neither": "home"}


def asked(request: HttpRequest) -> bool:
    """Whether this browser answered before."""
    return _ASKED in request.COOKIES


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The question."""
    return render(request, "first/first.html")


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Remember that it was asked (not what was answered) and go where the answer leads."""
    response = redirect(_WAYS.get(request.POST.get("answer", ""), "home"))
    response.set_cookie(_ASKED, "1", max_age=_A_YEAR, httponly=True, samesite="Strict")
    return response


@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """What to do in the next hour."""
    return render(request, "first/card.html", {"shown": cards.emergency(), "other": "court"})


@require_safe
def court(request: HttpRequest) -> HttpResponse:
    """How to check what a court is said to have sent, and the date that matters."""
    return render(request, "first/card.html", {"shown": cards.court(), "other": "emergency"})
