"""Anning as an installed app: its manifest, and what another app shares with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from anning.services import preferences
from anning.web import lock, workplace
from anning.web.pages.start import views as start

_KINDS = [
    "image/*", "audio/*", "text/*", "application/pdf", "application/zip", "application/xml", "application/json",
    "message/rfc822", ".xml", ".csv", ".zip", ".eml", ".amr", ".m4a", ".vcf",
]  # fmt: skip


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django passes it
    """What a browser needs to install it; the neutral name where that was chosen."""
    discreet = (lock.looks() if workplace.is_shut() else preferences.preferences()).discreet
    name, icon = ("笔记", "plain") if discreet else ("安宁", "icon")
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "lang": "zh-Hans",
            "display": "standalone",
            "theme_color": "#ffffff" if discreet else "#1f5c4d",
            "background_color": "#f8f4ec",
            "icons": [
                {"src": static(f"img/{icon}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ],
            "share_target": {
                "action": reverse("share"),
                "method": "POST",
                "enctype": "multipart/form-data",
                "params": {"files": [{"name": "files", "accept": _KINDS}]},
            },
        },
        content_type="application/manifest+json",
    )


@csrf_exempt  # the phone's own share sheet has no token; that it was the share sheet, the middleware checks
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Files from the share sheet go the way of every upload; the import can be undone."""
    return start.upload(request)
