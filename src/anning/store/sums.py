"""Entries summed up: by caller, and in numbers for the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from anning.domain.china_time import Instant
from anning.store import decisions
from anning.store.codes import DIRECTION, DOUBTFUL, KIND, LEVELS, NO_TIME, VERDICTS
from anning.store.conditions import Conditions
from anning.store.guard import spoken
from anning.store.reading import count
from anning.store.values import Caller, Totals, Where


def callers() -> list[Caller]:
    """Every number there was contact with, those with most findings first, then those with most entries."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT caller, name, count(*),"  # noqa: S608
            f" sum(CASE WHEN kind = {KIND['call']} THEN 1 ELSE 0 END),"
            f" sum(CASE WHEN direction = {DIRECTION['in']} THEN 1 ELSE 0 END),"
            f" sum(CASE WHEN direction = {DIRECTION['in']} AND live_verdict >= {DOUBTFUL} THEN 1 ELSE 0 END),"
            f" min(at), max(CASE WHEN at < {NO_TIME} THEN at END)"
            " FROM contact GROUP BY caller, name ORDER BY caller, count(*) DESC, name"
        )
        groups: dict[str, list[Any]] = {}
        for key, *rest in cursor:
            groups.setdefault(key, []).append(rest)
    marked = decisions.marks()
    found = [_caller(key, rows, marked.get(key)) for key, rows in groups.items()]
    return sorted(found, key=lambda caller: (-caller.found, -caller.entries, caller.key))


def _caller(key: str, rows: Sequence[Sequence[Any]], mark: Any) -> Caller:
    names, entries_, calls_, incoming, found, first, last = zip(*rows, strict=True)
    total = sum(entries_)
    earliest = min(first)
    return Caller(
        key=key,
        names=tuple(name for name in names if name),
        entries=total,
        calls=sum(calls_),
        incoming=sum(incoming),
        outgoing=total - sum(incoming),
        found=sum(found),
        first_at=None if earliest == NO_TIME else earliest,
        last_at=max((at for at in last if at is not None), default=None),
        role=mark.role if mark else None,
        note=mark.note if mark else "",
    )


def totals(since: Instant | None = None) -> Totals:
    """Numbers of all entries, or of those from a moment on."""
    with spoken(), connection.cursor() as cursor:
        conditions = Conditions(Where(since=since), cursor)
        text, values = conditions.text(), conditions.values
        cursor.execute(
            "SELECT live_verdict, live_levels, count(*) FROM contact c"  # noqa: S608
            f" WHERE c.verdict > 0 AND {text} GROUP BY live_verdict, live_levels",
            values,
        )
        found = cursor.fetchall()
        cursor.execute(
            f"SELECT count(*) FROM contact c WHERE c.kind = {KIND['call']}"  # noqa: S608
            f" AND c.direction = {DIRECTION['in']} AND {text}",
            values,
        )
        calls_ = cursor.fetchone()[0]
        cursor.execute(f"SELECT c.at FROM contact c WHERE {text} ORDER BY c.at LIMIT 1", values)  # noqa: S608
        first = cursor.fetchone()
        cursor.execute(
            f"SELECT c.at FROM contact c WHERE {text} AND c.at < {NO_TIME} ORDER BY c.at DESC LIMIT 1",  # noqa: S608
            values,
        )
        last = cursor.fetchone()
    return _totals(count(Where(since=since)), int(calls_), found, first, last)


def _totals(entries_: int, calls_: int, found: Sequence[Any], first: Any, last: Any) -> Totals:
    verdicts: dict[str, int] = {}
    levels: dict[str, int] = {}
    for verdict, bits, number in found:
        if verdict:
            verdicts[VERDICTS[verdict]] = verdicts.get(VERDICTS[verdict], 0) + number
        if verdict >= DOUBTFUL and bits:
            level = LEVELS[bits.bit_length() - 1]
            levels[level] = levels.get(level, 0) + number
    return Totals(
        entries=entries_,
        calls=calls_,
        verdicts={"unrelated": entries_ - sum(verdicts.values()), **verdicts},
        levels=levels,
        first_at=first[0] if first and first[0] != NO_TIME else None,
        last_at=last[0] if last else None,
    )
