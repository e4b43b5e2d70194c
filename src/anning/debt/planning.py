"""Several debts and one sum a month: the order that looks at consequences first, beside three others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from msgspec import Struct

from anning.errors import Refused

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_LONGEST = 360

Strategy = Literal["consequences", "avalanche", "snowball", "optimum"]


class Owed(Struct, frozen=True, kw_only=True):
    """One claim: its balance, annual rate as a number, what must be paid a month, and what happens when it is not.

    weight is how much harm not paying does: 3 for a home, a guarantor of the family or enforcement under way,
    2 for what is sued or secured, 1 for the rest. settle is a written offer (last month, sum): that sum, paid at
    once in one of the months up to it, ends the debt.
    """

    name: str
    balance: Decimal
    rate: Decimal
    minimum: Decimal = ZERO
    weight: int = 1
    settle: tuple[int, Decimal] | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """A plan by months: payments[m][i] goes to debt i in month m. interest is what is paid beyond the balances."""

    strategy: Strategy
    names: tuple[str, ...]
    payments: tuple[tuple[Decimal, ...], ...]
    interest: Decimal

    @property
    def months(self) -> int:
        """How long it takes."""
        return len(self.payments)

    def ends(self, name: str) -> int:
        """The month in which this debt is paid off."""
        place = self.names.index(name)
        return max(m for m, row in enumerate(self.payments, 1) if row[place])


def plans(debts: Sequence[Owed], monthly: Decimal) -> tuple[Plan, ...]:
    """The four plans side by side; Refused when the sum a month never ends the debts."""
    live = [debt for debt in debts if debt.balance > 0]
    if not live:
        return ()
    _possible(live, monthly)
    made = [_in_order(name, live, monthly, key) for name, key in _ORDERS]
    return (*made, _optimum(live, monthly, max(plan.months for plan in made)))


_ORDERS: tuple[tuple[Strategy, Callable[[Owed], tuple[Decimal, ...]]], ...] = (
    ("consequences", lambda d: (Decimal(-d.weight), -d.rate, d.balance)),
    ("avalanche", lambda d: (-d.rate, d.balance)),
    ("snowball", lambda d: (d.balance, -d.rate)),
)


def _possible(debts: Sequence[Owed], monthly: Decimal) -> None:
    interest = sum((d.balance * d.rate / 12 for d in debts), ZERO)
    least = sum((min(d.minimum, d.balance) for d in debts), ZERO)
    if monthly <= interest:
        raise Refused(
            f"每月 {monthly} 元连利息（{interest.quantize(_CENT)} 元）都不够，这样还永远还不完",
            next_step="先谈减息、停息或者分期，再来排顺序；也可以请 12348 看看有没有别的路",
        )
    if monthly < least:
        raise Refused(
            f"每月 {monthly} 元不够各笔的最低还款（{least.quantize(_CENT)} 元）",
            next_step="先和其中一两家谈降低每月金额；谈好以前不要答应任何一家",
        )


def _in_order(
    strategy: Strategy, debts: Sequence[Owed], monthly: Decimal, key: Callable[[Owed], tuple[Decimal, ...]]
) -> Plan:
    """Minimums everywhere, everything else to the first in order."""
    order = sorted(range(len(debts)), key=lambda i: key(debts[i]))
    balance = [debt.balance for debt in debts]
    rows: list[tuple[Decimal, ...]] = []
    while any(balance):
        if len(rows) >= _LONGEST:
            raise Refused("三十年也还不完", next_step="先谈减息或者分期，再来排顺序")
        balance = [_cents(b * (1 + d.rate / 12)) for b, d in zip(balance, debts, strict=True)]
        paid = [min(d.minimum, b) for d, b in zip(debts, balance, strict=True)]
        left = monthly - sum(paid, ZERO)
        for i in order:
            more = min(left, balance[i] - paid[i])
            paid[i] += more
            left -= more
        balance = [b - p for b, p in zip(balance, paid, strict=True)]
        rows.append(tuple(paid))
    return _plan(strategy, debts, rows)


def _plan(strategy: Strategy, debts: Sequence[Owed], rows: Sequence[tuple[Decimal, ...]]) -> Plan:
    total = sum((sum(row, ZERO) for row in rows), ZERO)
    return Plan(
        strategy=strategy,
        names=tuple(debt.name for debt in debts),
        payments=tuple(rows),
        interest=total - sum((debt.balance for debt in debts), ZERO),
    )


def _optimum(debts: Sequence[Owed], monthly: Decimal, months: int) -> Plan:
    """What costs least while every minimum is kept, found by HiGHS: it may save up for an offer to settle."""
    program = _Program(debts, float(monthly), months)
    rows = [tuple(_cents(Decimal(str(max(paid, 0.0)))) for paid in row) for row in program.solved()]
    while rows and not any(rows[-1]):
        rows.pop()
    return _plan("optimum", debts, rows)


class _Program:
    """The mixed-integer program: for each month and debt what is paid, what is left, and whether it ended."""

    def __init__(self, debts: Sequence[Owed], monthly: float, months: int) -> None:
        import highspy

        self.debts, self.months = debts, months
        self.model = highspy.Highs()  # type: ignore[no-untyped-call]
        self.model.silent()
        for option, value in (("time_limit", 10.0), ("mip_rel_gap", 1e-4)):
            self.model.setOptionValue(option, value)
        span = range(months)
        self.pays = [[self.model.addVariable(lb=0) for _ in debts] for _ in span]
        self.settles = [[self._settling(debt, m) for debt in debts] for m in span]
        self.saved = [self.model.addVariable(lb=0) for _ in span]
        for i, debt in enumerate(debts):
            self._follow(i, debt)
        for m in span:
            before = self.saved[m - 1] if m else 0
            self.model.addConstr(self.saved[m] == before + monthly - self._spent(m))
        total = sum(self._spent(m) for m in span)
        sooner = sum(self._spent(m) * (m * 1e-4) for m in span)  # of two that cost the same, the quicker one
        self.model.minimize(total + sooner)

    def solved(self) -> list[list[float]]:
        """Payments by month and debt, settlements among them."""
        values = self.model.getSolution().col_value
        return [
            [
                values[self.pays[m][i].index]
                + (float(debt.settle[1]) * values[self.settles[m][i].index] if debt.settle else 0.0)
                for i, debt in enumerate(self.debts)
            ]
            for m in range(self.months)
        ]

    def _settling(self, debt: Owed, month: int) -> Any:
        open_to = debt.settle is not None and month < debt.settle[0]
        return self.model.addVariable(lb=0, ub=float(open_to), type=self._whole)

    @property
    def _whole(self) -> Any:
        import highspy

        return highspy.HighsVarType.kInteger

    def _spent(self, m: int) -> Any:
        lumps = sum(
            self.settles[m][i] * float(debt.settle[1]) for i, debt in enumerate(self.debts) if debt.settle
        )
        return sum(self.pays[m]) + lumps

    def _follow(self, i: int, debt: Owed) -> None:
        """One debt through the months: interest, payments, what a settlement lets go of, and the minimum."""
        grow = 1 + float(debt.rate) / 12
        most = float(debt.balance) * grow**self.months
        left: Any = float(debt.balance)
        for m in range(self.months):
            after = self.model.addVariable(lb=0)
            gone = self.model.addVariable(lb=0)
            ended = self.model.addVariable(lb=0, ub=1, type=self._whole)
            self.model.addConstr(after == left * grow - self.pays[m][i] - gone)
            self.model.addConstr(gone <= self.settles[m][i] * most)
            self.model.addConstr(after <= most * (1 - ended))
            self.model.addConstr(self.pays[m][i] >= float(debt.minimum) * (1 - ended))
            left = after
        self.model.addConstr(left == 0)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
