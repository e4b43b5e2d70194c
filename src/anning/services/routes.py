"""找谁管: what the case and the findings say of a situation, and the bodies that can act on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from anning import store
from anning.casework import routes as ways
from anning.casework.deadlines import lender_of
from anning.casework.routes import Situation, Step
from anning.domain.case import Case, LenderKind, Product
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Act
from anning.domain.findings import Conduct
from anning.knowledge.channels import Whose
from anning.knowledge.hotlines import Hotline, by_number
from anning.services import case as told
from anning.services import interview
from anning.services.desk import Desk

__all__ = ["Asked", "Happened", "Known", "Step", "known", "lines", "options", "routes"]


class Happened(Struct, frozen=True, kw_only=True):
    """One conduct as it was found: on how many days, from the first to the last, some of it online."""

    conduct: Conduct
    days: int
    since: date
    until: date
    online: bool


class Known(Struct, frozen=True, kw_only=True):
    """What the form is filled with: from the case where it is told, from the findings otherwise.

    debts are those of the case: how a list names them, and what decides the way.
    """

    lender: LenderKind | None
    product: Product
    region: str
    happened: tuple[Happened, ...]
    debts: tuple[tuple[str, LenderKind | None, Product], ...]


class Asked(Struct, frozen=True, kw_only=True):
    """What the person confirmed of the situation.

    online says for all conducts whether it was done over the internet; None leaves it as found.
    """

    conducts: tuple[Conduct, ...]
    lender: LenderKind | None = None
    product: Product = "other"
    region: str = ""
    whose: Whose = "own"
    danger: bool = False
    online: bool | None = None


def known(desk: Desk) -> Known:  # noqa: ARG001 - every service takes the desk
    """The situation as far as it is known; the lender only where the case has but one kind of it."""
    case = told.case()
    lenders = {one.lender for one in case.parties.values() if one.role == "creditor" and one.lender}
    products = {debt.product for debt in case.debts.values()}
    return Known(
        lender=lenders.pop() if len(lenders) == 1 else None,
        product=products.pop() if len(products) == 1 else "other",
        region=_region(case),
        happened=tuple(_happened(store.acts())),
        debts=tuple(
            (told.owed(case, debt), lender_of(case, debt.creditor), debt.product)
            for debt in case.debts.values()
        ),
    )


def routes(desk: Desk, asked: Asked) -> tuple[Step, ...]:  # noqa: ARG001 - every service takes the desk
    """The bodies for what was asked, each act on the day it was found; one that was not found is taken for today's."""
    today = china_day(now())
    found = [act for act in store.acts() if act.conduct in asked.conducts]
    new = set(asked.conducts) - {act.conduct for act in found}
    acts = [*found, *(Act(conduct=conduct, day=today) for conduct in sorted(new))]
    if asked.online is not None:
        acts = [Act(conduct=act.conduct, day=act.day, online=asked.online) for act in acts]
    situation = Situation(
        acts=tuple(acts),
        today=today,
        lender=asked.lender,
        product=asked.product,
        region=asked.region,
        whose=asked.whose,
        danger=asked.danger,
        filings=tuple(told.case().filings.values()),
    )
    return ways.routes(situation)


def lines(step: Step) -> list[Hotline]:
    """The numbers by which a body is reached."""
    known_lines = by_number()
    return [known_lines[way.number] for way in step.channel.reach if way.number]


def options(field: str) -> list[tuple[str, str, str]]:
    """What can be chosen for lender or product, as the interview words it: (code, title, help)."""
    asked = (one for question in interview.words().questions for one in question.fields if one.name == field)
    return [(one.value, one.title, one.help) for one in next(asked).options]


def _happened(acts: Iterable[Act]) -> list[Happened]:
    groups: dict[Conduct, list[Act]] = {}
    for act in acts:
        groups.setdefault(act.conduct, []).append(act)
    return [
        Happened(
            conduct=conduct,
            days=len({act.day for act in those}),
            since=those[0].day,
            until=those[-1].day,
            online=any(act.online for act in those),
        )
        for conduct, those in sorted(groups.items(), key=lambda group: list(Conduct).index(group[0]))
    ]


def _region(case: Case) -> str:
    me = case.me
    return (me.region or me.address) if me else ""
