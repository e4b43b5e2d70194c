"""What the phone's page answers: a form to its first visitor, thanks for files, 404 to everybody else."""

from __future__ import annotations

import hmac
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

from anning.services import jobs
from anning.web.pages.start import uploads

if TYPE_CHECKING:
    from anning.services.desk import Desk

MOST_FILES = 200
"""Files one pairing takes."""
_COOKIE = "upload"
_PATIENCE = 45
"""Seconds the phone waits for the import to seal what it sent."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Server": "upload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class Receiver:
    """A WSGI application with one address, for one browser, that takes files and gives none.

    host is set by who listens; running says whether the pairing still lasts.
    """

    def __init__(self, desk: Desk, *, secure: bool, running: Callable[[], bool]) -> None:
        self.ticket = secrets.token_urlsafe(24)
        self.host = ""
        self.received = 0
        self.claimed = False
        self._desk, self._running = desk, running
        self._scheme = "https" if secure else "http"
        self._key = ""
        self._turn, self._claim = threading.Lock(), threading.Lock()

    @property
    def link(self) -> str:
        """The address of the one page."""
        return f"{self._scheme}://{self.host}/{self.ticket}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        for name, value in _HEADERS.items():
            answer.headers[name] = value
        headers = list(answer.items()) + [
            ("Set-Cookie", morsel.OutputString()) for morsel in answer.cookies.values()
        ]
        headers.append(("Content-Length", str(len(answer.content))))
        start_response(f"{answer.status_code} {answer.reason_phrase}", headers)
        return [answer.content]

    def _answer(self, environ: WSGIEnvironment) -> HttpResponse:
        if not self._meant(environ):
            return _nothing()
        request = WSGIRequest(environ)
        known = bool(self._key) and _same(request.COOKIES.get(_COOKIE, ""), self._key)
        if request.method == "GET":
            return _page(received=self.received) if known else self._welcome()
        if request.method == "POST" and known and self._own(request):
            return self._taken(request)
        return _nothing()

    def _meant(self, environ: WSGIEnvironment) -> bool:
        """Whether the request is for the one page, at the one address, in its time."""
        asked = str(environ.get("PATH_INFO", ""))
        right = _same(asked, f"/{self.ticket}") and not environ.get("QUERY_STRING")
        return right and environ.get("HTTP_HOST") == self.host and self._running()

    def _own(self, request: WSGIRequest) -> bool:
        return request.headers.get("Origin") in {None, f"{self._scheme}://{self.host}"}

    def _welcome(self) -> HttpResponse:
        """The first visitor gets the key; the page is nobody else's from then on."""
        with self._claim:
            if self.claimed:
                return _nothing()
            self.claimed, self._key = True, secrets.token_urlsafe(32)
        answer = _page()
        answer.set_cookie(
            _COOKIE, self._key, path=f"/{self.ticket}", max_age=3600, httponly=True, samesite="Strict",
            secure=self._scheme == "https",
        )  # fmt: skip
        return answer

    def _taken(self, request: WSGIRequest) -> HttpResponse:
        """Files on their way into the spool, then through the import everything else goes through."""
        limit = self._desk.config.phone_upload_mb
        size = request.META.get("CONTENT_LENGTH") or ""
        if request.META.get("HTTP_TRANSFER_ENCODING") or not size.isdigit():
            return _page("没有收下：手机没有说文件有多大。请换一个浏览器再试。", status=411)
        if int(size) > limit * 1024**2:
            return _page(f"没有收下：一次最多 {limit} MB，请分几次传。", status=413)
        if shutil.disk_usage(self._desk.config.spool).free < 3 * int(size):
            return _page("没有收下：电脑的磁盘快满了。", status=507)
        with self._turn:
            try:
                files = request.FILES.getlist("files")
            except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, OSError):
                return _page("没有传完，请再试一次。", status=400)
            with closing(request):
                return self._handed_on(files)

    def _handed_on(self, files: list[Any]) -> HttpResponse:
        if not self._running():  # it ended while the files were on their way
            return _nothing()
        if not files:
            return _page("还没有选文件。", status=400)
        if self.received + len(files) > MOST_FILES:
            return _page(f"没有收下：一共最多传 {MOST_FILES} 个文件。请在电脑上重新配对。", status=413)
        if (before := jobs.running()) and not before.wait(_PATIENCE):
            return _page("没有收下：电脑正在导入别的文件，请过几分钟再传一次。", status=503)
        job = jobs.start(self._desk, uploads.sources(self._desk.config.spool, files, ()))
        if job.wait(_PATIENCE) and job.report is None:
            return _page("没有收下，请看电脑上的说明，再传一次。", status=503)
        self.received += len(files)
        return _page(received=self.received)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _nothing() -> HttpResponse:
    return HttpResponse("404", status=404, content_type="text/plain; charset=utf-8")


def _page(problem: str = "", *, received: int = 0, status: int = 200) -> HttpResponse:
    return HttpResponse(
        render_to_string("phone/upload.html", {"problem": problem, "received": received}), status=status
    )
