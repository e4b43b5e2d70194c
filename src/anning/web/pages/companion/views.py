"""The call companion: one dark screen for the time of a call, and one tap that keeps it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.domain.china_time import Instant, iso, now, parse_iso
from anning.errors import InputUnusable
from anning.services import companion as companions
from anning.services import findings
from anning.services.intake import Source
from anning.web import workplace
from anning.web.pages.start import uploads


@require_safe
def companion(request: HttpRequest) -> HttpResponse:
    """The screen; the call begins when it is opened."""
    return _screen(request, {"address": request.GET.get("number", "")[:60]})


def _screen(request: HttpRequest, told: dict[str, Any], problem: InputUnusable | None = None) -> HttpResponse:
    start = told.get("start") or iso(now())
    context = {
        "words": companions.words(),
        "start": start,
        "began": _began(start),
        "told": told,
        "today": 0 if workplace.is_shut() else companions.before_today(told.get("address", "")),
        "problem": problem,
    }
    return render(request, "companion/companion.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Seal the call as it was told; without an end, it ends now. What cannot be used is said, and nothing is lost."""
    desk = workplace.desk()
    try:
        report = companions.save(desk, _told(request), _files(request))
    except InputUnusable as reason:
        return _screen(request, _typed(request), reason)
    return redirect("companion-saved", report.files[0].sha256)


def _told(request: HttpRequest) -> companions.Told:
    return companions.Told(
        start=_moment(request.POST.get("start", "")),
        end=_moment(request.POST.get("end", "")),
        address=request.POST.get("address", ""),
        name=request.POST.get("name", ""),
        note=request.POST.get("note", ""),
        asked=request.POST.getlist("asked"),
        heard=request.POST.getlist("heard"),
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, to be shown again as it was."""
    lists = {"asked", "heard"}
    return {
        name: request.POST.getlist(name) if name in lists else request.POST.get(name) for name in request.POST
    }


def _files(request: HttpRequest) -> list[Source]:
    return uploads.sources(workplace.desk().config.spool, request.FILES.getlist("file"), ())


def _moment(text: str) -> Instant:
    if not text.strip():
        return now()
    try:
        return parse_iso(text)
    except ValueError:
        raise InputUnusable("时间写得不对", next_step="写成 2026-01-31 14:05 这样，或者留空") from None


def _began(text: str) -> Instant:
    try:
        return parse_iso(text)
    except ValueError:
        return now()


@require_safe
def saved(request: HttpRequest, evidence: str) -> HttpResponse:
    """It is kept: what can be done next."""
    return render(request, "companion/saved.html", {"entry": companions.kept(evidence)})


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """How to keep calls, phone by phone."""
    context = {"guides": companions.guides(), "norms": findings.cited(companions.recording_norms())}
    return render(request, "companion/guides.html", context)
