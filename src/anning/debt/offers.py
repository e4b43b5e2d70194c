"""Offers as money over months: what each costs today, in its worst month, and how likely it is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal
from typing import Literal

from msgspec import Struct

from anning.debt.budget import Room
from anning.errors import Refused
from anning.knowledge import offers as data

ZERO = Decimal(0)
_CENT = Decimal("0.01")

Kind = Literal["extension", "instalments", "waiver", "lump_sum", "pause"]


class Offer(Struct, frozen=True, kw_only=True):
    """One offer on one claim.

    claimed is what the lender says is owed, waived what it lets go of, rate the annual interest on the rest as a
    number (0 when none). payments runs over `months` equal instalments after `pause` months without any; a lump
    sum has one month. card says that the sixty-month limit for credit cards applies.
    """

    kind: Kind
    name: str
    claimed: Decimal
    waived: Decimal = ZERO
    months: int = 1
    pause: int = 0
    rate: Decimal = ZERO
    card: bool = False


class Compared(Struct, frozen=True, kw_only=True):
    """One offer beside the others.

    payments are by month from 1. present are present values at the given annual rates, in their order. over
    counts months above what a bad month allows; keeps says whether it stays within. beaten_by names an offer that
    is better in every respect. effects are ids of knowledge.offers.
    """

    offer: Offer
    payments: tuple[Decimal, ...]
    total: Decimal
    highest: Decimal
    present: tuple[Decimal, ...]
    over: int
    keeps: bool
    beaten_by: str = ""
    effects: tuple[str, ...] = ()


def payments(offer: Offer) -> tuple[Decimal, ...]:
    """What is paid month by month; interest runs on during the pause. Refused where the law allows no such plan."""
    if offer.card and offer.months > data.rules().card_months:
        raise Refused(
            f"信用卡个性化分期最多 {data.rules().card_months} 期", next_step="减少期数，或者换一种方案"
        )
    owed = offer.claimed - offer.waived
    monthly = offer.rate / 12
    owed *= (1 + monthly) ** offer.pause
    each = (owed / _annuity(monthly, offer.months)).quantize(_CENT, ROUND_UP)
    return (ZERO,) * offer.pause + (each,) * offer.months


def compare(offers: Sequence[Offer], room: Room, rates: Sequence[Decimal]) -> tuple[Compared, ...]:
    """All offers, those first that nothing beats, then by present value at the first rate."""
    rows = [_row(offer, room, rates) for offer in offers]
    judged = [_with(row, next((o.offer.name for o in rows if _beats(o, row)), "")) for row in rows]
    return tuple(sorted(judged, key=lambda row: (not row.keeps, bool(row.beaten_by), row.present[:1])))


def most_months_needed(claimed: Decimal, rate: Decimal, room: Room) -> int | None:
    """The shortest number of equal instalments that a bad month can bear; None when none within the longest."""
    for months in range(1, data.rules().longest_months + 1):
        each = (claimed / _annuity(rate / 12, months)).quantize(_CENT, ROUND_UP)
        if ZERO < each <= room.most:
            return months
    return None


def _annuity(monthly: Decimal, months: int) -> Decimal:
    """What payments of one a month are worth today."""
    if not monthly:
        return Decimal(months)
    return (1 - (1 + monthly) ** -months) / monthly


def _row(offer: Offer, room: Room, rates: Sequence[Decimal]) -> Compared:
    paid = payments(offer)
    over = sum(sum_ > room.most for sum_ in paid)
    return Compared(
        offer=offer,
        payments=paid,
        total=sum(paid, ZERO),
        highest=max(paid),
        present=tuple(_worth(paid, rate) for rate in rates),
        over=over,
        keeps=not over,
        effects=data.effects_of(offer.kind),
    )


def _worth(paid: Sequence[Decimal], annual: Decimal) -> Decimal:
    factor, step, total = Decimal(1), 1 + annual / 12, ZERO
    for amount in paid:
        factor /= step
        total += amount * factor
    return total.quantize(_CENT)


def _beats(one: Compared, other: Compared) -> bool:
    """Never worse and somewhere better: in every present value, the total, and the highest month."""
    mine = (*one.present, one.total, one.highest)
    theirs = (*other.present, other.total, other.highest)
    return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


def _with(row: Compared, better: str) -> Compared:
    from msgspec.structs import replace

    return replace(row, beaten_by=better)
