"""Money as the person writes it: exact decimals in CNY, never binary fractions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 12
"""More than any person owes; what is larger is a slip of the pen or worse."""
_MOST_PLACES = 20
_CENT = Decimal("0.01")
_NOISE = str.maketrans("", "", ",，¥￥元 \u00a0_")


def number(value: object) -> Decimal:
    """A finite number from text, an integer or a decimal, exactly as written; ValueError in Chinese otherwise."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("这里要写一个数")  # noqa: TRY004 - what a person wrote, not a type of ours
    text = str(value)[:80].translate(_NOISE)
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{text[:20]}”不是一个数") from None
    if not found.is_finite():
        raise ValueError(f"“{text[:20]}”不是一个确定的数")
    if abs(found) > LARGEST:
        raise ValueError(f"“{text[:20]}”太大了，最多写到一万亿")
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_PLACES:
        raise ValueError(f"“{text[:20]}”的小数位太多")
    return found


def shown(value: Decimal) -> str:
    """A decimal string with at least two places and nothing lost: 1200 → 1200.00, 0.125 stays."""
    rounded = value.quantize(_CENT)
    return f"{rounded if rounded == value else value.normalize():f}"
