"""What a form says of a sum, of what was promised, or of a phone rental, read as the files are read.

InputUnusable: where is the field's name, so that the page can show the sentence beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from msgspec.structs import replace

from anning.debt import contract, rentalfile
from anning.debt.contract import Basis, Side
from anning.debt.contract_text import Row, Sheet
from anning.debt.rental import Rental
from anning.debt.rentalfile import Early, Told
from anning.domain import money
from anning.errors import InputUnusable

T = TypeVar("T")

BASES: tuple[str, ...] = get_args(Basis)
NAMES = ("本金", "利息", "手续费", "服务费", "担保费", "保险费", "会员费", "咨询费", "押金", "首付", "违约金", "罚息",
         "催收费", "提前还款费", "退款", "减免")  # fmt: skip
"""Names to pick from; any other may be written, and none changes a rate."""
_LONGEST = 200


def row_of(given: Mapping[str, str]) -> Row:
    """One sum. A day goes before a period; an empty amount is an error, everything else may be left out."""
    side = given.get("side", "")
    if side not in get_args(Side):
        raise InputUnusable("选一选这笔钱的方向", where="side")
    period = _read(given, "period", money.number)
    return Row(
        side=next(one for one in get_args(Side) if one == side),
        amount=_needed(given, "amount", money.number),
        day=_read(given, "day", contract.day),
        period=period if period is None or period >= 0 else None,
        times=_read(given, "times", contract.count) or 1,
        disclosed=_read(given, "disclosed", contract.truth),
        **{name: _text(given, name) for name in ("name", "payee", "evidence", "clause")},
    )


def promise_of(given: Mapping[str, str], sheet: Sheet) -> Sheet:
    """The sheet with what was advertised, the day of filing and a looked-up LPR as the form says."""
    value, source = _text(given, "lpr"), _text(given, "lpr_source")
    try:
        lpr = contract.lpr(value, source) if value else None
    except ValueError as reason:
        raise InputUnusable(str(reason), where="lpr") from None
    promised = {"口径": _text(given, "basis"), "利率": _text(given, "rate"), "说法": _text(given, "words")}
    said = {key: text for key, text in promised.items() if text}
    try:
        advertised = contract.advertised(said) if "口径" in said else None
    except ValueError as reason:
        raise InputUnusable(str(reason), where="rate") from None
    return replace(sheet, sued=_read(given, "sued", contract.day), lpr=lpr, advertised=advertised)


def rental_told(given: Mapping[str, str], clauses: Sequence[str] = ()) -> Told:
    """The form as a file would tell it; early buy-outs are lines of month and price."""
    words = {
        name: _text(given, name) for name in ("price", "price_day", "source", "months", "buyout", "resale")
    }
    return Told(
        **words,
        rent=_rents(_text(given, "rent")),
        in_advance="是" if given.get("in_advance") else "否",
        upfront=_text(given, "upfront") or "0",
        deposit=_text(given, "deposit") or "0",
        early=_early(given.get("early", "")),
        default=Early(_text(given, "default_month"), _text(given, "default_price"))
        if _text(given, "default_price")
        else None,
        clauses=list(clauses),
    )


def rental_of(told: Told) -> Rental:
    """Its sums; InputUnusable in the words of the form."""
    if not told.price or not told.rent:
        raise InputUnusable("先写同款现金价和每月租金", where="price")
    return rentalfile.rental(told, "表里")


def rental_fields(told: Told) -> dict[str, str]:
    """What the form shows of a contract that was kept."""
    names = ("price", "price_day", "source", "months", "buyout", "resale", "upfront", "deposit")
    return {
        **{name: getattr(told, name) for name in names},
        "rent": told.rent if isinstance(told.rent, str) else " ".join(told.rent),
        "in_advance": "on" if told.in_advance == "是" else "",
        "early": "\n".join(f"{one.month} {one.price}" for one in told.early),
        "default_month": told.default.month if told.default else "",
        "default_price": told.default.price if told.default else "",
    }


def _rents(text: str) -> str | list[str]:
    several = text.replace("，", " ").replace("、", " ").split()
    return several if len(several) > 1 else text


def _early(text: str) -> list[Early]:
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        month, _, price = line.strip().replace("，", " ").partition(" ")
        if not price.strip():
            raise InputUnusable(
                f"提前买断第 {number} 行要写月份和金额，中间空一格，例如：6 3500", where="early"
            )
        found.append(Early(month.strip(), price.strip()))
    return found


def _text(given: Mapping[str, Any], name: str) -> str:
    return " ".join(str(given.get(name, "")).split())[:_LONGEST]


def _needed(given: Mapping[str, str], name: str, read_as: Callable[[Any], T]) -> T:
    found = _read(given, name, read_as)
    if found is None:
        raise InputUnusable("还没有写金额", where=name)
    return found


def _read(given: Mapping[str, str], name: str, read_as: Callable[[Any], T]) -> T | None:
    text = _text(given, name)
    try:
        return read_as(text) if text else None
    except ValueError as reason:
        raise InputUnusable(str(reason), where=name) from None
