"""Which contacts can hold a word: a filter over blocks of contacts, so that few rows have to be looked at.

Contacts are numbered in the order they are put in; SEGMENT of them make a segment, BLOCK of them a block. When a
segment is full, the hashes of all pairs of neighbouring characters in each of its blocks are written down
(``terms``), with the ids and callers of its contacts as further terms, and the times each block spans
(``segment``). A word can only be in the blocks that hold all its pairs; those rows are then compared for real, so
nothing is missed and nothing false is shown. The last, unfinished segment is always looked at whole.

Why not SQLite's FTS5: its trigrams do not find words of two characters, most words of the law are such, and
pairs made for it cost several times this. Why hashes of pairs: they need no words, so no segmenter decides what
can be found. Deleted contacts stay in the filter, which is harmless; numbers are never used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.store.codes import NO_TIME

SEGMENT = 4096
BLOCK = 16
_BLOCKS = SEGMENT // BLOCK
_PART_BITS, _LOW_BITS, _BLOCK_BITS, _SEGMENT_BITS = 8, 16, 8, 20
_MOST_PAIRS = 4
"""Pairs of a long word that are looked up; more would leave hardly fewer blocks."""
_NEVER = -NO_TIME
_A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)

Blocks = NDArray[np.int64]


class Indexed(NamedTuple):
    """What the filter needs of a contact."""

    seq: int
    at: int
    uid: bytes
    caller: str
    name: str
    address: str
    text: str


class Times(NamedTuple):
    """The first and last time in each of some blocks; what has no time is left out."""

    oldest: Blocks
    newest: Blocks


def write_segment(cursor: Any, number: int, rows: Sequence[Indexed]) -> None:
    """Write the filter of a full segment; rows are its contacts in the order of their numbers."""
    oldest, newest = _times(number, rows)
    cursor.execute(
        "INSERT INTO segment (number, oldest, newest) VALUES (%s, %s, %s)", (number, oldest, newest)
    )
    keys = _keys(number, rows)
    low = (keys >> _BLOCK_BITS).astype("<u2")
    block = keys.astype(np.uint8)
    starts = np.searchsorted(keys >> (32 - _PART_BITS), np.arange((1 << _PART_BITS) + 1)).tolist()
    cursor.executemany(
        "INSERT INTO terms (place, pairs) VALUES (%s, %s)",
        [
            (part << _SEGMENT_BITS | number, low[start:end].tobytes() + block[start:end].tobytes())
            for part, (start, end) in enumerate(zip(starts, starts[1:], strict=False))
            if end > start
        ],
    )


def _times(number: int, rows: Sequence[Indexed]) -> tuple[bytes, bytes]:
    oldest, newest = np.full(_BLOCKS, NO_TIME, "<i8"), np.full(_BLOCKS, _NEVER, "<i8")
    at = np.array([row.at for row in rows], np.int64)
    block = np.array([row.seq for row in rows], np.int64) // BLOCK - number * _BLOCKS
    np.minimum.at(oldest, block, at)
    np.maximum.at(newest, block, np.where(at == NO_TIME, _NEVER, at))
    return oldest.tobytes(), newest.tobytes()


def _keys(number: int, rows: Sequence[Indexed]) -> NDArray[np.uint32]:
    """All (term, block) of a segment, sorted, each once: 24 bits of term, 8 of block."""
    block = np.array([row.seq for row in rows], np.uint32) // BLOCK - np.uint32(number * _BLOCKS)
    lengths = [len(row.text) + len(row.name) + len(row.address) + 3 for row in rows]
    joined = "".join([f"{row.text}\0{row.name}\0{row.address}\0" for row in rows])
    pairs = _pairs(views.table()[views.codes(joined)])
    where = np.repeat(block, lengths)[:-1]
    callers = {row.caller: caller_term(row.caller) for row in rows}
    others = np.array([[callers[row.caller], uid_term(row.uid)] for row in rows], np.uint32)
    keys = np.concatenate([pairs << _BLOCK_BITS | where, (others << _BLOCK_BITS | block[:, None]).ravel()])
    keys.sort()
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])]


def _pairs(folded: views.Codes) -> NDArray[np.uint32]:
    """The terms of all neighbouring characters."""
    mixed = folded[:-1] * _A + folded[1:] * _B
    mixed ^= mixed >> np.uint32(15)
    mixed *= _C
    return mixed >> np.uint32(_BLOCK_BITS)


def word_terms(folded: str) -> list[int]:
    """The terms every contact with this word has; none for a single character."""
    pairs = sorted(set(_pairs(views.codes(folded)).tolist())) if len(folded) > 1 else []
    step = max(1, len(pairs) // _MOST_PAIRS)
    return pairs[::step][:_MOST_PAIRS]


def caller_term(caller: str) -> int:
    """The term of a caller key."""
    return crc32(caller.encode()) >> _BLOCK_BITS


def uid_term(uid: bytes) -> int:
    """The term of an entry id: three of its bytes, which are as good as random."""
    return int.from_bytes(uid[:3], "big")


def tail(cursor: Any) -> int:
    """The first number that no full segment covers."""
    cursor.execute("SELECT max(number) FROM segment")
    (last,) = cursor.fetchone()
    return 0 if last is None else (int(last) + 1) * SEGMENT


def blocks(cursor: Any, terms: Iterable[int]) -> Blocks:
    """The blocks that hold all the terms, in order; the tail is not among them."""
    found: Blocks | None = None
    for term in terms:
        holding = _holding(cursor, term)
        found = holding if found is None else np.intersect1d(found, holding, assume_unique=True)
        if not len(found):
            break
    return np.empty(0, np.int64) if found is None else found


def _holding(cursor: Any, term: int) -> Blocks:
    part, low = divmod(term, 1 << _LOW_BITS)
    cursor.execute(
        "SELECT place, pairs FROM terms WHERE place >= %s AND place < %s ORDER BY place",
        (part << _SEGMENT_BITS, (part + 1) << _SEGMENT_BITS),
    )
    mask = (1 << _SEGMENT_BITS) - 1
    found = [np.empty(0, np.int64)]
    for place, pairs in cursor:
        count = len(pairs) // 3
        lows = np.frombuffer(pairs, "<u2", count)
        first, end = lows.searchsorted(low), lows.searchsorted(low, "right")
        if end > first:
            found.append(
                np.frombuffer(pairs, np.uint8, offset=2 * count)[first:end]
                + np.int64((place & mask) * _BLOCKS)
            )
    return np.concatenate(found)


def times(cursor: Any, wanted: Blocks) -> Times:
    """The times of some blocks, in the order given (which must be ascending)."""
    segments, counts = np.unique(wanted // _BLOCKS, return_counts=True)
    oldest, newest = [], []
    ends = accumulate(counts.tolist())
    spans = {
        number: wanted[end - count : end] % _BLOCKS
        for number, count, end in zip(segments.tolist(), counts.tolist(), ends, strict=True)
    }
    cursor.execute("SELECT number, oldest, newest FROM segment ORDER BY number")
    for number, first, last in cursor:
        if number in spans:
            oldest.append(np.frombuffer(first, "<i8")[spans[number]])
            newest.append(np.frombuffer(last, "<i8")[spans[number]])
    return Times(np.concatenate(oldest), np.concatenate(newest))


def drop_empty(cursor: Any, first_seq: int, end_seq: int) -> None:
    """Forget segments, fully inside these numbers, of which no contact is left."""
    inside = (-(-first_seq // SEGMENT), end_seq // SEGMENT)
    for number in range(*inside):
        cursor.execute(
            "SELECT 1 FROM contact WHERE seq >= %s AND seq < %s LIMIT 1",
            (number * SEGMENT, (number + 1) * SEGMENT),
        )
        if cursor.fetchone() is None:
            cursor.execute("DELETE FROM segment WHERE number = %s", (number,))
            places = [(part << _SEGMENT_BITS | number,) for part in range(1 << _PART_BITS)]
            cursor.executemany("DELETE FROM terms WHERE place = %s", places)
