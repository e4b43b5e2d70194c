"""How long something can still be done, as data: counted from a contact, under the norm of that day."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.knowledge import shelf


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A period in months from the day of the conduct.

    It applies to findings that cite one of the laws (full titles) in `when`. basis are the norms that set the
    period; caution says how sure the end is.
    """

    id: str
    title: str
    months: int
    when: tuple[str, ...]
    basis: tuple[str, ...]
    caution: str

    def ends(self, day: date) -> date:
        """The last day: the same day of the month, or the last of a shorter month."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        for last in (day.day, 30, 29, 28):
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
        raise AssertionError(day)


@cache
def clocks() -> tuple[Clock, ...]:
    """Every clock."""
    return tuple(clock for _, clock in shelf.read("clocks", Clock))
