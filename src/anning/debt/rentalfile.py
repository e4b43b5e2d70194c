"""What a person writes of a phone rental, under 租机 in a YAML file, made into a Rental."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import Struct, field

from anning.debt import contract
from anning.debt.planfile import positive, unusable, whole
from anning.debt.rental import Rental
from anning.domain import money
from anning.errors import InputUnusable

T = TypeVar("T")

KEY = "租机"
HELP = "写法见 docs/how-to/describe-a-rental.md"


class Early(Struct, forbid_unknown_fields=True, omit_defaults=True, rename={"month": "月", "price": "金额"}):
    """A price in one month."""

    month: str
    price: str


class Told(
    Struct,
    forbid_unknown_fields=True,
    rename={
        "price": "现金价", "price_day": "报价日", "source": "报价来源", "rent": "月租", "months": "期数",
        "in_advance": "先付", "upfront": "签约时付", "deposit": "押金", "buyout": "期满买断", "early": "提前买断",
        "default": "违约买断", "resale": "卖机到手", "clauses": "合同里有",
    },
    omit_defaults=True,
):  # fmt: skip
    """The contract as told; sums are positive. rent may be one sum or a list of all. clauses change no sum."""

    price: str
    rent: str | list[str]
    months: str = ""
    price_day: str = ""
    source: str = ""
    in_advance: str = "否"
    upfront: str = "0"
    deposit: str = "0"
    buyout: str = ""
    early: list[Early] = field(default_factory=list)
    default: Early | None = None
    resale: str = ""
    clauses: list[str] = field(default_factory=list)
    """Ids of the clauses (knowledge/rental) the person saw in the contract."""


def write(told: Told) -> str:
    """The contract as YAML; told_in() gives the same."""
    return yaml.safe_dump({KEY: msgspec.to_builtins(told)}, allow_unicode=True, sort_keys=False, width=10_000)


def read(told: Mapping[str, Any], where: str) -> Rental:
    """The rental in a parsed file; InputUnusable names the place and what to write there."""
    return rental(told_in(told, where), f"{where} 的 {KEY}")


def told_in(told: Mapping[str, Any], where: str) -> Told:
    """What a parsed file tells, its sums not looked at yet; InputUnusable likewise."""
    try:
        return msgspec.convert(told[KEY], Told, strict=True)
    except msgspec.ValidationError as reason:
        raise unusable(str(reason), f"{where} 的 {KEY}", HELP) from None


def rental(told: Told, where: str) -> Rental:
    """What was told as money and months; the same for the page and the file."""
    reading = _Reading(where)
    return Rental(
        price=reading(positive, told.price, "现金价"),
        price_day=reading(contract.day, told.price_day, "报价日") if told.price_day else None,
        price_source=told.source[:200],
        rents=reading(_rents, (told.rent, told.months), "月租"),
        in_advance=reading(contract.truth, told.in_advance, "先付"),
        upfront=reading(positive, told.upfront, "签约时付"),
        deposit=reading(positive, told.deposit, "押金"),
        buyout=reading(positive, told.buyout, "期满买断") if told.buyout else None,
        early=tuple(reading(_early, one, f"提前买断[{i}]") for i, one in enumerate(told.early)),
        default=reading(_early, told.default, "违约买断") if told.default else None,
        resale=reading(positive, told.resale, "卖机到手") if told.resale else None,
    )


class _Reading:
    """Reads one field; a slip carries the field's name."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __call__(self, read_as: Callable[[Any], T], value: object, name: str) -> T:
        try:
            return read_as(value)
        except ValueError as reason:
            raise InputUnusable(str(reason), where=f"{self._where} 的 {name}", next_step=HELP) from None


def _rents(told: tuple[str | list[str], str]) -> tuple[Decimal, ...]:
    rent, months = told
    rents = (
        tuple(map(positive, rent)) if isinstance(rent, list) else (money.number(rent),) * whole(months or "0")
    )
    if not rents:
        raise ValueError("月租要写“期数”，或者把每期的租金写成一列")
    return rents


def _early(told: Early) -> tuple[int, Decimal]:
    return whole(told.month), positive(told.price)
