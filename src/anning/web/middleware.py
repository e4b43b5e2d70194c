"""What every request passes: the exact Host, our own pages only, the door; and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from anning.errors import AnningError, Busy, InputUnusable, Locked, NotFound, Refused
from anning.services import scratch
from anning.web import lock as locks
from anning.web import workplace

Answer = Callable[[HttpRequest], HttpResponseBase]

_SAFE = frozenset({"GET", "HEAD"})
_OPEN = ("/static/", "/enter/", "/left/")
"""What is shown to a browser that did not come in: looks, the way in, and the empty page of 快速离开."""


def exact_host(answer: Answer) -> Answer:
    """Answer only to the one address the workbench has: a name that was bent to point here gets 421."""

    def guard(request: HttpRequest) -> HttpResponseBase:
        if request.META.get("HTTP_HOST") != workplace.door().open_to:
            return _refused("这个地址不是安宁的地址。", 421)
        return answer(request)

    return guard


def _refused(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def headers(answer: Answer) -> Answer:
    """Nothing is guessed, kept by the browser, framed, or told to other sites.

    The referrer stays within this origin rather than being dropped altogether: with no-referrer, browsers
    send ``Origin: null`` with our own forms, and the check of Origin could not tell them from foreign ones.
    """

    def dress(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return dress


_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


SHARE = "/share"
"""Where an installed app receives what another app shares with it."""


def own_pages_only(answer: Answer) -> Answer:
    """Writes are taken from our own pages only, by Origin and by Sec-Fetch-Site; files also from the share sheet."""

    def guard(request: HttpRequest) -> HttpResponseBase:
        if request.method not in _SAFE and not (_from_our_page(request) or _from_share_sheet(request)):
            return _refused("这个请求不是从安宁的页面发出的。", 403)
        return answer(request)

    return guard


def _from_our_page(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:  # every browser of today sends at least one of them
        return False
    return origin in {None, f"http://{workplace.door().open_to}"} and site in {None, "same-origin"}


def _from_share_sheet(request: HttpRequest) -> bool:
    """Whether the browser itself sent it: no web page, ours or foreign, can make it say none."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = {None, "null", f"http://{workplace.door().open_to}"}
    return request.path == SHARE and site == "none" and origin in ours


def door(answer: Answer) -> Answer:
    """Only the browser that came in by the link sees anything of the case."""

    def guard(request: HttpRequest) -> HttpResponseBase:
        entrance = workplace.door()
        known = entrance.knows(request.COOKIES.get(entrance.cookie, ""))
        if known or request.path.startswith(_OPEN):
            return answer(request)
        if request.headers.get("HX-Request"):  # a page left open: let it show the closed door whole
            return HttpResponse(status=401, headers={"HX-Redirect": "/"})
        return render(request, "errors/closed.html", status=401)

    return guard


_WITHOUT_DATA = (*_OPEN, "/unlock/", "/leave", "/help/now/", "/help/court/", "/companion/", "/manifest")
"""What a locked workbench still shows: the way to open it, and help that knows nothing of the case."""
_POLLED = ("/state", "/awake/")
"""Asked for by pages on their own: that the person is there it does not tell; /awake/ itself says so."""


def lock(answer: Answer) -> Answer:
    """Behind a passphrase, nothing passes while it is locked; what is too much for memory is not taken in."""

    def guard(request: HttpRequest) -> HttpResponseBase:
        locks.glance()
        if workplace.is_shut() and not request.path.startswith(_WITHOUT_DATA):
            return _to_unlock(request)
        if (problem := _too_large(request)) is not None:
            return problem
        if not request.path.endswith(_POLLED):
            locks.seen()
        with locks.passing():
            return answer(request)

    return guard


def _to_unlock(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/unlock/"})
    onward = f"?{urlencode({'next': request.get_full_path()})}" if request.method in _SAFE else "?lost=1"
    return redirect(f"/unlock/{onward}")


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Behind a passphrase uploads go through memory, and there may be less of it than of disk."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if workplace.is_shut() or not size.isdigit() or int(size) < _SMALL:
        return None
    folder = workplace.desk().config.scratch
    if folder is None or int(size) < scratch.room(folder) * 0.8:
        return None
    error = InputUnusable(
        "文件太大，设了密码以后只能先放在内存里，这台电脑的内存不够",
        next_step="在终端里导入：anning import 文件所在的位置",
    )
    return render(request, "errors/sentence.html", {"error": error}, status=413)


_SMALL = 16 << 20


class Sentences:
    """An AnningError becomes a page with its sentence and next step; the status says whose turn it is."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass it on."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error with a sentence; any other is Django's to log and show as 500."""
        if not isinstance(error, AnningError):
            return None
        if isinstance(error, Locked) and workplace.is_shut():  # it was locked while this page was being made
            return _to_unlock(request)
        return render(request, "errors/sentence.html", {"error": error}, status=_status(error))


def _status(error: AnningError) -> int:
    match error:
        case NotFound():
            return 404
        case Busy():
            return 409
        case Refused():
            return 403
        case _:
            return 500 if error.exit_code == 1 else 400


def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """The entry link: a key for this browser, and on to the first page."""
    entrance = workplace.door()
    if entrance.knows(request.COOKIES.get(entrance.cookie, "")):
        return redirect("/")
    key = entrance.enter(ticket)
    if not key:
        return render(request, "errors/closed.html", status=401)
    response = redirect("/")
    response.set_cookie(entrance.cookie, key, httponly=True, samesite="Strict")
    return response
