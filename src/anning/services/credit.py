"""What a credit record keeps of each debt and until when, and what may be asked of it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from anning.casework.deadlines import said_day
from anning.domain.china_time import china_day, now
from anning.domain.findings import Citation
from anning.knowledge import credit as data
from anning.knowledge import laws
from anning.knowledge.credit import Point
from anning.services import case as told
from anning.services import deadlines
from anning.services.desk import Desk

CLOCK = "credit_record"


class Record(Struct, frozen=True, kw_only=True):
    """One debt: the sentence on its record, and the day from which it should be gone (None: not begun)."""

    debt: str
    title: str
    says: str
    until: date | None


def records(desk: Desk) -> list[Record]:
    """Every debt, as the case has it."""
    case, words = told.case(), data.credit()
    running = {one.subject: one for one in deadlines.deadlines(desk) if one.clock == CLOCK}
    found = []
    for debt in case.debts.values():
        one = running.get(debt.id)
        says = words.not_begun
        if one is not None and one.day is not None and debt.settled is not None:
            form = words.gone if one.state == "passed" else words.stays
            says = form.format(since=said_day(debt.settled), until=said_day(one.day))
        found.append(
            Record(debt=debt.id, title=told.owed(case, debt), says=says, until=one.day if one else None)
        )
    return found


def points() -> list[tuple[Point, tuple[Citation, ...]]]:
    """What to know, each with its norms of today."""
    book = laws.on(china_day(now()))
    return [(one, book.cite(one.norms)) for one in data.credit().points]
