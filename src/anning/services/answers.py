"""What a person types into a field, as it is kept; what cannot be right is said at once, in one sentence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from anning.errors import InputUnusable
from anning.knowledge.interview import Field

_MOST = Decimal(10) ** 12
_IDENTITY_CARD = re.compile(r"\d{17}[\dXx]")


def value(field: Field, text: str) -> Any:
    """A field's answer as it is kept. InputUnusable: where is the field's name."""
    match field.input:
        case "money":
            return _money(field, text)
        case "date":
            return _date(field, text)
        case "creditors":
            return tuple(text.split())
        case "choice":
            if text not in {one.value for one in field.options}:
                raise _wrong(field, "请从列出的几项里选一项")
        case "id_number":
            return _identity(field, text)
        case "uscc":
            return _checked(field, text, uscc)
    return text


def _money(field: Field, text: str) -> str:
    plain = re.sub(r"[\s,，元￥¥]", "", text)
    try:
        value = Decimal(plain.removesuffix("万")) * (10000 if plain.endswith("万") else 1)
    except InvalidOperation:
        raise _wrong(field, "数目看不懂，请只写数字，例如 12000 或 12000.50") from None
    if not (value.is_finite() and 0 <= value < _MOST):
        raise _wrong(field, "数目不对，请再看一眼")
    return format(value.quantize(Decimal("0.01")).normalize(), "f")


def _date(field: Field, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise _wrong(field, "日期看不懂，请从日历里选，或写成 2026-03-05") from None
    return found


def _identity(field: Field, text: str) -> str:
    """An identity card is checked by its last digit; other papers have no check."""
    plain = re.sub(r"\s", "", text)
    if not _IDENTITY_CARD.fullmatch(plain):
        return plain
    if ric.calc_check_digit(plain) != plain[-1].upper():
        raise _wrong(field, "号码的最后一位对不上，可能写错了一个数字，请再看一眼")
    return plain.upper()


def _checked(field: Field, text: str, kind: Any) -> str:
    try:
        found: str = kind.validate(text)
    except ValidationError:
        raise _wrong(field, "代码对不上，应当是 18 位，请再看一眼") from None
    return found


def of_identity_card(number: str) -> dict[str, Any]:
    """Birthday and gender, which an identity card's number states."""
    if not _IDENTITY_CARD.fullmatch(number):
        return {}
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return {}
    return {"born": born, "gender": "男" if int(number[16]) % 2 else "女"}


def _wrong(field: Field, sentence: str) -> InputUnusable:
    return InputUnusable(f"{field.label}：{sentence}", where=field.name)
