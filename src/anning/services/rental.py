"""A phone rental, whole: the ways out as money, the clauses to look for, and how courts have seen it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from anning.debt import contract, rentalfile
from anning.debt.rental import Path as Way
from anning.debt.rental import Rental, dearer_than_buying, paths
from anning.debt.rentalfile import Told
from anning.domain.china_time import china_day, now
from anning.domain.findings import Citation
from anning.domain.money import shown
from anning.knowledge import laws
from anning.knowledge import rental as data
from anning.knowledge.rental import Clause, View
from anning.services.cost import read_file
from anning.services.cost import shown as rate_shown

__all__ = ["Audit", "Rental", "Told", "Way", "audit", "audit_file", "dearer_than_buying", "is_rental"]


class Asked(Struct, frozen=True, kw_only=True):
    """One clause with its norms of today."""

    clause: Clause
    norms: tuple[Citation, ...]


class Audit(Struct, frozen=True, kw_only=True):
    """A rental and what is to be said of it; no verdict."""

    rental: Rental
    ways: tuple[Way, ...]
    said: tuple[str, ...]
    clauses: tuple[Asked, ...]
    views: tuple[View, ...]


def is_rental(path: Path) -> bool:
    """Whether a file describes a phone rental."""
    told = contract.parsed(read_file(path), str(path))
    return isinstance(told, dict) and rentalfile.KEY in told


def audit_file(path: Path) -> Audit:
    """The audit of a file; NotFound or InputUnusable says what is wrong with it."""
    return audit(rentalfile.read(contract.parsed(read_file(path), str(path)), str(path)))


def clauses() -> tuple[Clause, ...]:
    """What to look for in the contract."""
    return data.clauses()


def spent(rental: Rental) -> list[tuple[int, Decimal]]:
    """What has gone out for good by the end of each month, the deposit apart."""
    total, found = rental.upfront, []
    for month, rent in enumerate(rental.rents, 1):
        total += rent
        found.append((month, total))
    return found


def audit(rental: Rental, today: date | None = None) -> Audit:
    """The audit of a rental as told."""
    book = laws.on(today or china_day(now()))
    return Audit(
        rental=rental,
        ways=paths(rental),
        said=tuple(_said(rental)),
        clauses=tuple(Asked(clause=one, norms=book.cite(one.norms)) for one in data.clauses()),
        views=data.views(),
    )


def named(way: Way) -> str:
    """The way out for people."""
    return data.words().ways[way.way].format(month=way.month)


def sentences(way: Way, rental: Rental) -> tuple[str, ...]:
    """What one way comes to: the sum and multiple, then the rates side by side, never one alone."""
    words = data.words().said
    total = words["multiple"].format(total=shown(way.total), multiple=way.multiple)
    if way.cost is None:
        return (total,)
    rate = way.cost.rate
    if rate is None or not way.cost.unique:
        return (total, words["no_rate"])
    form = words["cash" if way.way == "resale" else "rate"]
    return (
        total,
        form.format(
            resale=shown(rental.resale) if rental.resale is not None else "",
            period=rate_shown(rate.per_period),
            nominal=rate_shown(rate.nominal_annual),
            effective=rate_shown(rate.effective_annual),
        ),
    )


def _said(rental: Rental) -> Iterator[str]:
    words = data.words().said
    known = rental.price_day is not None and bool(rental.price_source)
    yield words["price" if known else "price_unknown"].format(
        price=shown(rental.price), day=rental.price_day, source=rental.price_source
    )
    month = dearer_than_buying(rental)
    yield words["dearer"].format(month=month) if month else words["never_dearer"]
    if rental.resale is not None:
        yield words["resold"]
    yield words["no_verdict"]


def as_json(audit: Audit) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "ways": [
            {
                "way": way.way,
                "name": named(way),
                "month": way.month,
                "total_cost": shown(way.total),
                "multiple": float(way.multiple),
                **_rates(way),
                "said": list(sentences(way, audit.rental)),
            }
            for way in audit.ways
        ],
        "dearer_from_month": dearer_than_buying(audit.rental),
        "said": list(audit.said),
        "clauses": [
            {"id": a.clause.id, "title": a.clause.title, "look_for": a.clause.look_for, "why": a.clause.why,
             "say": a.clause.say, "mark": a.clause.mark,
             "norms": [{"law": c.law, "article": c.article, "in_force": c.in_force, "mark": c.mark} for c in a.norms]}
            for a in audit.clauses
        ],
        "views": [
            {"title": v.title, "words": v.words, "helps": v.helps, "source": v.source, "mark": v.mark}
            for v in audit.views
        ],
    }  # fmt: skip


def _rates(way: Way) -> dict[str, Any]:
    rate = way.cost.rate if way.cost and way.cost.unique else None
    return {
        "rate_per_period": rate.per_period if rate else None,
        "nominal_annual": rate.nominal_annual if rate else None,
        "effective_annual": rate.effective_annual if rate else None,
        "unique": bool(way.cost and way.cost.unique),
    }
