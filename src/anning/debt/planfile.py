"""What a person writes of a month, their debts and the offers on the table, in YAML with Chinese names."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from anning.debt import contract
from anning.debt.budget import Budget, Item
from anning.debt.offers import Kind, Offer
from anning.debt.planning import Owed
from anning.domain import money
from anning.errors import InputUnusable

T = TypeVar("T")

_HELP = "写法见 docs/how-to/describe-a-plan.md"
_KINDS: dict[str, Kind] = {
    "延期": "extension", "分期": "instalments", "减免": "waiver", "一次结清": "lump_sum", "暂停": "pause",
}  # fmt: skip
_PLACES = (
    (re.compile(r"missing required field `(.+?)`"), "没有写“{0}”"),
    (re.compile(r"contains unknown field `(.+?)`"), "不认识“{0}”"),
    (re.compile(r"Expected `array`"), "这里要写成一列，每项前面一个短横"),
    (re.compile(r"Expected `object`"), "这里要写成“名字: 内容”"),
)


class Amount(Struct, forbid_unknown_fields=True, rename={"name": "名称", "amount": "金额", "sure": "稳定"}):
    """One sum a month."""

    name: str
    amount: str
    sure: str = "是"


class Debt(
    Struct,
    forbid_unknown_fields=True,
    rename={
        "name": "名称", "balance": "余额", "rate": "年利率", "minimum": "最低还款", "weight": "后果",
        "settle_month": "结清截止月", "settle_sum": "结清金额",
    },
):  # fmt: skip
    """One claim to be planned with the others."""

    name: str
    balance: str
    rate: str = "0"
    minimum: str = "0"
    weight: str = "1"
    settle_month: str = ""
    settle_sum: str = ""


class Proposal(
    Struct,
    forbid_unknown_fields=True,
    rename={
        "name": "名称", "kind": "方式", "claimed": "对方主张", "waived": "减免", "months": "期数", "pause": "暂停月数",
        "rate": "年利率", "card": "信用卡",
    },
):  # fmt: skip
    """One offer on one claim."""

    name: str
    kind: str
    claimed: str
    waived: str = "0"
    months: str = "1"
    pause: str = "0"
    rate: str = "0"
    card: str = "否"


class Told(
    Struct,
    forbid_unknown_fields=True,
    rename={
        "incomes": "收入", "needs": "必要支出", "first": "优先支出", "stress": "收入下降", "debts": "债务",
        "offers": "方案", "monthly": "每月还款", "own_rate": "自己的利率", "inflation": "物价",
    },
):  # fmt: skip
    """The whole file. monthly is the sum for all debts together; without it, what a bad month leaves."""

    incomes: list[Amount]
    needs: list[Amount]
    first: list[Amount] = field(default_factory=list)
    stress: str = "20%"
    debts: list[Debt] = field(default_factory=list)
    offers: list[Proposal] = field(default_factory=list)
    monthly: str = ""
    own_rate: str = ""
    inflation: str = ""


class Asked(Struct, frozen=True, kw_only=True):
    """The file as values. rates are those offers are compared at: the person's own, none, and inflation's."""

    budget: Budget
    debts: tuple[Owed, ...]
    offers: tuple[Offer, ...]
    monthly: Decimal | None
    own_rate: Decimal | None
    inflation: Decimal | None


def read(data: bytes, where: str) -> Asked:
    """The plan file's values; InputUnusable names the place and what to write there."""
    try:
        told = msgspec.convert(contract.parsed(data, where), Told, strict=True)
    except msgspec.ValidationError as reason:
        raise unusable(str(reason), where, _HELP) from None
    return asked(told, where)


def asked(told: Told, where: str) -> Asked:
    """What was told, as money and rates; the same for the page and the file."""
    return Asked(
        budget=Budget(
            incomes=_items(told.incomes, f"{where} 的 收入"),
            needs=_items(told.needs, f"{where} 的 必要支出"),
            first=_items(told.first, f"{where} 的 优先支出"),
            stress=_value(contract.percent, told.stress, f"{where} 的 收入下降"),
        ),
        debts=tuple(_owed(one, f"{where} 的 债务[{i}]") for i, one in enumerate(told.debts)),
        offers=tuple(_offer(one, f"{where} 的 方案[{i}]") for i, one in enumerate(told.offers)),
        monthly=_value(money.number, told.monthly, f"{where} 的 每月还款") if told.monthly else None,
        own_rate=_value(contract.percent, told.own_rate, f"{where} 的 自己的利率") if told.own_rate else None,
        inflation=_value(contract.percent, told.inflation, f"{where} 的 物价") if told.inflation else None,
    )


def _items(told: list[Amount], where: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            one.name[:50],
            _value(positive, one.amount, f"{where}[{i}]"),
            _value(contract.truth, one.sure, f"{where}[{i}] 的 稳定"),
        )
        for i, one in enumerate(told)
    )


def _owed(told: Debt, where: str) -> Owed:
    settle = None
    if told.settle_sum:
        settle = (
            _value(whole, told.settle_month or "1", f"{where} 的 结清截止月"),
            _value(positive, told.settle_sum, f"{where} 的 结清金额"),
        )
    return Owed(
        name=told.name[:50],
        balance=_value(positive, told.balance, f"{where} 的 余额"),
        rate=_value(contract.percent, told.rate, f"{where} 的 年利率"),
        minimum=_value(positive, told.minimum, f"{where} 的 最低还款"),
        weight=_value(whole, told.weight, f"{where} 的 后果"),
        settle=settle,
    )


def _offer(told: Proposal, where: str) -> Offer:
    if told.kind not in _KINDS:
        raise InputUnusable(
            f"不认识“{told.kind[:20]}”，可以写：{'、'.join(_KINDS)}",
            where=f"{where} 的 方式",
            next_step=_HELP,
        )
    return Offer(
        kind=_KINDS[told.kind],
        name=told.name[:50],
        claimed=_value(positive, told.claimed, f"{where} 的 对方主张"),
        waived=_value(positive, told.waived, f"{where} 的 减免"),
        months=max(1, _value(whole, told.months, f"{where} 的 期数")),
        pause=_value(whole, told.pause, f"{where} 的 暂停月数"),
        rate=_value(contract.percent, told.rate, f"{where} 的 年利率"),
        card=_value(contract.truth, told.card, f"{where} 的 信用卡"),
    )


def positive(value: object) -> Decimal:
    """A sum of money that is not negative; ValueError otherwise."""
    found = money.number(value)
    if found < 0:
        raise ValueError("金额不能是负数")
    return found


def whole(value: object) -> int:
    """A number of months; ValueError otherwise."""
    found = money.number(value)
    if found != found.to_integral_value() or not 0 <= found <= 360:  # noqa: PLR2004 - months of thirty years
        raise ValueError("这里写 0 到 360 的整数")
    return int(found)


def _value(read_as: Callable[[Any], T], value: object, where: str) -> T:
    try:
        return read_as(value)
    except ValueError as reason:
        raise InputUnusable(str(reason), where=where, next_step=_HELP) from None


def unusable(message: str, where: str, help_: str) -> InputUnusable:
    """What msgspec says of a file, in Chinese and by its place."""
    what, _, place = message.partition(" - at `$")
    said = next(
        (words.format(*m.groups()) for form, words in _PLACES if (m := form.search(what))), "这里写得不对"
    )
    return InputUnusable(
        said, where=f"{where} 的 {place.rstrip('`').lstrip('.')}" if place else where, next_step=help_
    )
