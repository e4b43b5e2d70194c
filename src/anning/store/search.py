"""Which contacts can hold a word: a filter over blocks of contacts, so that few rows have to be looked at.

Contacts are numbered in the order they are put in; SEGMENT of them make a segment, BLOCK of them a block. When a
segment is full, the hashes of all pairs of neighbouring characters in each of its blocks are written down
(``terms``), and of longer runs with digits; the ids and callers of its contacts are further terms. The times each
block spans stand beside (``segment``). A word can only be in the blocks that hold all its terms; those rows are then
compared for real, so nothing is missed and nothing false is shown. The last, unfinished segment is always looked at
whole.

Why not SQLite's FTS5: its trigrams do not find words of two characters, most words of the law are such, and
pairs made for it cost several times this. Why hashes of pairs: they need no words, so no segmenter decides what
can be found. Deleted contacts stay in the filter, which is harmless; numbers are never used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.store import sql
from anning.store.codes import NO_TIME
from anning.store.values import ID_BYTES

SEGMENT = 2048
BLOCK = 8
BLOCKS = SEGMENT // BLOCK
"""Of a segment."""
_PART_BITS, _LOW_BITS, _SEGMENT_BITS = 6, 16, 20
_TERM_SHIFT = 32 - _PART_BITS - _LOW_BITS
"""A term is the upper bits of a hash; they need not be many, for a block has a few hundred terms."""
_LOW_BYTES, _SEGMENT_MASK = _LOW_BITS // 8, (1 << _SEGMENT_BITS) - 1
_MOST = 4
"""Terms of a long word that are looked up; more would leave hardly fewer blocks."""
_NEVER = -NO_TIME
_A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)

Blocks = NDArray[np.int64]


Indexed = tuple[Any, ...]
"""What the filter needs of a contact, first in a plain tuple because there are millions: INDEXED."""
INDEXED = ("seq", "at", "uid", "caller", "name", "address", "text")


class Times(NamedTuple):
    """The first and last time in each block of the full segments, segment by segment; what has no time is left out."""

    numbers: NDArray[np.int64]
    oldest: NDArray[np.int64]
    newest: NDArray[np.int64]

    def places(self, wanted: Blocks) -> NDArray[np.intp]:
        """Where some blocks stand in oldest and newest."""
        return self.numbers.searchsorted(wanted // BLOCKS) * BLOCKS + wanted % BLOCKS


def write_segment(cursor: Any, number: int, rows: Sequence[Indexed]) -> None:
    """Write the filter of a full segment; rows are its contacts in the order of their numbers."""
    oldest, newest = _times(number, rows)
    cursor.execute(
        "INSERT INTO segment (number, oldest, newest) VALUES (%s, %s, %s)", (number, oldest, newest)
    )
    terms, block = _terms(number, rows)
    low, block = terms.astype("<u2"), block.astype(np.uint8)
    starts = np.searchsorted(terms >> _LOW_BITS, np.arange((1 << _PART_BITS) + 1)).tolist()
    cursor.executemany(
        "INSERT INTO terms (place, pairs) VALUES (%s, %s)",
        [
            (part << _SEGMENT_BITS | number, low[start:end].tobytes() + block[start:end].tobytes())
            for part, (start, end) in enumerate(pairwise(starts))
            if end > start
        ],
    )


def _times(number: int, rows: Sequence[Indexed]) -> tuple[bytes, bytes]:
    oldest, newest = np.full(BLOCKS, NO_TIME, "<i8"), np.full(BLOCKS, _NEVER, "<i8")
    at = np.array([row[1] for row in rows], np.int64)
    block = np.array([row[0] for row in rows], np.int64) // BLOCK - number * BLOCKS
    np.minimum.at(oldest, block, at)
    np.maximum.at(newest, block, np.where(at == NO_TIME, _NEVER, at))
    return oldest.tobytes(), newest.tobytes()


def _terms(number: int, rows: Sequence[Indexed]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The terms of a segment in order, and the block beside each that holds it."""
    seqs, _, uids, callers, names, addresses, texts, *_ = zip(*rows, strict=False)
    block = np.array(seqs, np.uint32) // BLOCK - np.uint32(number * BLOCKS)
    lengths = np.fromiter(map(len, texts), np.intp, len(rows))
    for words in (names, addresses):
        lengths += np.fromiter(map(len, words), np.intp, len(rows))
    joined = "\0".join(chain.from_iterable(zip(texts, names, addresses, strict=True)))
    folded = views.table()[views.codes(joined)]
    where = np.repeat(block, lengths + 3)[:-1]
    pairs, (places, numbers) = _pairs(folded), _numbers(folded)
    known = {caller: caller_term(caller) for caller in set(callers)}
    by_caller = np.array([known[caller] for caller in callers], np.uint32)
    by_uid = np.frombuffer(b"".join(uids), ">u4")[:: ID_BYTES // 4].astype(np.uint32) >> _TERM_SHIFT
    return _sorted(
        np.concatenate([pairs, numbers, by_caller, by_uid]),
        np.concatenate([where[:-1], where[places], block, block]),
    )


def _sorted(
    terms: NDArray[np.uint32], block: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Sorted by term, without neighbours that are the same; by two stable sorts of few bits, which are quick."""
    order = np.argsort(terms.astype(np.uint16), kind="stable")
    order = order[np.argsort((terms[order] >> _LOW_BITS).astype(np.uint8), kind="stable")]
    terms, block = terms[order], block[order]
    first = np.concatenate([[True], (terms[1:] != terms[:-1]) | (block[1:] != block[:-1])])
    return terms[first], block[first]


def _pairs(folded: views.Codes) -> NDArray[np.uint32]:
    """The terms of all neighbouring characters."""
    return _mixed(folded[:-1] * _A + folded[1:] * _B)


def _numbers(folded: views.Codes) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Three characters of which two are digits, and four of which three are: where, and their terms.

    Nearly every block has all pairs of digits, so that those alone find no number.
    """
    digit = ((folded - np.uint32(ord("0"))) < np.uint32(10)).astype(np.uint8)
    three = digit[:-2] + digit[1:-1] + digit[2:]
    four = three[:-1] + digit[3:]
    places = [np.flatnonzero(three == 2), np.flatnonzero(four >= 3)]  # noqa: PLR2004 - digits
    terms = [_run_of(folded, where, length) for length, where in enumerate(places, 3)]
    return np.concatenate(places), np.concatenate(terms)


def _run_of(folded: views.Codes, places: NDArray[np.intp], length: int) -> NDArray[np.uint32]:
    """The terms of so many characters from each place on."""
    value = np.full(len(places), length, np.uint32)
    for step in range(length):
        value = value * _B + folded[places + step]
    return _mixed(value)


def _mixed(value: NDArray[np.uint32]) -> NDArray[np.uint32]:
    value ^= value >> np.uint32(15)
    value *= _C
    return value >> np.uint32(_TERM_SHIFT)


def word_terms(folded: str) -> list[int]:
    """The terms every contact with this word has; none for a single character."""
    if len(folded) < 2:  # noqa: PLR2004 - a pair
        return []
    codes = views.codes(folded)
    found: list[int] = []
    for terms in (_numbers(codes)[1], _pairs(codes)):
        every = sorted(set(terms.tolist()))
        found += every[:: max(1, len(every) // _MOST)][:_MOST]
    return found[:_MOST]


def caller_term(caller: str) -> int:
    """The term of a caller key."""
    return crc32(caller.encode()) >> _TERM_SHIFT


def uid_term(uid: bytes) -> int:
    """The term of an entry id: some of its bits, which are as good as random."""
    return int.from_bytes(uid[:4], "big") >> _TERM_SHIFT


def numbers(cursor: Any) -> list[int]:
    """The full segments."""
    cursor.execute("SELECT number FROM segment ORDER BY number")
    return [number for (number,) in cursor.fetchall()]


def tail(cursor: Any) -> int:
    """The first number that no full segment covers."""
    cursor.execute("SELECT max(number) FROM segment")
    (last,) = cursor.fetchone()
    return 0 if last is None else (int(last) + 1) * SEGMENT


def blocks(cursor: Any, terms: Iterable[int], segments: Sequence[int]) -> Blocks:
    """The blocks of some segments that hold all the terms, of which there is one at least; in order."""
    size = (max(segments, default=-1) + 1) * BLOCKS
    held = np.ones(size, np.bool_)
    for term in terms:
        holding = np.zeros(size, np.bool_)
        holding[_holding(cursor, term, segments)] = True
        held &= holding
        segments = np.flatnonzero(held.reshape(-1, BLOCKS).max(axis=1)).tolist()
    return np.flatnonzero(held)


def _holding(cursor: Any, term: int, segments: Sequence[int]) -> Blocks:
    """The blocks that hold one term; found as bytes, for there are hundreds of segments."""
    part, low = divmod(term, 1 << _LOW_BITS)
    cursor.execute(
        f"SELECT t.place, t.pairs FROM {sql.numbers()} CROSS JOIN terms t WHERE t.place = v.value",  # noqa: S608
        (sql.given([part << _SEGMENT_BITS | segment for segment in segments]),),
    )
    wanted = low.to_bytes(_LOW_BYTES, "little")
    firsts, counts, held = [], [], []
    for place, pairs in cursor.fetchall():
        count = len(pairs) // (_LOW_BYTES + 1)
        first, end = _run(pairs, wanted, count)
        if end > first:
            firsts.append((place & _SEGMENT_MASK) * BLOCKS)
            counts.append(end - first)
            held.append(pairs[_LOW_BYTES * count + first : _LOW_BYTES * count + end])
    return np.repeat(np.array(firsts, np.int64), counts) + np.frombuffer(b"".join(held), np.uint8)


def _run(pairs: bytes, wanted: bytes, count: int) -> tuple[int, int]:
    """Where a term stands among the first count (sorted) terms: from, and up to but not including."""
    stop = _LOW_BYTES * count
    first = pairs.find(wanted, 0, stop)
    while first > 0 and first % _LOW_BYTES:  # across two neighbours
        first = pairs.find(wanted, first + 1, stop)
    if first < 0:
        return 0, 0
    last = pairs.rfind(wanted, first, stop)
    while last % _LOW_BYTES:
        last = pairs.rfind(wanted, first, last + 1)
    return first // _LOW_BYTES, last // _LOW_BYTES + 1


def times(cursor: Any) -> Times:
    """The times of all blocks of full segments."""
    cursor.execute("SELECT number, oldest, newest FROM segment ORDER BY number")
    rows = cursor.fetchall()
    oldest, newest = (np.frombuffer(b"".join(row[column] for row in rows), "<i8") for column in (1, 2))
    return Times(np.array([row[0] for row in rows], np.int64), oldest, newest)


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
