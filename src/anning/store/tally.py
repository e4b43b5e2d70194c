"""Contacts summed up as they come in, so that a page need not read them all to say how many there are.

One row for each original, caller, name and what was found; written in the transaction that writes the contacts.
Contacts without a time have rows of their own. first_at and last_at are exact for all rows of one original, caller,
name, kind and direction together: a finding that is dismissed moves a contact to another row but not its time away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from anning.store import sql
from anning.store.codes import NO_TIME

_FOUND = ("verdict", "conducts", "levels", "live_verdict", "live_conducts", "live_levels")
KEY = ("caller", "name", "kind", "direction", *_FOUND)
"""What a row is about, beside its original; the same names as in contact, so that the same conditions fit both."""

NEVER = -NO_TIME
"""last_at of what has no time; first_at is NO_TIME then."""

_COLUMNS = ("evidence", *KEY, "timed", "entries", "first_at", "last_at")
_NAMES = ", ".join(KEY)
_TIMED = f"CASE WHEN at < {NO_TIME} THEN 1 ELSE 0 END"

_Key = tuple[Any, ...]


class Tally:
    """The contacts of one original on their way in."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._key = itemgetter(*map(columns.index, KEY))
        self._at = columns.index("at")
        self.timed: dict[_Key, list[int]] = {}
        """How many of each kind, and their first and last time."""

        self._timeless: Counter[_Key] = Counter()

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Some contacts; a plain loop, for there are millions of them."""
        known, timeless, place = self.timed, self._timeless, self._at
        for key, row in zip(map(self._key, rows), rows, strict=True):
            at = row[place]
            if at == NO_TIME:
                timeless[key] += 1
            elif (same := known.get(key)) is None:
                known[key] = [1, at, at]
            else:
                same[0] += 1
                if at < same[1]:
                    same[1] = at
                elif at > same[2]:
                    same[2] = at

    def write(self, cursor: Any, number: int) -> None:
        """The sums, as those of this original."""
        rows = [(number, *key, 1, *sums) for key, sums in self.timed.items()]
        rows += [(number, *key, 0, n, NO_TIME, NEVER) for key, n in self._timeless.items()]
        sql.insert_many(cursor, "tally", _COLUMNS, rows)


def recount(cursor: Any, number: int) -> None:
    """Sum up one original anew from its contacts: some of them went to another."""
    cursor.execute("DELETE FROM tally WHERE evidence = %s", (number,))
    cursor.execute("SELECT first_seq, end_seq FROM evidence WHERE id = %s", (number,))
    cursor.execute(
        f"INSERT INTO tally ({', '.join(_COLUMNS)}) SELECT evidence, {_NAMES}, {_TIMED}, count(*), min(at),"  # noqa: S608
        f" CASE WHEN max(at) < {NO_TIME} THEN max(at) ELSE {NEVER} END FROM contact"
        f" WHERE evidence = %s AND seq >= %s AND seq < %s GROUP BY evidence, {_NAMES}, {_TIMED}",
        (number, *cursor.fetchone()),
    )


def change(cursor: Any, seq: int, assignments: str, values: Sequence[Any]) -> None:
    """Set columns of one contact's findings, and move it to the row where it belongs now."""
    _count(cursor, seq, -1)
    cursor.execute(f"UPDATE contact SET {assignments} WHERE seq = %s", (*values, seq))  # noqa: S608
    _count(cursor, seq, 1)
    cursor.execute("DELETE FROM tally WHERE entries = 0")


def _count(cursor: Any, seq: int, more: int) -> None:
    """One contact more or less in its row, which is begun when there is none."""
    cursor.execute(f"SELECT evidence, {_NAMES}, {_TIMED}, at FROM contact WHERE seq = %s", (seq,))  # noqa: S608
    *key, at = cursor.fetchone()
    last = at if at < NO_TIME else NEVER
    same = " AND ".join(f"{name} = %s" for name in ("evidence", *KEY, "timed"))
    cursor.execute(
        "UPDATE tally SET entries = entries + %s,"  # noqa: S608
        " first_at = CASE WHEN first_at > %s THEN %s ELSE first_at END,"
        f" last_at = CASE WHEN last_at < %s THEN %s ELSE last_at END WHERE {same}",
        (more, at, at, last, last, *key),
    )
    if not cursor.rowcount:
        sql.insert_many(cursor, "tally", _COLUMNS, [(*key, more, at, last)])
