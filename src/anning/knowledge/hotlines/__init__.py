"""Numbers to call for help, each with what it is for, where that was read, how it was checked and when."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf

Purpose = Literal["danger", "mind", "court", "law", "report"]


class Hotline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line.

    number is written as it is dialled. hours is empty where nothing dependable was read. mark: V read at the
    source, V2 second-hand, M from memory. checked is the day the sheet was last held against its source; what a
    line is reached by changes, so pages show that day.
    """

    number: str
    name: str
    takes: str
    purposes: tuple[Purpose, ...]
    order: int
    hours: str = ""
    note: str = ""
    source: str
    mark: Mark
    checked: date


@cache
def hotlines() -> tuple[Hotline, ...]:
    """Every line, most urgent first."""
    return tuple(sorted((line for _, line in shelf.read("hotlines", Hotline)), key=lambda line: line.order))


def by_number() -> dict[str, Hotline]:
    """Lines by their number."""
    return {line.number: line for line in hotlines()}
