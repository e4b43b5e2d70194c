"""Settings, and how the weeks went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from anning.domain.preferences import Preferences
from anning.errors import InputUnusable
from anning.services import digest, preferences
from anning.web import workplace
from anning.web.components import tags as titles
from anning.web.components import words

K = TypeVar("K", bound=str)
_SHOWN = 10
"""Rows of a picture; the rest is in the report."""
_THEMES = {"auto": "跟随手机或电脑", "light": "浅色", "dark": "深色"}


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What is chosen; sent, it is kept and can be undone."""
    problem = None
    if request.method == "POST":
        try:
            done = preferences.save(workplace.desk(), _told(request))
        except InputUnusable as reason:
            problem = reason
        else:
            return redirect(f"{reverse('settings')}?done={done}")
    context = {
        "chosen": preferences.preferences(),
        "hours": preferences.HOURS,
        "themes": _THEMES,
        "done": request.GET.get("done", ""),
        "problem": problem,
    }
    return render(request, "settings/settings.html", context)


def _told(request: HttpRequest) -> Preferences:
    theme = request.POST.get("theme", "auto")
    return replace(
        preferences.preferences(),
        calm="calm" in request.POST,
        elder="elder" in request.POST,
        discreet="discreet" in request.POST,
        theme=cast("Literal['auto', 'light', 'dark']", theme if theme in _THEMES else "auto"),
        digest=_hour(request.POST.get("digest", "")),
        quiet_from=_hour(request.POST.get("quiet_from", "")),
        quiet_to=_hour(request.POST.get("quiet_to", "")),
    )


def _hour(text: str) -> int:
    return int(text) if text.isdigit() else -1


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Progress: calls fallen, answers received, dates kept; and who called and what was done, week by week."""
    weeks = digest.weeks(workplace.desk())
    whole = [one for one in weeks if one.whole]
    context = {
        "weeks": weeks,
        "bars": [(f"{one.monday.month}月{one.monday.day}日起", one.calls) for one in weeks],
        "columns": [f"{one.monday.month}/{one.monday.day}" for one in weeks],
        "callers": [(words.number(key), row) for key, row in _rows(one.by_caller for one in weeks)],
        "conducts": [(titles.conduct(key), row) for key, row in _rows(one.by_conduct for one in weeks)],
        "last": whole[-1],
        "before": whole[-2],
        "any": any(one.calls or one.answers or one.kept or one.missed for one in weeks),
    }
    return render(request, "settings/week.html", context)


def _rows(weeks: Iterable[Mapping[K, int]]) -> list[tuple[K, list[int]]]:
    """The counts of each thing week by week, those that were counted most first, and not too many."""
    every, total = list(weeks), Counter[K]()
    for one in every:
        total.update(one)
    return [(key, [one.get(key, 0) for one in every]) for key, _ in total.most_common(_SHOWN)]
