"""What Anning is and is not, the way to everything else, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.web import lock, workplace
from anning.web.pages.phone import pairing


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What it does, and its limits."""
    return render(request, "about/about.html", {"home": workplace.desk().config.home})


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no place in the navigation."""
    return render(request, "about/more.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """快速离开: shut the door, so that going back shows nothing, lock where that was chosen, and give an empty page."""
    entrance = workplace.door()
    entrance.close()
    pairing.stop()
    if lock.looks().lock_on_leave:
        lock.shut(inside=1)
    response = redirect("left")
    response.delete_cookie(entrance.cookie, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """An empty page that says nothing of what was here."""
    return render(request, "about/left.html")
