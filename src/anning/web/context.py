"""What the frame of every page needs."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest

from anning.domain.preferences import Preferences
from anning.errors import AnningError
from anning.services import preferences
from anning.web import workplace

_NOBODYS = frozenset({"/left/"})


def page(request: HttpRequest) -> dict[str, object]:
    """Which part of the navigation is the present one (the first part of the path), and how it shall look."""
    return {"here": request.path.strip("/").partition("/")[0], "chosen_look": _look(request)}


def _look(request: HttpRequest) -> Preferences:
    """The person's choice; the defaults where no home is open, as on the empty page and on errors."""
    if getattr(request, "path", "") in _NOBODYS:
        return Preferences()
    with suppress(AnningError, KeyError):
        workplace.desk()
        return preferences.preferences()
    return Preferences()
