"""Which contacts can hold a word: a filter over blocks of contacts, so that few rows have to be looked at.

Contacts are numbered in the order they are put in; SEGMENT of them make a segment, BLOCK of them a block. When a
segment is full, the hashes of all pairs of neighbouring characters in each of its blocks (and of four digits in a
row) are written down (``terms``), with the ids and callers of its contacts as further terms, and the times each
block spans (``segment``). A word can only be in the blocks that hold all its terms; those rows are then compared for
real, so nothing is missed and nothing false is shown. The last, unfinished segment is always looked at whole.

Why not SQLite's FTS5: its trigrams do not find words of two characters, most words of the law are such, and
pairs made for it cost several times this. Why hashes of pairs: they need no words, so no segmenter decides what
can be found. Deleted contacts stay in the filter, which is harmless; numbers are never used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.store.codes import NO_TIME
from anning.store.values import ID_BYTES

SEGMENT = 2048
BLOCK = 8
_BLOCKS = SEGMENT // BLOCK
_PART_BITS, _LOW_BITS, _BLOCK_BITS, _SEGMENT_BITS = 8, 16, 8, 20
_LOW_BYTES, _SEGMENT_MASK = _LOW_BITS // 8, (1 << _SEGMENT_BITS) - 1
_MOST = 4
"""Terms of a long word that are looked up; more would leave hardly fewer blocks."""
_NEVER = -NO_TIME
_A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)

Blocks = NDArray[np.int64]


Indexed = tuple[int, int, bytes, str, str, str, str]
"""What the filter needs of a contact, a plain tuple because there are millions: INDEXED."""
INDEXED = ("seq", "at", "uid", "caller", "name", "address", "text")


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
            for part, (start, end) in enumerate(pairwise(starts))
            if end > start
        ],
    )


def _times(number: int, rows: Sequence[Indexed]) -> tuple[bytes, bytes]:
    oldest, newest = np.full(_BLOCKS, NO_TIME, "<i8"), np.full(_BLOCKS, _NEVER, "<i8")
    at = np.array([row[1] for row in rows], np.int64)
    block = np.array([row[0] for row in rows], np.int64) // BLOCK - number * _BLOCKS
    np.minimum.at(oldest, block, at)
    np.maximum.at(newest, block, np.where(at == NO_TIME, _NEVER, at))
    return oldest.tobytes(), newest.tobytes()


def _keys(number: int, rows: Sequence[Indexed]) -> NDArray[np.uint32]:
    """All (term, block) of a segment, sorted, each once: 24 bits of term, 8 of block."""
    seqs, _, uids, callers, names, addresses, texts = zip(*rows, strict=True)
    block = np.array(seqs, np.uint32) // BLOCK - np.uint32(number * _BLOCKS)
    lengths = np.fromiter(map(len, texts), np.intp, len(rows))
    for words in (names, addresses):
        lengths += np.fromiter(map(len, words), np.intp, len(rows))
    joined = "".join(
        [f"{text}\0{name}\0{address}\0" for text, name, address in zip(texts, names, addresses, strict=True)]
    )
    folded = views.table()[views.codes(joined)]
    pairs, (places, numbers) = _pairs(folded), _numbers(folded)
    where = np.repeat(block, lengths + 3)[:-1]
    known = {caller: caller_term(caller) for caller in set(callers)}
    by_caller = np.array([known[caller] for caller in callers], np.uint32)
    ids = np.frombuffer(b"".join(uids), np.uint8).reshape(-1, ID_BYTES).astype(np.uint32)
    by_uid = ids[:, 0] << 16 | ids[:, 1] << 8 | ids[:, 2]
    terms, at = (
        np.concatenate([pairs, numbers, by_caller, by_uid]),
        np.concatenate([where, where[places], block, block]),
    )
    keys = terms << _BLOCK_BITS | at
    keys.sort()
    first = np.concatenate([[True], keys[1:] != keys[:-1]])
    return np.asarray(keys[first])


def _pairs(folded: views.Codes) -> NDArray[np.uint32]:
    """The terms of all neighbouring characters."""
    return _mixed(folded[:-1] * _A + folded[1:] * _B)


def _numbers(folded: views.Codes) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Where four digits stand in a row, and their terms: pairs of digits are in nearly every block."""
    digits = folded - np.uint32(ord("0"))
    digit = digits < np.uint32(10)
    places = np.flatnonzero(digit[:-3] & digit[1:-2] & digit[2:-1] & digit[3:])
    value = np.zeros(len(places), np.uint32)
    for step in range(4):
        value = value * np.uint32(10) + digits[places + step]
    return places, _mixed(value * _B + _A)


def _mixed(value: NDArray[np.uint32]) -> NDArray[np.uint32]:
    value ^= value >> np.uint32(15)
    value *= _C
    return value >> np.uint32(_BLOCK_BITS)


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
    """The blocks that hold one term; found as bytes, for there are hundreds of segments."""
    part, low = divmod(term, 1 << _LOW_BITS)
    cursor.execute(
        "SELECT place, pairs FROM terms WHERE place >= %s AND place < %s ORDER BY place",
        (part << _SEGMENT_BITS, (part + 1) << _SEGMENT_BITS),
    )
    wanted = low.to_bytes(_LOW_BYTES, "little")
    firsts, counts, held = [], [], []
    for place, pairs in cursor.fetchall():
        count = len(pairs) // (_LOW_BYTES + 1)
        first, end = _run(pairs, wanted, count)
        if end > first:
            firsts.append((place & _SEGMENT_MASK) * _BLOCKS)
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


def times(cursor: Any, wanted: Blocks) -> Times:
    """The times of some blocks, in the order given."""
    cursor.execute("SELECT number, oldest, newest FROM segment ORDER BY number")
    numbers, oldest, newest = zip(*cursor.fetchall(), strict=True)
    segment = np.array(numbers).searchsorted(wanted // _BLOCKS)
    places = segment * _BLOCKS + wanted % _BLOCKS
    return Times(*(np.frombuffer(b"".join(parts), "<i8")[places] for parts in (oldest, newest)))


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
