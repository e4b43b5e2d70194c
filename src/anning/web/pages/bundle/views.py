"""Exhibits: chosen, named, put in order, made into a folder, taken away as a whole or page by page."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.domain.china_time import in_china, now
from anning.errors import InputUnusable, NotFound
from anning.services import jobs
from anning.web import workplace
from anning.web.pages.bundle import folders
from anning.web.pages.bundle.forms import chosen_in
from anning.web.pages.case.changes import with_undo

_SHOWN = 60
"""Contacts shown of one exhibit; the bundle has all of them."""


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """What is suggested and chosen, and what was made before."""
    from anning.services import exhibits
    from anning.services.bundle import Making  # what typesets is slow to load, and a start need not wait

    desk = workplace.desk()
    found = exhibits.chosen(desk)
    return render(
        request,
        "bundle/bundle.html",
        {
            "exhibits": found,
            "used": sum(not one.left_out for one in found),
            "made": folders.made(desk.config.made),
            "done": request.GET.get("done", ""),
            "running": next(iter(jobs.of(Making)), None),
        },
    )


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen; with a wish, begin to make it."""
    from anning.services import bundle as service
    from anning.services import exhibits

    desk = workplace.desk()
    before = exhibits.chosen(desk)
    after = chosen_in(request.POST, before)
    changed = [one for one, was in zip(after, before, strict=True) if one != was]
    batch = exhibits.choose(desk, changed) if changed else ""
    audience = request.POST.get("make", "")
    if audience not in ("court", "lawyer"):
        messages.success(request, "记下了。" if changed else "没有改动。")
        return with_undo(redirect("bundle"), batch) if batch else redirect("bundle")
    if all(one.left_out for one in after):
        raise InputUnusable("还没有选定证据", next_step="回到证据材料，至少勾选一份")
    making = service.start(
        desk,
        folders.place(desk.config.made, in_china(now()), audience),
        "lawyer" if audience == "lawyer" else "court",
        exports="exports" in request.POST,
        matter=request.POST.get("matter", "").strip(),
    )
    return redirect("bundle-job", job_id=making.id)


@require_safe
def what(request: HttpRequest, exhibit: str) -> HttpResponse:
    """What is in one exhibit, the words folded."""
    from anning.services import exhibits

    desk = workplace.desk()
    one = next((one for one in exhibits.chosen(desk) if one.id == exhibit), None)
    if one is None:
        raise NotFound("没有这份证据", next_step="回到证据材料看看")
    return render(request, "bundle/what.html", {"one": one, "shown": exhibits.preview(one, _SHOWN)})


@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """A bundle being made, or what became of it."""
    from anning.services.bundle import Making

    return render(request, "bundle/job.html", {"job": jobs.find(job_id, Making)})


@require_safe
def state(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far it is; at the end the whole page is asked for again."""
    from anning.services.bundle import Making

    found = jobs.find(job_id, Making)
    response = render(request, "bundle/state.html", {"job": found})
    if found.done:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job_id: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Stop it."""
    from anning.services.bundle import Making

    found = jobs.find(job_id, Making)
    found.cancel()
    found.wait(5)
    return redirect("bundle-job", job_id=job_id)


@require_safe
def download(request: HttpRequest, made: str, name: str) -> HttpResponseBase:  # noqa: ARG001 - as above
    """One of the papers, or the whole folder as a zip."""
    one = folders.get(workplace.desk().config.made, made)
    if name == folders.ZIP:
        return FileResponse(folders.zipped(one), as_attachment=True, filename=f"{one.name}.zip")
    if name not in one.papers:
        raise NotFound("没有这份文件", next_step="回到证据材料看看")
    return FileResponse((one.path / name).open("rb"), as_attachment=True, filename=f"{one.name}-{name}")


@require_POST
def remove(request: HttpRequest, made: str) -> HttpResponse:
    """Delete a folder that was made; the originals stay sealed and it can be made again."""
    folders.remove(folders.get(workplace.desk().config.made, made))
    messages.success(request, "删去了。原件仍封存着，需要时可以再做一份。")
    return redirect("bundle")
