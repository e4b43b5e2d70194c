"""A month, the debts and the offers on the table: what may be offered, which offer is kept, and in which order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from anning.debt import planfile
from anning.debt.budget import Room, room
from anning.debt.offers import Compared, compare
from anning.debt.planfile import Asked
from anning.debt.planning import Plan, plans
from anning.domain import money
from anning.errors import Refused
from anning.knowledge import offers as data
from anning.services.cost import read_file


class Advice(Struct, frozen=True, kw_only=True):
    """What the numbers say. rates are (name, annual rate) the offers are compared at; said are sentences.

    refused says why no order of payment was made ("" when there is one).
    """

    room: Room
    rates: tuple[tuple[str, Decimal], ...]
    offers: tuple[Compared, ...]
    plans: tuple[Plan, ...]
    said: tuple[str, ...]
    refused: str = ""


def advise_file(path: Path) -> Advice:
    """The advice for a plan file; NotFound or InputUnusable says what is wrong with it."""
    return advise(planfile.read(read_file(path), str(path)))


def advise(asked: Asked) -> Advice:
    """Nothing here ever proposes more a month than a bad month leaves."""
    found = room(asked.budget)
    rates = _rates(asked)
    made, refused = _plans(asked, found)
    return Advice(
        room=found,
        rates=rates,
        offers=compare(asked.offers, found, [rate for _, rate in rates]),
        plans=made,
        said=(_most(asked, found), data.rules().words["may"]),
        refused=refused,
    )


def _rates(asked: Asked) -> tuple[tuple[str, Decimal], ...]:
    words = data.rules().words
    own = (
        asked.own_rate
        if asked.own_rate is not None
        else max((d.rate for d in asked.debts), default=Decimal(0))
    )
    beside = asked.inflation if asked.inflation is not None else Decimal(0)
    named = [(words["own_rate"].format(rate=_percent(own)), own), (words["nothing"], Decimal(0))]
    if asked.inflation is not None:
        named.append((words["inflation"].format(rate=_percent(beside)), beside))
    return tuple(named)


def _plans(asked: Asked, found: Room) -> tuple[tuple[Plan, ...], str]:
    """The orders of payment with the sum told, but never with more than a bad month leaves."""
    monthly = min(asked.monthly, found.most) if asked.monthly is not None else found.most
    try:
        return plans(asked.debts, monthly), ""
    except Refused as reason:
        return (), f"{reason.what}。{reason.next_step}"


def _most(asked: Asked, found: Room) -> str:
    words, stress = data.rules().words, f"{asked.budget.stress * 100:.0f}"
    if found.short:
        return words["none"].format(stress=stress, short=money.shown(found.short))
    return words["most"].format(most=money.shown(found.most), stress=stress)


def remarks(row: Compared, found: Room) -> tuple[str, ...]:
    """What must be said of one offer: whether it can be kept, what beats it, and its side effects."""
    words = data.rules().words
    said = []
    if row.over:
        said.append(words["over"].format(count=row.over, most=money.shown(found.most)))
    if row.beaten_by:
        said.append(words["beaten"].format(name=row.beaten_by))
    effects = data.effects()
    return (*said, *(f"{effects[name].title}：{effects[name].words}" for name in row.effects))


def as_json(advice: Advice) -> dict[str, Any]:
    """Everything as plain values, money as decimal strings."""
    return {
        "budget": {name: money.shown(value) for name, value in msgspec.structs.asdict(advice.room).items()},
        "rates": [{"name": name, "rate": float(rate)} for name, rate in advice.rates],
        "offers": [
            {
                "name": row.offer.name,
                "kind": row.offer.kind,
                "total": money.shown(row.total),
                "highest": money.shown(row.highest),
                "present": [money.shown(value) for value in row.present],
                "months_over": row.over,
                "keeps": row.keeps,
                "beaten_by": row.beaten_by,
                "payments": [money.shown(value) for value in row.payments],
                "effects": [
                    {"id": name, "words": data.effects()[name].words, "ask": data.effects()[name].ask}
                    for name in row.effects
                ],
            }
            for row in advice.offers
        ],
        "plans": [
            {
                "strategy": plan.strategy,
                "months": plan.months,
                "interest": money.shown(plan.interest),
                "payments": [
                    {name: money.shown(paid) for name, paid in zip(plan.names, row, strict=True) if paid}
                    for row in plan.payments
                ],
            }
            for plan in advice.plans
        ],
        "said": list(advice.said),
        "refused": advice.refused,
    }


def strategy(plan: Plan) -> str:
    """The plan's name for people."""
    return data.rules().strategies[plan.strategy]


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
