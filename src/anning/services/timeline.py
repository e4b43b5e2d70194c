"""The contacts in the order they happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from anning import store
from anning.domain.china_time import CHINA, Instant, instant, iso
from anning.domain.entries import Entry
from anning.services.desk import Desk
from anning.store import Cursor, Where


class Page(Struct, frozen=True, kw_only=True):
    """Some entries, where the next ones begin (None at the end) and how many there are in all."""

    entries: tuple[Entry, ...]
    next: Cursor | None
    total: int


COUNTED = 1000
"""Up to this many a page says how many there are."""


def page(
    desk: Desk,  # noqa: ARG001 - every service takes the desk
    where: Where,
    after: Cursor | None = None,
    limit: int = 50,
    *,
    newest_first: bool = False,
) -> Page:
    """One page of the timeline; total stops at COUNTED."""
    entries = store.entries(where, after=after, limit=limit + 1, newest_first=newest_first)
    shown = entries[:limit]
    following = Cursor.behind(shown[-1]) if len(entries) > limit else None
    return Page(entries=tuple(shown), next=following, total=store.count(where, COUNTED))


def get(desk: Desk, entry_id: str) -> Entry:  # noqa: ARG001 - every service takes the desk
    """One entry; NotFound."""
    return store.entry(entry_id)


def rows(desk: Desk, where: Where | None = None) -> Iterator[dict[str, Any]]:  # noqa: ARG001
    """The contract of ``anning timeline --json``, in order; the same index gives the same bytes."""
    return (row(entry) for entry in store.every_entry(where or Where()))


def row(entry: Entry) -> dict[str, Any]:
    """One entry as others read it."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "at": iso(entry.at) if entry.at is not None else None,
        "direction": entry.direction,
        "address": entry.address,
        "name": entry.name,
        "text": entry.text,
        "channel": entry.channel,
        "duration_s": entry.duration_s,
        "state": entry.state,
        "evidence": entry.evidence,
        "locator": entry.locator,
        "verdict": entry.verdict,
        "findings": msgspec.to_builtins(entry.findings),
        "dismissed": list(entry.dismissed),
        "attachments": list(entry.attachments),
    }


def every(desk: Desk, where: Where) -> Iterator[Entry]:  # noqa: ARG001
    """Every entry that fits, in order."""
    return store.every_entry(where)


def between(
    since: date | None, until: date | None, *, search: str = "", only_findings: bool = False
) -> Where:
    """What lies between two legal days, both included."""
    return Where(
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        search=search,
        only_findings=only_findings,
    )


def _midnight(day: date) -> Instant:
    return instant(datetime.combine(day, time(), CHINA))
