"""Whose number it is: joining numbers to a party, splitting them off, and saying that two parties are one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.domain.case import Party
from anning.errors import InputUnusable, NotFound, Refused
from anning.services import case as acts
from anning.services import interview, whose
from anning.web import workplace
from anning.web.pages.case.changes import local, with_undo

_SHOWN = 15
_NEW = "new:"


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Numbers nobody was named for, grouped by the name they claim; and whose the others are."""
    told = acts.case()
    search = request.GET.get("q", "").strip()
    loose = whose.seen(told, search=search)
    others = [one for one in loose if not one.collecting]
    known = whose.joined(told)
    context: dict[str, Any] = {
        "groups": whose.groups(told, loose),
        "others": others[:_SHOWN],
        "more": max(0, len(others) - _SHOWN),
        "q": search,
        "parties": [one for one in told.parties.values() if one.role != "self"],
        "roles": {role: words for role, words in interview.words().roles.items() if role != "self"},
        "joined": [
            (party, [(key, known.get(key)) for key in party.keys])
            for party in told.parties.values()
            if party.keys
        ],
        "done": request.GET.get("done", ""),
    }
    return render(request, "case/numbers.html", context)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Join the ticked numbers to a party, or to a new one under the name they claim."""
    keys, party = request.POST.getlist("key"), request.POST.get("party", "")
    if not keys or not party:
        messages.info(request, "请勾上号码，再选是谁的。")
        return redirect("case-numbers")
    try:
        return _new(request, party, keys) if party.startswith(_NEW) else _known(party, keys)
    except (InputUnusable, Refused) as reason:
        messages.warning(request, f"{reason}。{reason.next_step}。")
        return redirect("case-numbers")


def _known(party: str, keys: list[str]) -> HttpResponse:
    return with_undo(redirect("case-numbers"), acts.join(workplace.desk(), party, *keys))


def _new(request: HttpRequest, choice: str, keys: list[str]) -> HttpResponse:
    """A new party that has these numbers; one without a name is shown, to be named."""
    role = choice.removeprefix(_NEW)
    if role not in acts.PREFIXES:
        raise NotFound("没有这一类人", where=role, next_step="请从列出的几项里选")
    made = Party(
        id=acts.new_id(acts.PREFIXES[role]),
        role=role,
        name=request.POST.get("name", "").strip(),
        firm=role in {"creditor", "agency"},
        keys=tuple(keys),
    )
    batch = acts.save_party(workplace.desk(), made)
    return with_undo(redirect("case-numbers") if made.name else redirect("case-thing", key=made.id), batch)


@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """Take numbers from whoever has them."""
    batch = acts.split(workplace.desk(), *request.POST.getlist("key"))
    return with_undo(redirect(local(request.POST.get("next", ""), "/case/numbers/")), batch)


@require_POST
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """Say that another party is the same as this one."""
    other = request.POST.get("other", "")
    if not other:
        messages.info(request, "请先选另一项。")
        return redirect("case-thing", key=key)
    return with_undo(redirect("case-thing", key=key), acts.merge(workplace.desk(), key, other))
