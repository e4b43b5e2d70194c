"""A statement of a bank, Alipay or WeChat: taken in, its rows proposed, the person says which are of this debt."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from anning.errors import InputUnusable
from anning.services import contracts, statement
from anning.services.contracts import Side
from anning.services.intake import Source
from anning.services.statement import Read
from anning.web import workplace
from anning.web.pages.case.changes import with_undo

_SHOWN_OTHERS = 60
_SHOWN_PROBLEMS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, debt: str) -> HttpResponse:
    """Choose the file."""
    found, problem = contracts.kept(debt), None
    if request.method == "POST":
        try:
            return redirect("statement-rows", debt, statement.seal(workplace.desk(), _source(request)))
        except InputUnusable as reason:
            problem = reason
    context = {"kept": found, "problem": problem}
    return render(request, "money/statement.html", context, status=400 if problem else 200)


def _source(request: HttpRequest) -> Source:
    file = cast("TemporaryUploadedFile | None", request.FILES.get("file"))
    if file is None:
        raise InputUnusable("还没有选文件", next_step="选银行、支付宝或微信导出的 CSV 账单")
    return Source(path=Path(file.temporary_file_path()), name=file.name or "账单.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, debt: str, evidence: str) -> HttpResponse:
    """The rows that seem to be of this debt with the reason for each; what is ticked goes into the ledger."""
    kept, problem = contracts.kept(debt), None
    asked = request.POST if request.method == "POST" else request.GET
    settings = {key: str(asked[key]) for key in asked if key.startswith("column.") and asked[key]}
    words = asked.get("q", "")
    found = statement.read(workplace.desk(), evidence, kept.debt, settings, words)
    if request.method == "POST":
        try:
            batch = statement.confirm(workplace.desk(), debt, evidence, _chosen(request), found)
            return with_undo(redirect("money", debt), batch)
        except InputUnusable as reason:
            problem = reason
    context = _shown(found, kept.sheet.rows, evidence) | {
        "kept": kept,
        "evidence": evidence,
        "q": words,
        "settings": settings,
        "problem": problem,
    }
    return render(request, "money/rows.html", context, status=400 if problem else 200)


def _chosen(request: HttpRequest) -> dict[str, Side]:
    """Side by locator of what was ticked."""
    sides = {key: request.POST.get(f"side.{key}", "") for key in request.POST.getlist("row")}
    return {key: side for key, side in sides.items() if side in contracts.SIDES}


def _shown(found: Read, there: tuple[contracts.Row, ...], evidence: str) -> dict[str, Any]:
    held = {row.evidence for row in there}
    marked = [(one, f"{evidence}#{one.locator}" in held) for one in found.lines]
    others = [pair for pair in marked if not pair[0].why]
    return {
        "found": found,
        "proposed": [pair for pair in marked if pair[0].why],
        "others": others[:_SHOWN_OTHERS],
        "more": max(0, len(others) - _SHOWN_OTHERS),
        "problems": found.problems[:_SHOWN_PROBLEMS],
        "more_problems": max(0, len(found.problems) - _SHOWN_PROBLEMS),
        "columns": [(role, title, found.columns.get(role, "")) for role, title in statement.roles().items()],
        "money_sides": [(side, title) for side, title in contracts.SIDES.items() if side != "due"],
    }
