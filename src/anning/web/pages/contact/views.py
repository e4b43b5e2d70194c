"""One contact: its words folded, what was found in them and under which norm, and what the person says to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning import store
from anning.domain.entries import Entry
from anning.domain.findings import NOT_UNLAWFUL
from anning.errors import InputUnusable
from anning.services import callers, case, conversation, findings, intake, timeline
from anning.services.findings import Explained
from anning.web import workplace
from anning.web.components.rough import rough
from anning.web.pages.contact.files import AUDIO, PICTURES, Shown, shown
from anning.web.pages.start.forms import DIRECTIONS, AboutForm


@require_safe
def contact(request: HttpRequest, entry_id: str) -> HttpResponse:
    """The page."""
    return _page(request, timeline.get(workplace.desk(), entry_id))


@require_safe
def thread(request: HttpRequest, entry_id: str) -> HttpResponse:
    """What the number of this contact said over time; htmx gets only the part, or nothing when nothing shows."""
    desk = workplace.desk()
    entry = timeline.get(desk, entry_id)
    found = conversation.heard(desk, entry.address).thread
    steps = found.rise.steps if found.rise else ()
    norms = findings.cited(dict.fromkeys(citation for one in found.repeated for citation in one.citations))
    context = {"entry": entry, "thread": found, "last_step": steps[-1] if steps else None, "norms": norms}
    if request.headers.get("HX-Request") != "true":
        return render(request, "contact/thread_page.html", context)
    return render(request, "contact/thread.html", context) if found.telling else HttpResponse()


@require_POST
def dismiss(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Take a finding out, with a reason."""
    try:
        findings.dismiss(
            workplace.desk(), entry_id, request.POST.get("rule", ""), request.POST.get("reason", "")
        )
    except InputUnusable as reason:
        messages.warning(request, f"{reason}。{reason.next_step}")
    else:
        messages.success(request, "已取下这一条，原因也记下了。改了主意，随时可以放回来。")
    return redirect("contact", entry_id=entry_id)


@require_POST
def restore(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Bring a finding back."""
    findings.restore(workplace.desk(), entry_id, request.POST.get("rule", ""))
    messages.success(request, "已放回来。")
    return redirect("contact", entry_id=entry_id)


@require_POST
def describe(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Keep what the person says of a file."""
    desk = workplace.desk()
    entry = timeline.get(desk, entry_id)
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, form)
    intake.annotate(desk, entry.evidence, form.about(channel="file"))
    messages.success(request, "已记下，并像短信一样看过一遍。原件没有改动。")
    return redirect("contact", entry_id=entry_id)


@require_POST
def caller(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Say whose number it is."""
    desk = workplace.desk()
    entry = timeline.get(desk, entry_id)
    role = {"collector": "collector", "known": "known"}.get(request.POST.get("role", ""))
    case.mark(desk, entry.address, role)  # type: ignore[arg-type]
    messages.success(request, _MARKED[role])
    return redirect("contact", entry_id=entry_id)


_MARKED = {
    "collector": "记下了：这个号码是催收。来电统计会照此计算。",
    "known": "记下了：这个号码不是催收。来电统计不再把它算进去，里面的发现改为“要看具体情况”。",
    None: "已取消标记。",
}


def _page(request: HttpRequest, entry: Entry, form: AboutForm | None = None) -> HttpResponse:
    desk = workplace.desk()
    explained = findings.explain(desk, entry)
    context: dict[str, Any] = {
        "entry": entry,
        "rough": rough([entry]),
        "found": [one for one in explained if one.finding.conduct not in NOT_UNLAWFUL],
        "serious": next((one.finding.conduct for one in explained if _serious(one)), ""),
        "fine": [one for one in explained if one.finding.conduct in NOT_UNLAWFUL],
        "reasons": _reasons(entry.id, explained),
        "parts": [*_own(entry), *(shown(evidence) for evidence in entry.attachments)],
        "pictures": PICTURES,
        "audio": AUDIO,
        "mark": callers.marked(desk, entry.address) if entry.address else None,
        "form": form,
        "directions": DIRECTIONS,
    }
    return render(request, "contact/contact.html", context)


def _serious(one: Explained) -> bool:
    return one.finding.conduct not in NOT_UNLAWFUL and not one.dismissed


def _own(entry: Entry) -> Iterable[Shown]:
    """The original itself where the contact is a file."""
    return [shown(entry.evidence)] if entry.channel == "file" else []


def _reasons(entry_id: str, explained: Iterable[Explained]) -> dict[str, str]:
    """Why each dismissed rule was taken out."""
    if not any(one.dismissed for one in explained):
        return {}
    return {one.rule: one.reason for one in store.dismissals() if one.entry_id == entry_id}
