"""What the frame of every page needs."""

from __future__ import annotations

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Which part of the navigation is the present one: the first part of the path."""
    return {"here": request.path.strip("/").partition("/")[0]}
