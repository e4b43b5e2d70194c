"""How long a phone's own call log lasts: heavy calling overwrites itself."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from msgspec import Struct

from anning.knowledge import blocking


class HalfLife(Struct, frozen=True, kw_only=True):
    """For a phone that keeps `cap` calls: days until the oldest goes (0 when full), and how long one call stays."""

    cap: int
    rows: int
    rate: float
    full: bool
    left: float
    turn: float


def halflives(rows: int, days: float) -> tuple[HalfLife, ...]:
    """One estimate for each size a log may have, from the calls of one imported log and the days they span.

    None from less than a day. A log longer than a size is that of a phone which keeps more: the size is left out.
    """
    if days < 1:
        return ()
    known, rate = blocking.retention(), rows / days
    return tuple(_of(cap, rows, rate, known.full) for cap in known.rows if rows <= cap * (2 - known.full))


def _of(cap: int, rows: int, rate: float, full: float) -> HalfLife:
    is_full = rows >= cap * full
    left = 0.0 if is_full else (cap - rows) / rate
    return HalfLife(cap=cap, rows=rows, rate=rate, full=is_full, left=left, turn=cap / rate)


def every_days(found: Sequence[HalfLife]) -> int:
    """How often to export at least: half the time a call stays, at most a week."""
    return min((max(1, floor(one.turn / 2)) for one in found), default=7) if found else 7


def sentences(rows: int, days: float) -> tuple[str, ...]:
    """What to tell the person, most certain first."""
    words = blocking.retention().words
    found = halflives(rows, days)
    if not found:
        return (words["none"],)
    first = found[0]
    said = [
        words["rate"].format(rows=first.rows, days=round(first.rows / first.rate), rate=f"{first.rate:.1f}")
    ]
    said += (
        words["full" if one.full else "left"].format(cap=one.cap, left=floor(one.left), turn=floor(one.turn))
        for one in found
    )
    days = min(7, every_days(found))
    said.append(words["weekly"].format(days=days) if days < 7 else words["slow"])  # noqa: PLR2004 - a week
    return tuple(said)
