"""Entries that hold a word or belong to a number, in order, looking at few rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from anning.detection.views import fold
from anning.domain.numbers import caller_key
from anning.store import search, sql
from anning.store.codes import NO_TIME
from anning.store.conditions import Conditions, Phase, either
from anning.store.search import BLOCK, Blocks
from anning.store.values import Where

_FIRST_STEP, _STEP = 48, 1024
"""Blocks compared at once: few at first, for those who want only fifty hits."""
_ROWS_AT_ONCE = 2000

Key = tuple[bool, int, int]
_END = (True, NO_TIME + 1)


class Match(NamedTuple):
    """A contact that holds the word; key orders matches as asked."""

    key: Key
    seq: int


class Question(NamedTuple):
    """What is asked, and how its answer is ordered."""

    where: Where
    conditions: Conditions
    stretches: list[Phase]
    newest_first: bool


def matches(asked: Question) -> Iterator[Match]:
    """Contacts that hold the searched word and meet the conditions, in order of time."""
    word = fold(asked.where.search)
    terms = search.word_terms(word)
    if asked.where.address:
        terms.append(search.caller_term(caller_key(asked.where.address)))
    return _from_blocks(asked, word, terms) if terms else _walk(asked, word)


def _from_blocks(asked: Question, word: str, terms: Sequence[int]) -> Iterator[Match]:
    waiting: list[Match] = []
    with connection.cursor() as cursor:
        for match in _compared(_tail(cursor, asked), word, newest_first=asked.newest_first):
            heappush(waiting, match)
        candidates, bounds = _in_order(cursor, search.blocks(cursor, terms), asked)
        start, step = 0, _FIRST_STEP
        while start < len(candidates):
            rows = _of_blocks(cursor, candidates[start : start + step], asked)
            for match in _compared(rows, word, newest_first=asked.newest_first):
                heappush(waiting, match)
            start, step = start + step, min(step * 2, _STEP)
            # Blocks not looked at yet can hold nothing before this time.
            bound = (False, int(bounds[start])) if start < len(candidates) else _END
            while waiting and waiting[0].key[:2] < bound:
                yield heappop(waiting)
    while waiting:
        yield heappop(waiting)


def _in_order(cursor: Any, candidates: Blocks, asked: Question) -> tuple[Blocks, Blocks]:
    """Candidate blocks by the first time that can come from them, and that time (negative when newest first)."""
    if not len(candidates):
        return candidates, candidates
    times = search.times(cursor, candidates)
    kept = np.ones(len(candidates), np.bool_)
    if asked.where.since is not None:
        kept &= times.newest >= asked.where.since
    if asked.where.until is not None:
        kept &= times.oldest < asked.where.until
    bounds = (-times.newest if asked.newest_first else times.oldest)[kept]
    order = np.argsort(bounds, kind="stable")
    return candidates[kept][order], bounds[order]


_ROW = "c.at, c.uid, c.seq, c.text, c.name, c.address"
Row = tuple[int, bytes, int, str, str, str]


def _of_blocks(cursor: Any, wanted: Blocks, asked: Question) -> list[Row]:
    behind, values = either(asked.stretches)
    cursor.execute(
        f"SELECT {_ROW} FROM {sql.numbers()} CROSS JOIN contact c"  # noqa: S608
        f" WHERE c.seq >= v.value AND c.seq < v.value + {BLOCK} AND {asked.conditions.text(behind)}",
        (sql.given((wanted * BLOCK).tolist()), *asked.conditions.values, *values),
    )
    return list(cursor)


def _tail(cursor: Any, asked: Question) -> list[Row]:
    """The rows of the unfinished segment, whatever they hold."""
    behind, values = either(asked.stretches)
    cursor.execute(
        f"SELECT {_ROW} FROM contact c WHERE c.seq >= {search.tail(cursor)} AND {asked.conditions.text(behind)}",  # noqa: S608
        (*asked.conditions.values, *values),
    )
    return list(cursor)


def _walk(asked: Question, word: str) -> Iterator[Match]:
    """All rows in order of time, for a single character, which has no pair to look up."""
    for phase in asked.stretches:
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT {_ROW} FROM contact c WHERE {asked.conditions.text(phase.condition)} ORDER BY {phase.order}",  # noqa: S608
                (*asked.conditions.values, *phase.values),
            )
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                yield from _compared(rows, word, newest_first=asked.newest_first)


def _compared(rows: Sequence[Row], word: str, *, newest_first: bool) -> Iterator[Match]:
    """Those rows that hold the word in text, name or address; all, when the word is empty."""
    if word and rows:
        pieces = fold("\0".join([f"{row[3]}\0{row[4]}\0{row[5]}" for row in rows])).split("\0")
        holding = [
            word in text or word in name or word in address
            for text, name, address in zip(*[iter(pieces)] * 3, strict=True)
        ]
        rows = [row for row, holds in zip(rows, holding, strict=True) if holds]
    for at, uid, seq, *_ in rows:
        number = int.from_bytes(uid, "big")
        yield Match(
            (
                newest_first and at == NO_TIME,
                -at if newest_first else at,
                -number if newest_first else number,
            ),
            seq,
        )
