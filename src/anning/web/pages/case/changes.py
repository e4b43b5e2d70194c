"""What was written in the last 30 days; each act can be undone, and stand again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from anning.errors import NotFound, Refused
from anning.services import case as acts
from anning.services import notebook
from anning.web import workplace


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    return render(request, "case/changes.html", {"batches": notebook.history()})


@require_POST
def turn(request: HttpRequest, batch: str, way: str) -> HttpResponse:
    """Undo or redo one act, and go back to where the person was."""
    if way not in _WAYS:
        raise NotFound("没有这个页面", where=way)
    act, sentence = _WAYS[way]
    try:
        act(workplace.desk(), batch)
    except Refused as reason:
        messages.warning(request, f"{reason}。{reason.next_step}。")
        return redirect("changes")
    messages.success(request, sentence)
    return redirect(local(request.POST.get("next", ""), "/changes/"))


_WAYS = {"undo": (acts.undo, "已撤销，和改之前一样。"), "redo": (acts.redo, "已恢复。")}


def local(address: str, otherwise: str) -> str:
    """An address of our own pages; the other one when it is none."""
    return (
        address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else otherwise
    )


def with_undo(response: HttpResponseRedirect, batch: str) -> HttpResponseRedirect:
    """The redirect, with what the next page needs to offer undo; nothing when nothing changed."""
    if batch:
        address, mark, place = response["Location"].partition("#")
        response["Location"] = f"{address}{'&' if '?' in address else '?'}done={batch}{mark}{place}"
    return response
