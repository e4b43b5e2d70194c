"""The same message in two originals: told by what it says and by which copy in its original it is."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from anning.store import sql
from anning.store.codes import NO_TIME

_FILTER_BITS = 25
_SHIFTS = (0, 20, 39)
"""Three overlapping windows of a hash: a million entries leave one false alarm in a thousand."""


class Held(NamedTuple):
    """A contact of another original."""

    seq: int
    evidence: int


Mark = tuple[int, int, str, int, int, str]
"""What makes it the same message: kind, direction, caller, second, duration (-1: none), text."""

Copies = dict[tuple[Mark, int], Held]


_TIMELESS_SECOND = NO_TIME // 1000


def mark_all(
    kinds: Iterable[int],
    directions: Iterable[int],
    callers: Iterable[str],
    at: Iterable[int],
    durations: Iterable[int | None],
    texts: Iterable[str],
) -> list[Mark]:
    """The marks of some contacts, given by columns as the table has them."""
    seconds = [moment // 1000 for moment in at]
    known = [-1 if duration is None else duration for duration in durations]
    return list(zip(kinds, directions, callers, seconds, known, texts, strict=True))


def fingerprint(mark: Mark) -> int:
    """What finds the same message again when no time does, 64 bits, signed; 0 for a message with a time."""
    if mark[3] != _TIMELESS_SECOND:
        return 0
    words = "\x1f".join(map(str, mark))
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little", signed=True)


class Seen:
    """Which marks came by in this original, in four megabytes however many; sometimes a false yes."""

    def __init__(self) -> None:
        self._bits = np.zeros(1 << (_FILTER_BITS - 3), np.uint8)

    def add(self, marks: Sequence[Mark]) -> NDArray[np.bool_]:
        """Which of them may have come before this call; all are remembered."""
        values = np.fromiter(map(hash, marks), np.int64, len(marks)).view(np.uint64)
        before = np.ones(len(values), np.bool_)
        places = []
        for shift in _SHIFTS:
            place = (values >> np.uint64(shift)) & np.uint64((1 << _FILTER_BITS) - 1)
            byte, bit = place >> np.uint64(3), np.uint8(1) << (place & np.uint64(7)).astype(np.uint8)
            before &= (self._bits[byte] & bit) != 0
            places.append((byte, bit))
        for byte, bit in places:
            np.bitwise_or.at(self._bits, byte, bit)
        return before


class Counting:
    """Which copy each contact of one original is: 0 for the first with its mark, 1 for the second, and so on."""

    def __init__(self, cursor: Any, evidence: int) -> None:
        self._cursor, self._evidence = cursor, evidence
        self._seen = Seen()
        self.waiting: list[Mark] = []
        """Marks of contacts kept but not yet in the table."""
        self.left_out = array("q")
        """Hashes of the marks of contacts that were duplicates."""

    def nth(self, marks: Sequence[Mark]) -> list[int]:
        """The number of equal ones before each, this batch included."""
        maybe = np.flatnonzero(self._seen.add(marks)).tolist()
        earlier = {marks[n]: self._before(marks[n]) for n in maybe}
        if not earlier and len(set(marks)) == len(marks):
            return [0] * len(marks)
        count = Counter(earlier)
        numbers = []
        for mark in marks:
            numbers.append(count[mark])
            count[mark] += 1
        return numbers

    def _before(self, mark: Mark) -> int:
        kind, direction, caller, second, duration, text = mark
        self._cursor.execute(
            f"SELECT count(*) FROM contact WHERE {_TIMELESS if second == _TIMELESS_SECOND else _SAME_SECOND}"  # noqa: S608
            " AND evidence = %s AND caller = %s AND text = %s AND kind = %s AND direction = %s"
            " AND coalesce(duration_s, -1) = %s",
            (*_place(mark), self._evidence, caller, text, kind, direction, duration),
        )
        (stored,) = self._cursor.fetchone()
        left_out = (
            np.count_nonzero(np.frombuffer(self.left_out, np.int64) == hash(mark)) if self.left_out else 0
        )
        return int(stored) + self.waiting.count(mark) + int(left_out)


_SAME_SECOND = "at >= %s AND at <= %s"
_TIMELESS = f"at = {NO_TIME} AND fingerprint = %s"


def _place(mark: Mark) -> tuple[int, ...]:
    """What _SAME_SECOND or _TIMELESS ask for."""
    second = mark[3]
    return (fingerprint(mark),) if second == _TIMELESS_SECOND else (second * 1000, second * 1000 + 999)


def held_elsewhere(cursor: Any, evidence: int, marks: Sequence[Mark]) -> Copies:
    """Contacts of other originals that have one of these marks, by mark and copy."""
    wanted = set(marks)
    seconds = sorted({mark[3] * 1000 for mark in wanted if mark[3] != _TIMELESS_SECOND})
    timeless = [fingerprint(mark) for mark in wanted if mark[3] == _TIMELESS_SECOND]
    held: Copies = {}
    for values, condition in (
        (seconds, "c.at >= v.value AND c.at <= v.value + 999"),
        (timeless, f"c.at = {NO_TIME} AND c.fingerprint = v.value"),
    ):
        if not values:
            continue
        cursor.execute(
            f"SELECT {_MARK}, c.nth, c.seq, c.evidence FROM {sql.numbers()} CROSS JOIN contact c"  # noqa: S608
            f" WHERE {condition} AND c.evidence <> %s",
            (sql.given(values), evidence),
        )
        held |= _held(cursor, wanted)
    return held


_MARK = "c.kind, c.direction, c.caller, c.at, coalesce(c.duration_s, -1), c.text"


def _held(found: Iterable[Sequence[Any]], wanted: set[Mark]) -> Copies:
    held: Copies = {}
    for kind, direction, caller, at, duration, text, nth, seq, evidence in found:
        mark = (kind, direction, caller, at // 1000, duration, text)
        if mark in wanted:
            held[mark, nth] = Held(seq, evidence)
    return held
