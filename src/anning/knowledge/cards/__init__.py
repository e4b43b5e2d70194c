"""Cards for the first minutes: what to do when there is danger, and when a court has written."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do. numbers are hotlines that belong to it; norms the references a statement rests on."""

    title: str
    text: str
    numbers: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One card: said calmly, read in a minute, printed on one sheet.

    remember is what must not be forgotten later; numbers are shown at its end. source, mark and checked as in
    Hotline.
    """

    id: str
    title: str
    lead: str
    steps: tuple[Step, ...]
    remember: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    source: str
    mark: Mark
    checked: date


@cache
def cards() -> dict[str, Card]:
    """Every card by its id."""
    return {card.id: card for _, card in shelf.read("cards", Card)}
