"""Bringing things in: a sample, files, pasted words; what became of them; and taking an import back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning import store
from anning.errors import NotFound
from anning.services import columns as columns_of_tables
from anning.services import example, intake, jobs
from anning.services import imports as records
from anning.services.reports import FileReport
from anning.web import workplace
from anning.web.pages.start import uploads
from anning.web.pages.start.forms import AboutForm

COLUMN = "column."


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Sample or own files."""
    return render(request, "start/start.html", {"running": jobs.running()})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take the files and begin to import them."""
    files = request.FILES.getlist("files")
    if not files:
        messages.info(request, "还没有选文件。请选一个或几个文件再导入。")
        return redirect("start")
    desk = workplace.desk()
    taken = uploads.sources(desk.config.spool, files, request.POST.getlist("path"))
    return redirect("job", job_id=jobs.start(desk, taken).id)


@require_POST
def sample(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Import the sample case."""
    from anning.web.pages.start import sampling

    desk = workplace.desk()
    return redirect("job", job_id=jobs.start(desk, sampling.sources(desk), example.case).id)


@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """An import at work, or what became of it."""
    found = jobs.get(job_id)
    context: dict[str, Any] = {"job": found}
    if found.report:
        context |= {"files": [shown(file) for file in found.report.files], "totals": found.report.totals}
    return render(request, "start/job.html", context)


@require_safe
def state(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far it is; at the end the whole page is asked for again."""
    found = jobs.get(job_id)
    response = render(request, "start/state.html", {"job": found})
    if found.done:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job_id: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Stop it."""
    found = jobs.get(job_id)
    found.cancel()
    found.wait(5)
    return redirect("job", job_id=job_id)


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Words copied out of a chat or typed down."""
    form = AboutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = form.about(channel=form.cleaned_data["channel"] or "sms")
        report = intake.paste(workplace.desk(), about.text, about)
        files = [shown(file) for file in report.files]
        return render(request, "start/pasted.html", {"files": files, "totals": report.totals})
    return render(request, "start/paste.html", {"form": form})


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, newest first."""
    return render(request, "start/imports.html", {"imports": list(reversed(records.listing()))})


@require_safe
def one_import(request: HttpRequest, import_id: str) -> HttpResponse:
    """The files of one import and what could not be read in them."""
    found = [row for row in records.listing() if row.id == import_id]
    if not found:
        raise NotFound("没有这个编号的导入", where=import_id)
    rows = [(row, store.problems(row.id)) for row in records.files(import_id)]
    return render(request, "start/import.html", {"import": found[0], "rows": rows})


@require_POST
def undo(request: HttpRequest, import_id: str) -> HttpResponse:
    """Take an import back; the originals stay sealed."""
    count = intake.undo(workplace.desk(), import_id, reason="在页面上撤回")
    messages.success(request, f"已撤回，{count} 个文件不再显示。原件仍封存着，随时可以恢复。")
    return redirect("start" if request.POST.get("then") == "start" else "imports")


@require_POST
def redo(request: HttpRequest, import_id: str) -> HttpResponse:
    """Bring an import back."""
    count = intake.redo(workplace.desk(), import_id, reason="在页面上恢复")
    messages.success(request, f"已恢复，{count} 个文件又显示出来了。")
    return redirect("imports")


@require_POST
def columns(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """Read a table again with the columns as the person says."""
    given = _columns(request.POST)
    report = intake.reread(workplace.desk(), evidence_id, given)
    files: Sequence[dict[str, Any]] = [shown(report)]
    return render(request, "start/reread.html", {"files": files})


def shown(file: FileReport) -> dict[str, Any]:
    """A file's account as the page needs it: its name, what came in, what did not."""
    return {
        "file": file,
        "name": uploads.title(file.path),
        "items": [(kind, count) for kind, count in file.items.items() if count],
        "columns": _understood(file),
    }


def _understood(file: FileReport) -> list[tuple[str, str, str, list[str]]]:
    """For a table: role, its title, the header taken for it ("" for none), and all headers to choose from."""
    reading = store.evidence(file.sha256).reading if file.sha256 else None
    settings = reading.settings if reading else {}
    headers = [header for header in settings.get("headers", "").split("\t") if header]
    if not headers:
        return []
    titles = columns_of_tables.titles()
    return [(role, title, settings.get(role, ""), headers) for role, title in titles.items()]


def _columns(given: QueryDict) -> dict[str, str]:
    return {
        key: value.strip()
        for key, value in given.items()
        if key.startswith(COLUMN) and isinstance(value, str)
    }
