"""The case as told: what is there, what is missing, everything for review, and one thing by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.domain.case import Case, Debt, Party
from anning.errors import NotFound
from anning.services import case as acts
from anning.services import interview, whose
from anning.services.interview import Screen
from anning.web import workplace
from anning.web.pages.case.changes import with_undo

_SHOWN_MISSING = 4


@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """The page 案情."""
    told = acts.case()
    missing = interview.missing() if told.debts else []
    context: dict[str, Any] = {
        "case": told,
        "debts": [_debt(told, debt) for debt in told.debts.values()],
        "people": _people(told),
        "missing": [(one, _of_whom(told, one)) for one in missing[:_SHOWN_MISSING]],
        "more_missing": len(missing[_SHOWN_MISSING:]),
        "missing_count": len(missing),
        "loose": sum(one.collecting for one in whose.seen(told)),
        "served": [
            (one, interview.words().served[one.paper]) for one in told.served.values() if not one.confirmed
        ],
        "done": request.GET.get("done", ""),
    }
    return render(request, "case/case.html", context)


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Every answer, each with the way to edit it alone."""
    sections = interview.review()
    return render(request, "case/review.html", {"sections": sections, "done": request.GET.get("done", "")})


@require_safe
def thing(request: HttpRequest, key: str) -> HttpResponse:
    """One debt or party: its answers, its numbers, merging and taking out."""
    told = acts.case()
    found = _found(told, key)
    context: dict[str, Any] = {
        "section": interview.section(told, found),
        "thing": found,
        "is_debt": isinstance(found, Debt),
        "back": request.path,
        "done": request.GET.get("done", ""),
    }
    if isinstance(found, Party):
        known = whose.joined(told)
        context |= {
            "debts": [(one, acts.owed(told, one)) for one in told.debts.values() if one.creditor == key],
            "numbers": [(number, known.get(number)) for number in found.keys],
            "others": [
                one for one in told.parties.values() if one.id != key and "self" not in {one.role, found.role}
            ],
        }
    return render(request, "case/thing.html", context)


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Take a party or debt out."""
    return with_undo(redirect("case"), acts.remove(workplace.desk(), key))


def _found(told: Case, key: str) -> Party | Debt:
    found = told.parties.get(key) or told.debts.get(key)
    if found is None:
        raise NotFound("没有这一项，可能已经删去", where=key, next_step="在改动记录里可以撤销")
    return found


def _debt(told: Case, debt: Debt) -> dict[str, Any]:
    """A debt with those who collect it."""
    collecting = [one for one in told.parties.values() if debt.creditor and debt.creditor in one.acts_for]
    return {"debt": debt, "title": acts.owed(told, debt), "collecting": collecting}


def _of_whom(told: Case, one: Screen) -> str:
    """Whom a question is about, to tell it from the same question about another."""
    return acts.owed(told, one.thing) if isinstance(one.thing, Debt) else acts.titled(one.thing)


def _people(told: Case) -> list[tuple[str, list[Party]]]:
    """The parties by role, in the order of the words; the person is shown apart."""
    roles = interview.words().roles
    grouped = [
        (words.title, [one for one in told.parties.values() if one.role == role])
        for role, words in roles.items()
    ]
    return [(title, some) for title, some in grouped if some and some[0].role != "self"]
