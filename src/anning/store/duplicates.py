"""The same message in two originals: told by its fingerprint and by which copy in its original it is."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from anning.domain.records import Contact
from anning.store import sql
from anning.store.codes import DIRECTION, KIND, NO_TIME

_FILTER_BITS = 25
_SHIFTS = (0, 20, 39)
"""Three overlapping windows of a fingerprint: a million entries leave one false alarm in a thousand."""


class Held(NamedTuple):
    """A contact of another original."""

    seq: int
    evidence: int


Copies = dict[tuple[int, int], Held]


def fingerprint(contact: Contact, caller: str) -> int:
    """What makes it the same message: kind, direction, caller, second, text, duration; 64 bits, signed."""
    second = "" if contact.at is None else contact.at // 1000
    words = (
        f"{KIND[contact.kind]}\x1f{DIRECTION[contact.direction]}\x1f{caller}\x1f{second}"
        f"\x1f{contact.duration_s}\x1f{contact.text}"
    )
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little", signed=True)


class Seen:
    """Which fingerprints came by in this original, in four megabytes however many; sometimes a false yes."""

    def __init__(self) -> None:
        self._bits = np.zeros(1 << (_FILTER_BITS - 3), np.uint8)

    def add(self, fingerprints: Sequence[int]) -> NDArray[np.bool_]:
        """Which of them may have come before this call; all are remembered."""
        values = np.array(fingerprints, np.int64).view(np.uint64)
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
    """Which copy each contact of one original is: 0 for the first with its fingerprint, 1 for the second, and so on."""

    def __init__(self, cursor: Any, evidence: int) -> None:
        self._cursor, self._evidence = cursor, evidence
        self._seen = Seen()
        self.waiting: list[int] = []
        """Fingerprints of contacts kept but not yet in the table."""
        self.left_out = array("q")
        """Fingerprints of contacts that were duplicates."""

    def nth(self, fingerprints: Sequence[int], at: Sequence[int]) -> list[int]:
        """The number of equal ones before each, this batch included."""
        maybe = self._seen.add(fingerprints)
        earlier = {
            fingerprints[n]: self._before(fingerprints[n], at[n]) for n in np.flatnonzero(maybe).tolist()
        }
        if not earlier and len(set(fingerprints)) == len(fingerprints):
            return [0] * len(fingerprints)
        count = Counter(earlier)
        numbers = []
        for mark in fingerprints:
            numbers.append(count[mark])
            count[mark] += 1
        return numbers

    def _before(self, mark: int, at: int) -> int:
        self._cursor.execute(
            f"SELECT count(*) FROM contact WHERE {_SAME_SECOND if at != NO_TIME else _TIMELESS}"  # noqa: S608
            " AND fingerprint = %s AND evidence = %s",
            (*_second(at), mark, self._evidence),
        )
        (stored,) = self._cursor.fetchone()
        left_out = np.count_nonzero(np.frombuffer(self.left_out, np.int64) == mark) if self.left_out else 0
        return int(stored) + self.waiting.count(mark) + int(left_out)


_SAME_SECOND = "at >= %s AND at <= %s"
_TIMELESS = f"at = {NO_TIME}"


def _second(at: int) -> tuple[int, ...]:
    return () if at == NO_TIME else (at // 1000 * 1000, at // 1000 * 1000 + 999)


def held_elsewhere(cursor: Any, evidence: int, fingerprints: Sequence[int], at: Sequence[int]) -> Copies:
    """Contacts of other originals that have one of these fingerprints, by fingerprint and copy."""
    wanted = set(fingerprints)
    seconds = sorted({moment // 1000 * 1000 for moment in at if moment != NO_TIME})
    timeless = [mark for mark, moment in zip(fingerprints, at, strict=True) if moment == NO_TIME]
    held: Copies = {}
    for values, condition in (
        (seconds, "c.at >= v.value AND c.at <= v.value + 999"),
        (timeless, f"c.at = {NO_TIME} AND c.fingerprint = v.value"),
    ):
        if not values:
            continue
        cursor.execute(
            f"SELECT c.fingerprint, c.nth, c.seq, c.evidence FROM {sql.numbers()} CROSS JOIN contact c"  # noqa: S608
            f" WHERE {condition} AND c.evidence <> %s",
            (sql.given(values), evidence),
        )
        held |= {(mark, nth): Held(seq, other) for mark, nth, seq, other in cursor if mark in wanted}
    return held
