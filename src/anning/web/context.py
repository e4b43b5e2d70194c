"""What the frame of every page needs."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest

from anning.domain.preferences import Preferences
from anning.errors import AnningError
from anning.services import preferences
from anning.web import lock, workplace

_NOBODYS = frozenset({"/left/"})
_PARTS = {
    **{part: part for part in ("", "timeline", "calls", "case", "start", "report")},
    "contact": "timeline",
    "changes": "case",
    **dict.fromkeys(("job", "paste", "imports", "phone"), "start"),
}
"""Which part of the navigation the first part of a path belongs to; everything else is found under 更多."""


def page(request: HttpRequest) -> dict[str, object]:
    """Which part of the navigation is the present one, and how it shall look."""
    first = request.path.strip("/").partition("/")[0]
    return {
        "here": _PARTS.get(first, "more"),
        "chosen_look": _look(request),
        "shut": workplace.is_shut(),
        "guarded": lock.is_guarded(),
        "locks_in": lock.minutes() * 60 + 5 if lock.minutes() else 0,
    }


def _look(request: HttpRequest) -> Preferences:
    """The person's choice; the defaults where no home is open, as on the empty page and on errors."""
    if getattr(request, "path", "") in _NOBODYS:
        return Preferences()
    if workplace.is_shut():
        return lock.looks()
    with suppress(AnningError, KeyError):
        workplace.desk()
        chosen = preferences.preferences()
        lock.looked(chosen)
        return chosen
    return Preferences()
