"""Getting entries out: page by page, all in order, one, counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from anning.domain.china_time import Instant
from anning.domain.entries import Entry
from anning.errors import NotFound
from anning.store import search, sql
from anning.store.conditions import Conditions, Phase, phases
from anning.store.guard import spoken
from anning.store.matches import Question, matches
from anning.store.rows import COLUMNS, SOURCE, Maker
from anning.store.values import EVERYTHING, ID_BYTES, Cursor, Where

_CHUNK = 1000


def entries(
    where: Where = EVERYTHING, *, after: Cursor | None = None, limit: int = 50, newest_first: bool = False
) -> list[Entry]:
    """Up to limit entries behind a place, in order of (at, id); what has no time comes last either way."""
    with spoken():
        return list(islice(_every(where, after, newest_first=newest_first, limit=limit), limit))


def every_entry(where: Where = EVERYTHING, *, newest_first: bool = False) -> Iterator[Entry]:
    """All entries in the same order, as they are now, a thousand in memory at a time."""
    with spoken():
        yield from _every(where, None, newest_first=newest_first)


def calls(since: Instant | None = None, until: Instant | None = None) -> Iterator[Entry]:
    """All calls of a time, in order; until is exclusive."""
    return every_entry(Where(kinds=("call",), since=since, until=until))


def count(where: Where = EVERYTHING, at_most: int | None = None) -> int:
    """How many entries there are; counting stops at at_most, which a page's "1000+" should use with search."""
    with spoken(), connection.cursor() as cursor:
        conditions = Conditions(where, cursor)
        if where.tallied:
            total = _tallied(cursor, conditions)
            return total if at_most is None else min(total, at_most)
        if where.search or where.address:
            found = matches(Question(where, conditions, phases(None, newest_first=False), newest_first=False))
            return sum(1 for _ in islice(found, at_most))
        stop = "" if at_most is None else f" LIMIT {int(at_most)}"
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM contact c WHERE {conditions.text()}{stop}) AS found",  # noqa: S608
            conditions.values,
        )
        return int(cursor.fetchone()[0])


def _tallied(cursor: Any, conditions: Conditions) -> int:
    cursor.execute(
        f"SELECT coalesce(sum(c.entries), 0) FROM tally c WHERE {conditions.text()}",  # noqa: S608
        conditions.values,
    )
    return int(cursor.fetchone()[0])


def entry(entry_id: str) -> Entry:
    """One entry; NotFound."""
    with spoken(), connection.cursor() as cursor:
        seq = locate(cursor, entry_id)
        found = _of([seq] if seq is not None else [], Maker())
    if not found:
        raise NotFound("没有这条记录", where=entry_id, next_step="核对编号，或在时间线里找到它")
    return found[0]


def locate(cursor: Any, entry_id: str) -> int | None:
    """The row number of an entry."""
    try:
        uid = bytes.fromhex(entry_id)
    except ValueError:
        return None
    if len(uid) != ID_BYTES:
        return None
    full = search.numbers(cursor)
    firsts = (search.blocks(cursor, [search.uid_term(uid)], full) * search.BLOCK).tolist()
    cursor.execute(
        f"SELECT c.seq FROM {sql.numbers()} CROSS JOIN contact c"  # noqa: S608
        f" WHERE c.seq >= v.value AND c.seq < v.value + {search.BLOCK} AND c.uid = %s"
        f" UNION ALL SELECT c.seq FROM contact c WHERE c.seq >= {search.tail(cursor)} AND c.uid = %s",
        (sql.given(firsts), uid, uid),
    )
    row = cursor.fetchone()
    return None if row is None else int(row[0])


def _every(
    where: Where, after: Cursor | None, *, newest_first: bool, limit: int | None = None
) -> Iterator[Entry]:
    with connection.cursor() as cursor:
        conditions = Conditions(where, cursor)
    stretches = phases(after, newest_first=newest_first)
    maker = Maker()
    if where.search or where.address:
        found = matches(Question(where, conditions, stretches, newest_first))
        while seqs := [match.seq for match in islice(found, min(limit or _CHUNK, _CHUNK))]:
            yield from _of(seqs, maker)
        return
    left = limit
    for phase in stretches:
        for found_entry in _phase(conditions, phase, maker, left):
            yield found_entry
            left = left and left - 1
        if left == 0:
            return


def _phase(conditions: Conditions, phase: Phase, maker: Maker, limit: int | None) -> Iterator[Entry]:
    # A plus before the column keeps the database from walking the whole order for a few rows that lie together.
    order = phase.order.replace("c.at", "+c.at") if conditions.few else phase.order
    stop = "" if limit is None else f" LIMIT {int(limit)}"
    with connection.cursor() if limit else connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM {SOURCE} WHERE {conditions.text(phase.condition)} ORDER BY {order}{stop}",  # noqa: S608
            (*conditions.values, *phase.values),
        )
        while rows := cursor.fetchmany(_CHUNK):
            yield from maker.entries(rows)


def _of(seqs: Sequence[int], maker: Maker) -> list[Entry]:
    """Entries by row number, in the order given."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.seq, {COLUMNS} FROM {sql.numbers()} CROSS JOIN {SOURCE} WHERE c.seq = v.value",  # noqa: S608
            (sql.given(seqs),),
        )
        rows = {seq: rest for seq, *rest in cursor}
    return maker.entries([rows[seq] for seq in seqs if seq in rows])
