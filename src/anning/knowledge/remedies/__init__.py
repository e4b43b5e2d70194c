"""Conduct → the norms a person can rely on before each kind of body, and what a suit about it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.case import Product
from anning.domain.findings import Conduct
from anning.knowledge import shelf
from anning.knowledge.channels import Sourced, Whose


class Remedy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """References of knowledge/laws by ground, of every time; the law book of the day leaves out what was not in force.

    cause names the family of suits. owner says whose the civil claim is: third-party contact disturbs the peace
    of the one who was called, so it is that person's own.
    """

    civil: tuple[str, ...] = ()
    administrative: tuple[str, ...] = ()
    conduct_rules: tuple[str, ...] = ()
    cause: str
    owner: Whose = "own"


class Cause(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of a suit for filings from a day on, of some products first; note says what was not checked."""

    family: str
    name: str
    since: date
    until: date | None = None
    products: tuple[Product, ...] = ()
    note: str = ""


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it. products names laws (file ids) that speak of some products only; says are the sentences around."""

    remedies: Mapping[Conduct, Remedy]
    causes: tuple[Cause, ...]
    products: Mapping[str, tuple[Product, ...]]
    says: Mapping[str, str]


@cache
def sheet() -> Sheet:
    """The one sheet."""
    found: Sheet = shelf.read("remedies", Sheet)[0][1]
    return found


def cause(family: str, day: date, product: Product = "other") -> Cause | None:
    """What a suit of that family about that product is called when filed on that day."""
    fits = (
        c for c in sheet().causes if c.family == family and c.since <= day and (not c.until or day <= c.until)
    )
    return next((c for c in fits if not c.products or product in c.products), None)


def owner(conduct: Conduct) -> Whose:
    """Whose the civil claim about that conduct is."""
    remedy = sheet().remedies.get(conduct)
    return remedy.owner if remedy else "own"
