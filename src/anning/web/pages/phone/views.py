"""The laptop's side of the phone: begin, show the code, stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anning.errors import InputUnusable, NotFound
from anning.web import workplace
from anning.web.pages.phone import pairing
from anning.web.pages.phone.addresses import addresses


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The way to begin, or the code to scan."""
    return _page(request)


def _page(request: HttpRequest, problem: InputUnusable | None = None) -> HttpResponse:
    context = {
        "pairing": pairing.current(),
        "addresses": addresses(),
        "minutes": pairing.MINUTES,
        "problem": problem,
        "limit": workplace.desk().config.phone_upload_mb,
    }
    return render(request, "phone/phone.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin on one of this machine's own addresses; any other is refused."""
    try:
        address = _own(request.POST.get("address", ""))
        pairing.begin(workplace.desk(), address, secure=request.POST.get("way") != "plain")
    except InputUnusable as reason:
        return _page(request, reason)
    return redirect("phone")


def _own(address: str) -> str:
    if address and address not in addresses():
        raise InputUnusable("这台电脑已经不在这个地址上了", next_step="再按一次“开始配对”")
    return address


@require_POST
def stop(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """End it now."""
    pairing.stop()
    return redirect("phone")


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """How many files came; when it is over the whole page is asked for again."""
    lasting = pairing.current()
    response = render(request, "phone/state.html", {"pairing": lasting})
    if not lasting:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
def code(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The code to scan, while there is one."""
    lasting = pairing.current()
    if not lasting:
        raise NotFound("现在没有在配对", next_step="回到“手机在旁边”，按“开始配对”")
    return HttpResponse(lasting.code(), content_type="image/svg+xml")
