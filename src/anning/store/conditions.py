"""A question (Where) as SQL conditions; the searched word is left to matches.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from anning.domain.numbers import caller_key
from anning.store import sql
from anning.store.codes import DIRECTION, DOUBTFUL, FILES, KIND, NO_TIME, VERDICT, conduct_bits, level_bits
from anning.store.values import Cursor, Where


class Conditions:
    """Conditions on ``contact c`` with their parameters, all of which must hold."""

    def __init__(self, where: Where, cursor: Any) -> None:
        self._parts: list[str] = []
        self._values: list[Any] = []
        self.few = False
        """Whether the rows meant are few and lie together, so that sorting them beats the order index."""
        self._times(where)
        self._small_sets(where)
        self._findings(where)
        if where.address:
            self._and("c.caller = %s", caller_key(where.address))
        if where.evidence:
            self._originals(cursor, "sha256 = %s", where.evidence)
        if where.import_id:
            self._originals(cursor, "import_id = %s", where.import_id)

    def _and(self, part: str, *values: Any) -> None:
        self._parts.append(part)
        self._values += values

    def _times(self, where: Where) -> None:
        if where.since is not None or where.until is not None:
            self._and("c.at < %s", NO_TIME if where.until is None else where.until)
        if where.since is not None:
            self._and("c.at >= %s", where.since)

    def _small_sets(self, where: Where) -> None:
        kinds = [KIND[kind] for kind in where.kinds]
        if kinds == [KIND["call"]]:
            self._and(f"c.kind = {KIND['call']}")  # as the partial index has it
        elif kinds:
            self._and(f"c.kind IN ({sql.list_of(kinds)})", *kinds)
            if min(kinds) >= FILES:
                self._and(f"c.kind >= {FILES}")  # as the partial index has it
        if where.direction:
            self._and("c.direction = %s", DIRECTION[where.direction])

    def _findings(self, where: Where) -> None:
        live = "" if where.include_dismissed else "live_"
        found = bool(where.only_findings or where.conducts or where.levels)
        if where.only_findings:
            self._and(f"c.{live}verdict >= %s", DOUBTFUL)
        if where.verdicts:
            verdicts = [VERDICT[verdict] for verdict in where.verdicts]
            found = found or 0 not in verdicts
            self._and(f"c.{live}verdict IN ({sql.list_of(verdicts)})", *verdicts)
        if where.conducts:
            self._and(f"c.{live}conducts & %s <> 0", conduct_bits(where.conducts))
        if where.levels:
            self._and(f"c.{live}levels & %s <> 0", level_bits(where.levels))
        if found:
            self._and("c.verdict > 0")  # as the partial index has it

    def _originals(self, cursor: Any, condition: str, value: str) -> None:
        cursor.execute(f"SELECT first_seq, end_seq FROM evidence WHERE entries > 0 AND {condition}", (value,))  # noqa: S608
        spans = _joined(cursor.fetchall())
        self.few = sum(end - first for first, end in spans) <= _FEW
        either = " OR ".join(["(c.seq >= %s AND c.seq < %s)"] * len(spans)) or "1 = 0"
        self._and(f"({either})", *(bound for span in spans for bound in span))

    def text(self, more: str = "") -> str:
        """The conditions joined, and one more; always true when there are none."""
        return " AND ".join([*self._parts, *([more] if more else [])]) or "1 = 1"

    @property
    def values(self) -> tuple[Any, ...]:
        """The parameters of text()."""
        return tuple(self._values)


class Phase(NamedTuple):
    """A stretch of the order: what belongs to it, and how it is sorted."""

    condition: str
    values: tuple[Any, ...]
    order: str


def phases(after: Cursor | None, *, newest_first: bool) -> list[Phase]:
    """What comes behind a place, in stretches one after the other; what has no time always comes last."""
    at = None if after is None else NO_TIME if after.at is None else after.at
    place = () if after is None else (at, bytes.fromhex(after.id))
    if not newest_first:
        return [Phase("(c.at, c.uid) > (%s, %s)" if place else "", place, "c.at, c.uid")]
    timed, timeless = f"c.at < {NO_TIME}", f"c.at = {NO_TIME}"
    behind = " AND (c.at, c.uid) < (%s, %s)" if place else ""
    order = "c.at DESC, c.uid DESC"
    if at == NO_TIME:
        return [Phase(timeless + behind, place, order)]
    return [Phase(timed + behind, place, order), Phase(timeless, (), order)]


def either(stretches: Sequence[Phase]) -> tuple[str, tuple[Any, ...]]:
    """All stretches as one condition, with its parameters."""
    if any(not phase.condition for phase in stretches):
        return "", ()
    text = " OR ".join(f"({phase.condition})" for phase in stretches)
    return f"({text})", tuple(value for phase in stretches for value in phase.values)


_FEW = 20_000


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch as one: an import of thousands of small files is one stretch of numbers."""
    joined: list[tuple[int, int]] = []
    for first, end in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined
