"""The month, the debts to be planned and the offers on the table, as the person keeps them; and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from anning.debt import planfile
from anning.debt.budget import room
from anning.debt.offers import payments
from anning.domain import money
from anning.domain.case import Case, Debt
from anning.domain.plans import MONTH, Month, Planned, Proposal, Sum
from anning.errors import InputUnusable
from anning.knowledge import budget as rows
from anning.knowledge import offers as data
from anning.knowledge.budget import Rows, Side
from anning.services import case as told
from anning.services import notebook, plan
from anning.services.desk import Desk
from anning.services.plan import Advice

_SPARE = 2
"""Empty rows offered below those that are filled."""


class Row(Struct, frozen=True, kw_only=True):
    """One line of the form, by the name its fields have there."""

    field: str
    sum: Sum


class OfDebt(Struct, frozen=True, kw_only=True):
    """A debt as the plan takes it: balance is what it counts with, "" when nobody said."""

    debt: Debt
    title: str
    planned: Planned
    balance: str


class Kept(Struct, frozen=True, kw_only=True):
    """Everything written for the plan; month is None before the first time."""

    month: Month | None
    debts: tuple[OfDebt, ...]
    proposals: tuple[Proposal, ...]


def kept() -> Kept:
    """What was written so far."""
    case, planned = told.case(), notebook.all_of(Planned)
    return Kept(
        month=notebook.all_of(Month).get(MONTH),
        debts=tuple(_debts(case, planned)),
        proposals=tuple(notebook.all_of(Proposal).values()),
    )


def _debts(case: Case, planned: Mapping[str, Planned]) -> Iterator[OfDebt]:
    open_ = [debt for debt in case.debts.values() if not debt.settled]
    titles = Counter(told.owed(case, debt) for debt in open_)
    for place, debt in enumerate(open_, 1):
        title, own = told.owed(case, debt), planned.get(debt.id, Planned(id=debt.id))
        named = f"{title}（{place}）" if titles[title] > 1 else title
        yield OfDebt(debt=debt, title=named, planned=own, balance=own.balance or debt.claimed)


def words() -> Rows:
    """Titles, hints and suggested rows."""
    return rows.rows()


def kinds() -> Mapping[str, str]:
    """The kinds of offers and what they are called."""
    return data.rules().kinds


def form_rows(month: Month | None) -> dict[Side, list[Row]]:
    """The lines of the form: what was written, or the suggested names, and some that are empty."""
    found: dict[Side, list[Row]] = {}
    for side, names in words().names.items():
        written = list(getattr(month, side)) if month else [Sum(name=name, amount="") for name in names]
        written += [Sum(name="", amount="")] * _SPARE
        found[side] = [Row(field=f"{side}-{n}", sum=one) for n, one in enumerate(written)]
    return found


def month_of(given: Mapping[str, str]) -> Month:
    """The month a form tells of; lines without an amount are left out."""
    return Month(
        incomes=tuple(_sums(given, "incomes")),
        needs=tuple(_sums(given, "needs")),
        first=tuple(_sums(given, "first")),
        stress=_bare(given.get("stress", "")) or Month().stress,
        monthly=given.get("monthly", "").strip(),
        own_rate=_bare(given.get("own_rate", "")),
        inflation=_bare(given.get("inflation", "")),
    )


def _sums(given: Mapping[str, str], side: Side) -> Iterator[Sum]:
    for n in range(len(given)):
        amount = given.get(f"{side}-{n}-amount", "").strip()
        if amount:
            name = given.get(f"{side}-{n}-name", "").strip() or words().titles[side]
            sure = side != "incomes" or f"{side}-{n}-sure" in given
            yield Sum(name=name, amount=amount, sure=sure)


def _bare(percent: str) -> str:
    return percent.strip().rstrip("%％").strip()


def save_month(desk: Desk, month: Month) -> str:
    """Keep the month; gives the batch's id, "" when nothing changed. InputUnusable names the line."""
    planfile.asked(_told(month, (), ()), "这一页")
    if notebook.all_of(Month).get(MONTH) == month:
        return ""
    return notebook.keep(desk, "改了每月收支", month)


def save_planned(desk: Desk, one: Planned) -> str:
    """Keep how a debt is planned; likewise. NotFound."""
    case = told.case()
    debt = notebook.get(Debt, one.id)
    row = next(_debts(Case(parties=case.parties, debts={debt.id: debt}), {one.id: one}), None)
    if row is not None and row.balance:
        planfile.asked(_told(Month(), [row], ()), "这一页")
    one = replace(one, **{name: _plain(getattr(one, name)) for name in ("balance", "minimum", "settle_sum")})
    if notebook.all_of(Planned).get(one.id, Planned(id=one.id)) == one:
        return ""
    return notebook.keep(desk, f"改了怎么排：{told.owed(case, debt)}", one)


def _plain(amount: str) -> str:
    """A sum as it is kept: 9,000 元 becomes 9000.00. InputUnusable."""
    try:
        return money.shown(money.number(amount)) if amount else ""
    except ValueError as reason:
        raise InputUnusable(str(reason), where="这一页", next_step="只写数字") from None


def save_proposal(desk: Desk, one: Proposal) -> str:
    """Keep an offer; gives the batch's id. InputUnusable; Refused for more instalments than a card may have."""
    if one.kind not in kinds():
        raise InputUnusable("请选是哪一种方案", next_step="延期、分期、减免、一次结清或者暂停")
    asked = planfile.asked(_told(Month(), (), [one]), "这个方案")
    payments(asked.offers[0])
    return notebook.keep(desk, f"记下方案：{one.name}", one)


def drop_proposal(desk: Desk, key: str) -> str:
    """Take an offer out; gives the batch's id. NotFound."""
    one = notebook.get(Proposal, key)
    return notebook.take_out(desk, f"删去方案：{one.name}", one)


def advice() -> Advice | None:
    """What the numbers say; None before a month was written. InputUnusable where something cannot be read."""
    now = kept()
    if now.month is None:
        return None
    planned = [one for one in now.debts if one.balance and not one.planned.out]
    return plan.advise(planfile.asked(_told(now.month, planned, now.proposals), "这一页"))


def most() -> Decimal | None:
    """The most that may be promised a month; None before a month was written, or when nothing is left."""
    month = notebook.all_of(Month).get(MONTH)
    if month is None:
        return None
    return room(planfile.asked(_told(month, (), ()), "这一页").budget).most or None


def _told(
    month: Month, debts: tuple[OfDebt, ...] | list[OfDebt], offers: tuple[Proposal, ...] | list[Proposal]
) -> planfile.Told:
    """The plan file a person would have written."""
    debts_of = told.case().debts
    return planfile.Told(
        incomes=_amounts(month.incomes),
        needs=_amounts(month.needs),
        first=_amounts(month.first),
        stress=f"{month.stress}%",
        debts=[_debt(one) for one in debts],
        offers=[_offer(one, debts_of.get(one.debt)) for one in offers],
        monthly=month.monthly,
        own_rate=f"{month.own_rate}%" if month.own_rate else "",
        inflation=f"{month.inflation}%" if month.inflation else "",
    )


def _amounts(sums: tuple[Sum, ...]) -> list[planfile.Amount]:
    return [
        planfile.Amount(name=one.name, amount=one.amount, sure="是" if one.sure else "否") for one in sums
    ]


def _debt(one: OfDebt) -> planfile.Debt:
    own = one.planned
    return planfile.Debt(
        name=one.title,
        balance=one.balance,
        rate=f"{own.rate or 0}%",
        minimum=own.minimum or "0",
        weight=str(own.weight),
        settle_month=own.settle_month,
        settle_sum=own.settle_sum,
    )


def _offer(one: Proposal, debt: Debt | None) -> planfile.Proposal:
    return planfile.Proposal(
        name=one.name,
        kind=kinds().get(one.kind, one.kind),
        claimed=one.claimed,
        waived=one.waived or "0",
        months=one.months or "1",
        pause=one.pause or "0",
        rate=f"{one.rate or 0}%",
        card="是" if debt and debt.product == "card" and one.kind == "instalments" else "否",
    )
