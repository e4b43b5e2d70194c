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
_FIRST_SEGMENTS = 8
"""Segments asked at first, twice as many each time after."""
_ROWS_AT_ONCE = 2000

Key = tuple[bool, int, int]


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
        for wanted, bound in _Candidates(cursor, terms, asked):
            rows = _of_blocks(cursor, wanted, asked)
            for match in _compared(rows, word, newest_first=asked.newest_first):
                heappush(waiting, match)
            while waiting and waiting[0].key[:2] < (False, bound):
                yield heappop(waiting)
    while waiting:
        yield heappop(waiting)


class _Candidates:
    """Blocks that may hold the word, some at a time, by the first time that can come from them.

    With each portion goes a bound: blocks not given yet can hold nothing before it (times negative when newest
    first). Segments are asked for terms as their turn comes: a word that is everywhere is found in the first few.
    """

    def __init__(self, cursor: Any, terms: Sequence[int], asked: Question) -> None:
        self._cursor, self._terms = cursor, terms
        self._times = times = search.times(cursor)
        self._first = -times.newest if asked.newest_first else times.oldest
        self._kept = np.ones(len(self._first), np.bool_)
        if asked.where.since is not None:
            self._kept &= times.newest >= asked.where.since
        if asked.where.until is not None:
            self._kept &= times.oldest < asked.where.until

    def __iter__(self) -> Iterator[tuple[Blocks, int]]:
        segments, firsts = self._segments()
        blocks, bounds = np.empty(0, np.int64), np.empty(0, np.int64)
        taken, group, step = 0, _FIRST_SEGMENTS, _FIRST_STEP
        while taken < len(segments) or len(blocks):
            while taken < len(segments) and (not len(bounds) or firsts[taken] <= bounds[0]):
                more = self._holding(segments[taken : taken + group])
                blocks = np.concatenate([blocks, more])
                bounds = self._first[self._times.places(blocks)]
                order = np.argsort(bounds, kind="stable")
                blocks, bounds = blocks[order], bounds[order]
                taken, group = taken + group, group * 2
            ahead = firsts[taken] if taken < len(segments) else NO_TIME
            before = bounds.searchsorted(ahead) if taken < len(segments) else len(bounds)
            count = min(step, int(before))
            yield blocks[:count], int(bounds[count] if count < before else ahead)
            blocks, bounds, step = blocks[count:], bounds[count:], min(step * 2, _STEP)

    def _segments(self) -> tuple[list[int], Blocks]:
        """Segments by the first time in them, and that time."""
        first = self._first.reshape(-1, search.BLOCKS).min(axis=1)
        order = np.argsort(first, kind="stable")
        kept = np.asarray(self._kept.reshape(-1, search.BLOCKS).any(axis=1))
        order = order[kept[order]]
        return self._times.numbers[order].tolist(), first[order]

    def _holding(self, segments: Sequence[int]) -> Blocks:
        found = search.blocks(self._cursor, self._terms, segments)
        return found[self._kept[self._times.places(found)]]


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
