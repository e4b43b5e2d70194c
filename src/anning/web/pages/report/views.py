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
from anning.services import report as service
from anning.web import workplace

_STAMP = "%Y%m%d-%H%M%S"
_FORMS = {
    ".pdf": ("PDF", "可以打印，可以发给别人，排版不会变"),
    ".html": ("网页", "用浏览器打开，可以点开每一条"),
    ".csv": ("表格", "用表格软件打开，每条一行"),
    ".json": ("数据", "给别的程序用"),
}


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
    return render(request, "report/report.html", {"reports": _made(_folder())})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    folder = _folder() / in_china(now()).strftime(_STAMP)
    service.write(workplace.desk(), folder)
    messages.success(request, "报告做好了。")
    return redirect("report")


@require_safe
def download(request: HttpRequest, made: str, name: str) -> HttpResponseBase:  # noqa: ARG001 - Django passes it
    """One file, to be saved."""
    for one in _made(_folder()):
        if one.name == made and any(file.name == name for file in one.files):
            path = _folder() / made / name
            return FileResponse(path.open("rb"), as_attachment=True, filename=f"安宁报告-{made}{path.suffix}")
    raise NotFound("没有这份报告", next_step="回到报告页，再做一份")


def _folder() -> Path:
    return workplace.desk().config.home / "reports"


def _made(folder: Path) -> list[Made]:
    if not folder.is_dir():
        return []
    found = []
    for one in sorted(folder.iterdir(), reverse=True):
        try:
            at = datetime.strptime(one.name, _STAMP)  # noqa: DTZ007 - China time by the way it was named
        except ValueError:
            continue
        files = [_file(path) for path in sorted(one.iterdir(), key=_order) if path.suffix in _FORMS]
        if files:
            found.append(Made(name=one.name, at=f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", files=files))
    return found


def _order(path: Path) -> tuple[int, str]:
    return list(_FORMS).index(path.suffix) if path.suffix in _FORMS else len(_FORMS), path.name


def _file(path: Path) -> File:
    title, tells = _FORMS[path.suffix]
    return File(name=path.name, title=title, tells=tells, size=path.stat().st_size)
