"""Whose number it is, in the person's own word; kept through every rebuild."""

from __future__ import annotations

from itertools import islice

import msgspec

from anning import store
from anning.domain.china_time import china_day, now
from anning.domain.entries import Entry, Role
from anning.domain.numbers import caller_key
from anning.errors import InputUnusable
from anning.services import reading
from anning.services.desk import Desk
from anning.store import CallerMark, Where


def mark(desk: Desk, address: str, role: Role | None, note: str = "") -> None:  # noqa: ARG001 - every service takes the desk
    """Say who calls from a number; None takes the word back. InputUnusable for a withheld number."""
    key = caller_key(address)
    if not key:
        raise InputUnusable(
            "这个来电没有显示号码，没法标记", next_step="可以在同一天的通话里看看有没有显示号码的来电"
        )
    if role is None:
        store.unmark_caller(key)
    else:
        store.mark_caller(key, role, note)
    _weigh_again(key)


def marked(desk: Desk, address: str) -> CallerMark | None:  # noqa: ARG001 - as above
    """What the person said of a number, if anything."""
    return store.marks().get(caller_key(address))


def _weigh_again(key: str) -> None:
    """What this number said, weighed by who it is now: a joke of a friend's is no threat of a collector's."""
    told = {caller: mark.role for caller, mark in store.marks().items()}
    texts = (entry for entry in store.every_entry(Where(address=key, direction="in")) if entry.text)
    changed = {}
    while some := list(islice(texts, reading.CHUNK)):
        results = reading.examined([_dated(entry) for entry in some], china_day(now()), told)
        changed.update(
            {e.id: result for e, result in zip(some, results, strict=True) if result.findings != e.findings}
        )
    if changed:
        store.examined_again(changed)


def _dated(entry: Entry) -> Entry:
    """An entry without a time, under the law of the day it was taken in, as when it was first read."""
    if entry.at is not None:
        return entry
    return msgspec.structs.replace(entry, at=store.evidence(entry.evidence).sealed_at)
