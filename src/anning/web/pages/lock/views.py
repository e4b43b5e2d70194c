"""The passphrase: set, changed, taken away; locked now; and the page that opens again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from anning.errors import AnningError, InputUnusable
from anning.services import locking, preferences
from anning.services.desk import Desk
from anning.web import lock, workplace


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase; the key on paper does as well."""
    onward = _onward(request)
    if not workplace.is_shut():
        return redirect(onward)
    problem = None
    if request.method == "POST":
        try:
            lock.opened(workplace.config(), request.POST.get("passphrase", ""))
        except AnningError as reason:
            problem = reason
        else:
            return redirect(onward)
    context = {"problem": problem, "next": onward, "lost": "lost" in request.GET}
    return render(request, "lock/unlock.html", context)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if ours and not wanted.startswith(reverse("unlock")) else reverse("home")


@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Lock."""
    lock.shut(inside=1)
    response = redirect("unlock")
    response.delete_cookie("messages", samesite="Strict")
    return response


@require_safe
def awake(request: HttpRequest) -> HttpResponse:
    """A page says that the person is there; with ?look it only asks whether it is still open."""
    if "look" not in request.GET:
        lock.seen()
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """What there is and what can be done; sent, it is done."""
    problem = None
    if request.method == "POST":
        try:
            return _ACTS.get(request.POST.get("do", ""), _when)(request)
        except AnningError as reason:
            problem = reason
    return _page(request, problem)


def _page(request: HttpRequest, problem: AnningError | None = None) -> HttpResponse:
    desk = workplace.desk()
    state = locking.state(desk.config)
    context = {
        "state": state,
        "chosen": preferences.preferences(),
        "minutes": preferences.MINUTES,
        "left": [] if state["passphrase"] else locking.left_in_the_open(desk.config),
        "least": locking.LEAST,
        "server": bool(desk.config.database_url),
        "problem": problem,
        "did": request.POST.get("do", ""),
    }
    return render(request, "lock/password.html", context, status=400 if problem else 200)


def _set(request: HttpRequest) -> HttpResponse:
    words = _new(request)
    return _changed(
        request, lambda desk: locking.protect(desk, words, paper="paper" in request.POST), "密码设好了。"
    )


def _change(request: HttpRequest) -> HttpResponse:
    _prove(request)
    words = _new(request)
    return _changed(request, lambda desk: locking.protect(desk, words), "密码换好了，以前的不能再用。")


def _paper(request: HttpRequest) -> HttpResponse:
    """A new key on paper. The passphrase is needed as it is: what it seals is sealed anew with it."""
    words = _prove(request, paper=False)
    return _changed(request, lambda desk: locking.protect(desk, words, paper=True), "")


def _no_paper(request: HttpRequest) -> HttpResponse:
    words = _prove(request, paper=False)
    return _changed(
        request, lambda desk: locking.protect(desk, words, paper=False), "以前的恢复钥匙不能再用了。"
    )


def _remove(request: HttpRequest) -> HttpResponse:
    _prove(request)

    def change(desk: Desk) -> str:
        locking.unprotect(desk)
        return ""

    return _changed(request, change, "密码取消了。拿到这台电脑的人就能看到全部内容。")


def _when(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("lock_after", "")
    chosen = replace(
        preferences.preferences(),
        lock_after=int(asked) if asked.isdigit() else -1,
        lock_on_leave="lock_on_leave" in request.POST,
    )
    preferences.save(workplace.desk(), chosen)
    messages.success(request, "记下了。")
    return redirect("password")


_ACTS: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "set": _set,
    "change": _change,
    "paper": _paper,
    "no_paper": _no_paper,
    "remove": _remove,
}


def _new(request: HttpRequest) -> str:
    words, again = request.POST.get("new", ""), request.POST.get("again", "")
    if words != again:
        raise InputUnusable("两次写的密码不一样", next_step="请再写一遍")
    return locking.sound(words)


def _prove(request: HttpRequest, *, paper: bool = True) -> str:
    """The passphrase of now: that the page is open does not let anybody change it. Locked when it is wrong."""
    words = request.POST.get("now", "")
    if not paper and words.strip().upper().startswith("AGE-"):
        raise InputUnusable("这里要写密码，不是恢复钥匙", next_step="忘了密码的话，先用恢复钥匙换一个新密码")
    lock.proved(workplace.desk().config, words)
    return words


def _changed(request: HttpRequest, change: Callable[[Desk], str], said: str) -> HttpResponse:
    """Do it; a key for paper is shown in the answer itself, so that it is in no address and seen once."""
    if key := lock.again(change):
        context: dict[str, Any] = {"key": key, "parts": _parts(key), "code": _code(key)}
        return render(request, "lock/paper.html", context)
    messages.success(request, said)
    return redirect("password")


def _parts(key: str) -> list[str]:
    """The key in pieces that are easily copied by hand; spaces do no harm when it is typed in."""
    head, rest = key[:16], key[16:]
    return [head, *(rest[at : at + 8] for at in range(0, len(rest), 8))]


def _code(key: str) -> str:
    """The key as a QR code: an SVG element without any style, as wide as the page lets it be."""
    drawn = io.BytesIO()
    segno.make_qr(key, error="m").save(
        drawn,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
        title="恢复钥匙的二维码",
    )
    return drawn.getvalue().decode()
