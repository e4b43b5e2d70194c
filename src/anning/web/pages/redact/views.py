"""A copy with personal data covered: choose a file, see what was found, tick and add, take the copy and its list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.errors import InputUnusable, NotFound, Refused
from anning.services import jobs, redact, redact_jobs, timeline
from anning.services.redact import Watch, Work
from anning.services.redact_jobs import Making, Reading
from anning.web import workplace
from anning.web.components.words import happened, moment, who

_PATIENCE_S = 5
_SIDES = ("left", "top", "right", "bottom")


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The form; ?contact= and ?evidence= name a contact or an original; sent, on to what was found."""
    if request.method != "POST":
        return render(request, "redact/redact.html", _asked(request))
    reading = redact_jobs.read(_beginning(request))
    if reading.done and isinstance(reading.error, InputUnusable):
        return render(request, "redact/redact.html", {**_asked(request), "problem": reading.error})
    return _onward(reading)


def _onward(found: Reading | Making) -> HttpResponse:
    """Where a piece of work leads: to what it made, or to how far it is."""
    if isinstance(found, Making) and found.report:
        return redirect("redact-done", work_id=found.work_id)
    if isinstance(found, Reading) and found.report:
        return redirect("redact-work", work_id=found.report.id)
    return redirect("redact-job", job_id=found.id)


@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far it is; at its end, on to what it made, or why it made nothing."""
    found = _job(job_id)
    if found.report:
        return _onward(found)
    context = {"job": found, "work_id": getattr(found, "work_id", "")}
    return render(request, "redact/job.html", context)


@require_safe
def state(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far it is; at the end the whole page is asked for again."""
    found = _job(job_id)
    response = render(request, "redact/state.html", {"job": found})
    if found.done:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job_id: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Stop it; what was read of the file is forgotten."""
    found = _job(job_id)
    found.cancel()
    found.wait(_PATIENCE_S)
    return redirect("redact-job", job_id=job_id)


def _job(job_id: str) -> Reading | Making:
    with suppress(NotFound):
        return jobs.find(job_id, Reading)
    return jobs.find(job_id, Making)


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, work_id: str) -> HttpResponse:
    """What was found, with ticks; sent, what the person chose, and the copy when that was asked for."""
    held = redact.held(work_id)
    if request.method != "POST":
        return _page(request, held)
    try:
        _take(held, request)
        if request.POST.get("do") == "make":
            looked = "looked" in request.POST
            making = redact_jobs.make(held, suffix=request.POST.get("suffix", ""), looked=looked)
            if isinstance(making.error, InputUnusable | Refused):
                return _page(request, held, making.error)
            return _onward(making)
    except (InputUnusable, Refused) as reason:
        return _page(request, held, reason)
    return redirect("redact-work", work_id=held.id)


@require_safe
def page(request: HttpRequest, work_id: str, page: int) -> HttpResponse:  # noqa: ARG001 - a view
    """A page as it stands, with numbered boxes."""
    return HttpResponse(redact.preview(redact.held(work_id), page - 1), content_type="image/png")


@require_safe
def done(request: HttpRequest, work_id: str) -> HttpResponse:
    """What was covered, and the two files."""
    held = redact.held(work_id)
    if held.copy is None:
        return redirect("redact-work", work_id=held.id)
    return render(request, "redact/done.html", {"work": held, "copy": held.copy, "says": redact.says()})


@require_safe
def copy(request: HttpRequest, work_id: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The copy itself."""
    made = _made(work_id)
    return _download(made.data, f"redacted{made.suffix}", made.media_type)


@require_safe
def record(request: HttpRequest, work_id: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Its list."""
    data = msgspec.json.format(msgspec.json.encode(_made(work_id).record), indent=2)
    return _download(data, "redacted.json", "application/json")


@require_POST
def forget(request: HttpRequest, work_id: str) -> HttpResponse:
    """Let it go."""
    redact.drop(work_id)
    messages.success(request, "已清掉。原件没有动。")
    return redirect("redact")


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "evidence": request.POST.get("evidence") or request.GET.get("evidence", ""),
        "contact": request.POST.get("contact") or request.GET.get("contact", ""),
        "text": request.POST.get("text", ""),
        "words": request.POST.get("words", ""),
        "reads": redact.reads_pictures(),
        "says": redact.says(),
    }


def _beginning(request: HttpRequest) -> Callable[[Watch], Work]:
    """With an uploaded file, an original of the vault, a contact, or a pasted text, whichever was given."""
    given: dict[str, Any] = {
        "names": redact.names_of_case(),
        "words": request.POST.get("words", "").split(),
    }
    if file := request.FILES.get("file"):
        content, name = file.read(), file.name or ""
        return lambda watch: redact.begin(content, name, watch=watch, **given)
    desk = workplace.desk()
    if evidence := request.POST.get("evidence", ""):
        return lambda watch: redact.begin_with_original(desk, evidence, watch=watch, **given)
    if contact := request.POST.get("contact", ""):
        entry = timeline.get(desk, contact)
        lead = "　".join((moment(entry.at), happened(entry), who(entry)))
        return lambda watch: redact.begin_with_contact(entry, lead, watch=watch, **given)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        return _nothing_given
    return lambda watch: redact.begin(text.encode(), "text.txt", watch=watch, **given)


def _nothing_given(_: Watch) -> Work:
    raise InputUnusable("还没有选文件，也没有写文字", next_step="选一个文件，或者把文字粘贴进来")


def _take(held: Work, request: HttpRequest) -> None:
    redact.choose(held, request.POST.getlist("mark"))
    if words := request.POST.get("words", "").split():
        redact.add_words(held, words)
    sides = [request.POST.get(side, "").strip() for side in _SIDES]
    if any(sides):
        redact.add_box(held, _page_number(request) - 1, _percent(sides))


def _page_number(request: HttpRequest) -> int:
    given = request.POST.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() else 0


def _percent(sides: list[str]) -> tuple[float, float, float, float]:
    try:
        left, top, right, bottom = (float(side.rstrip("%％")) for side in sides)
    except ValueError as reason:
        raise InputUnusable(
            "框的四个数要都填上", next_step="左、上、右、下，各写一个 0 到 100 的数"
        ) from reason
    return left, top, right, bottom


def _made(work_id: str) -> redact.Copy:
    made = redact.held(work_id).copy
    if made is None:
        raise NotFound("遮盖件还没有做", next_step="回到上一页，点“做遮盖件”")
    return made


def _page(request: HttpRequest, held: Work, problem: InputUnusable | Refused | None = None) -> HttpResponse:
    titles = redact.titles()
    numbered = [(number, mark, titles[mark.kind]) for number, mark in enumerate(held.marks, 1)]
    context = {
        "work": held,
        "parts": list(_parts(held)),
        "pages": [
            (number, [one for one in numbered if one[1].page == number - 1])
            for number in range(1, len(held.pages) + 1)
        ],
        "numbered": numbered,
        "count": len(held.chosen),
        "problem": problem,
        "says": redact.says(),
    }
    return render(request, "redact/work.html", context)


def _parts(held: Work) -> Iterator[tuple[str, int, bool]]:
    """Stretches of the text: words, the number of the mark they are (0 for none), whether it is chosen."""
    at = 0
    for number, mark in enumerate(held.marks, 1):
        if held.pages:
            return
        yield held.text[at : mark.start], 0, False
        yield mark.quote, number, mark.chosen
        at = mark.end
    yield held.text[at:], 0, False


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
