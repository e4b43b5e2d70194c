"""Pages for what is not there, what is not taken and what went wrong, each with a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's way
    """404."""
    return _say(request, 404, "没有这一页", "这个地址里没有内容，可能是链接旧了。您的资料没有变化。")


def not_taken(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as above
    """400."""
    return _say(
        request, 400, "没有看懂这个请求", "页面送来的内容不完整。请回到上一页再试一次，您的资料没有变化。"
    )


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as above
    """403 for a form that is not ours or too old."""
    return _say(
        request, 403, "这一页放得太久了", "为了安全，这次没有执行。请刷新页面再试一次，您的资料没有变化。"
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    what = "您的资料没有因此丢失。请回到首页再试；如果再次出现，终端窗口里有详细的说明。"
    return _say(request, 500, "安宁自己出了错", what)


def _say(request: HttpRequest, status: int, title: str, what: str) -> HttpResponse:
    return render(request, "errors/plain_sentence.html", {"title": title, "what": what}, status=status)
