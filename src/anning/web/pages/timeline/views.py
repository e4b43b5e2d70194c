"""All contacts in order, filtered and searched, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.domain.china_time import china_day
from anning.domain.entries import Entry
from anning.domain.findings import NOT_UNLAWFUL
from anning.services import findings, suggestions
from anning.services import timeline as service
from anning.store import Cursor
from anning.web import workplace
from anning.web.components.rough import rough
from anning.web.pages.timeline.forms import Filter

PAGE = 50


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The page; for 更多, htmx gets only the lines that follow."""
    form = Filter(request.GET)
    where = form.where()
    after = _cursor(request.GET.get("after", ""))
    page = service.page(workplace.desk(), where, after, PAGE, newest_first=form.newest_first)
    asked = request.GET.copy()
    asked.pop("after", None)
    context: dict[str, Any] = {
        "days": list(_days(page.entries, after)),
        "page": page,
        "rough": rough(page.entries),
        "next": page.next.token() if page.next else "",
        "form": form,
        "asked": asked.urlencode(),
        "chosen": form.chosen(),
        "narrowed": any(value for key, value in asked.items() if key != "order"),
        "conducts": [
            (code, named.title) for code, named in findings.words().conduct.items() if code not in _FINE
        ],
    }
    htmx = request.headers.get("HX-Request") == "true"
    return render(request, "timeline/lines.html" if htmx else "timeline/timeline.html", context)


@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """Messages no rule caught that may be worth a look; htmx gets only the part."""
    context = {"entries": suggestions.suggestions(workplace.desk())}
    htmx = request.headers.get("HX-Request") == "true"
    return render(request, "timeline/suggested.html" if htmx else "timeline/suggested_page.html", context)


@require_POST
def judge(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Keep what the person thinks of one."""
    worth = request.POST.get("worth") == "1"
    suggestions.judge(workplace.desk(), entry_id, worth=worth)
    said = "记下了：这条也应该看。" if worth else "记下了，这条不再排在这里。"
    messages.success(request, f"{said}以后的排列会照您的看法调整；要撤回，请到改动记录。")
    return redirect("suggested")


_FINE = NOT_UNLAWFUL | {"unrelated"}


def _days(entries: Iterable[Entry], after: Cursor | None) -> Iterable[tuple[bool, date | None, list[Entry]]]:
    """Entries by legal day; the first field tells whether the day needs its heading (not when it goes on)."""
    going_on = _day(after.at) if after else None
    for number, (day, some) in enumerate(groupby(entries, key=lambda entry: _day(entry.at))):
        yield not (after and number == 0 and day == going_on), day, list(some)


def _day(at: int | None) -> date | None:
    return china_day(at) if at is not None else None


def _cursor(token: str) -> Cursor | None:
    try:
        return Cursor.parse(token) if token else None
    except ValueError:
        return None
