"""征信: what stays, until when, what may be asked, and what nobody can buy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anning.services import credit as service
from anning.services import papers
from anning.web import workplace


@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    """The page."""
    desk = workplace.desk()
    records = service.records(desk)
    context = {
        "begun": [one for one in records if one.until],
        "waiting": [one for one in records if not one.until],
        "points": service.points(),
        "letters": [kind for kind in papers.kinds(desk) if kind.form.group == "record"],
    }
    return render(request, "credit/credit.html", context)
