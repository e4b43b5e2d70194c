"""Entries summed up: by caller, and in numbers for the first page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from anning.domain.china_time import Instant
from anning.domain.entries import Received, Tallied
from anning.domain.findings import Conduct, Verdict
from anning.store import decisions
from anning.store.codes import (
    CONDUCTS,
    DIRECTION,
    DIRECTIONS,
    DOUBTFUL,
    KIND,
    KINDS,
    LEVELS,
    NO_TIME,
    STATES,
    VERDICTS,
    conduct_bits,
    conducts_in,
)
from anning.store.conditions import Conditions
from anning.store.guard import spoken
from anning.store.reading import count
from anning.store.remembering import remembered
from anning.store.tally import NEVER
from anning.store.values import Caller, Totals, Where

_SPEAKING: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice")
_COLLECTS = f"c.live_conducts & {conduct_bits(set(CONDUCTS) - {Conduct.LAWFUL_LEGAL_NOTICE})} <> 0"
"""As Tallied.collects has it."""

_CHUNK = 2000


@remembered("contacts", "marks")
def callers() -> tuple[Caller, ...]:
    """Every number there was contact with, those with most findings first, then those with most entries."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT caller, name, sum(entries),"  # noqa: S608
            f" sum(CASE WHEN kind = {KIND['call']} THEN entries ELSE 0 END),"
            f" sum(CASE WHEN direction = {DIRECTION['in']} THEN entries ELSE 0 END),"
            f" sum(CASE WHEN direction = {DIRECTION['in']} AND live_verdict >= {DOUBTFUL} THEN entries ELSE 0 END),"
            " min(first_at), max(last_at) FROM tally GROUP BY caller, name ORDER BY caller, sum(entries) DESC, name"
        )
        groups: dict[str, list[Any]] = {}
        for key, *rest in cursor:
            groups.setdefault(key, []).append(rest)
    marked = decisions.marks()
    found = [_caller(key, rows, marked.get(key)) for key, rows in groups.items()]
    return tuple(sorted(found, key=lambda caller: (-caller.found, -caller.entries, caller.key)))


def _caller(key: str, rows: Sequence[Sequence[Any]], mark: Any) -> Caller:
    names, entries_, calls_, incoming, found, first, last = zip(*rows, strict=True)
    total = int(sum(entries_))
    earliest, latest = min(first), max(last)
    return Caller(
        key=key,
        names=tuple(name for name in names if name),
        entries=total,
        calls=int(sum(calls_)),
        incoming=int(sum(incoming)),
        outgoing=total - int(sum(incoming)),
        found=int(sum(found)),
        first_at=None if earliest == NO_TIME else earliest,
        last_at=None if latest == NEVER else latest,
        role=mark.role if mark else None,
        note=mark.note if mark else "",
    )


def tallied() -> list[Tallied]:
    """All contacts, summed up by original, caller, kind, direction and what stands against them."""
    key = "caller, kind, direction, live_verdict, live_conducts, timed"
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.sha256, {key}, sum(t.entries), min(first_at), max(last_at)"  # noqa: S608
            f" FROM tally t JOIN evidence e ON e.id = t.evidence GROUP BY e.sha256, {key} ORDER BY e.sha256, {key}"
        )
        return [_tallied(*row) for row in cursor]


def _tallied(sha256: str, caller: str, kind: int, direction: int, verdict: int, *rest: Any) -> Tallied:
    bits, timed, number, first, last = rest
    return Tallied(
        evidence=sha256,
        caller=caller,
        kind=KINDS[kind],
        direction=DIRECTIONS[direction],
        verdict=VERDICTS[verdict],
        conducts=conducts_in(bits),
        entries=int(number),
        first=first if timed else None,
        last=last if timed else None,
    )


def received(since: Instant | None = None, until: Instant | None = None) -> Iterator[Received]:
    """Calls that came in, then messages about collection that did, of a time; until is exclusive.

    What the person dismissed is out. Few columns and no findings: for counting, where entries would take long.
    """
    for where, more in (
        (Where(since=since, until=until, kinds=("call",), direction="in"), ""),
        (Where(since=since, until=until, kinds=("message",), direction="in", verdicts=_SPEAKING), _COLLECTS),
    ):
        with spoken(), connection.chunked_cursor() as cursor:
            conditions = Conditions(where, cursor)
            cursor.execute(
                f"SELECT c.at, c.caller, c.kind, c.state, c.duration_s, {_COLLECTS}"  # noqa: S608
                f" FROM contact c WHERE {conditions.text(more)}",
                conditions.values,
            )
            while rows := cursor.fetchmany(_CHUNK):
                for at, caller, kind, state, duration_s, collects in rows:
                    yield Received(
                        None if at == NO_TIME else at,
                        caller,
                        KINDS[kind],
                        STATES[state],
                        duration_s,
                        bool(collects),
                    )


def texts() -> Iterator[list[tuple[str, str]]]:
    """Caller and words of everything that came in at a known time, in portions that are not empty and in no order."""
    with spoken(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT caller, text FROM contact"  # noqa: S608
            f" WHERE direction = {DIRECTION['in']} AND at < {NO_TIME} AND text <> ''"
        )
        while rows := cursor.fetchmany(_CHUNK):
            yield rows


def totals(since: Instant | None = None) -> Totals:
    """Numbers of all entries, or of those from a moment on."""
    with spoken(), connection.cursor() as cursor:
        conditions = Conditions(Where(since=since), cursor)
        text, values = conditions.text(), conditions.values
        source, number = ("tally", "sum(entries)") if since is None else ("contact", "count(*)")
        cursor.execute(
            f"SELECT live_verdict, live_levels, {number} FROM {source} c"  # noqa: S608
            f" WHERE c.verdict > 0 AND {text} GROUP BY live_verdict, live_levels",
            values,
        )
        found = [(verdict, bits, int(number)) for verdict, bits, number in cursor.fetchall()]
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
