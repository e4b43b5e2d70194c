"""The report: made on asking, kept in home, downloaded in four forms."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from anning.domain.china_time import in_china, now
from anning.errors import NotFound
from anning.services import overview
from anning.web import workplace

_STAMP = "%Y%m%d-%H%M%S"
_FORMS = {
    "report.pdf": ("PDF", "可以打印，可以发给别人，排版不会变"),
    "report.html": ("网页", "用浏览器打开看"),
    "findings.csv": ("发现的表格", "用表格软件打开，每个发现一行"),
    "timeline.jsonl": ("往来的数据", "给别的程序用，每行一条"),
    "report.json": ("统计的数据", "给别的程序用"),
}
"""What services.report writes, in the order a person is likely to want it."""


class File(Struct, frozen=True, kw_only=True):
    """One form of a report."""

    name: str
    title: str
    tells: str
    size: int


class Made(Struct, frozen=True, kw_only=True):
    """One report: the name of its folder, when it was made, its files."""

    name: str
    at: str
    files: list[File]


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """What there is, newest first."""
    return render(request, "report/report.html", {"reports": _made(_folder()), "empty": overview.empty()})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    from anning.services import (
        report as service,
    )  # typesetting is slow to load, and a start need not wait for it

    folder = _folder() / in_china(now()).strftime(_STAMP)
    written = service.write(workplace.desk(), folder)
    messages.success(request, "报告做好了。")
    if written.undrawable:
        names = "、".join(written.undrawable)
        messages.warning(request, f"这些字在 PDF 里画不出来，请在网页版里看：{names}")
    return redirect("report")


@require_safe
def download(request: HttpRequest, made: str, name: str) -> HttpResponseBase:  # noqa: ARG001 - Django passes it
    """One file, to be saved."""
    for one in _made(_folder()):
        if one.name == made and any(file.name == name for file in one.files):
            path = _folder() / made / name
            return FileResponse(path.open("rb"), as_attachment=True, filename=f"{made}-{name}")
    raise NotFound("没有这份报告", next_step="回到报告页，再做一份")


def _folder() -> Path:
    return workplace.desk().config.made / "reports"


def _made(folder: Path) -> list[Made]:
    if not folder.is_dir():
        return []
    found = []
    for one in sorted(folder.iterdir(), reverse=True):
        try:
            at = datetime.strptime(one.name, _STAMP)  # noqa: DTZ007 - China time by the way it was named
        except ValueError:
            continue
        files = [_file(one / name) for name in _FORMS if (one / name).is_file()]
        if files:
            found.append(Made(name=one.name, at=f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", files=files))
    return found


def _file(path: Path) -> File:
    title, tells = _FORMS[path.name]
    return File(name=path.name, title=title, tells=tells, size=path.stat().st_size)
