"""What a paper does not show: the author's numbers in part, other people's data altogether."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "*"
"""Stands for one hidden character; the length of the text stays what it was."""

_PLACE = re.compile(r"^(.*?(?:[区县旗]|[^市]市(?!.*[区县旗])))")
_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_ID_SHOWN, _PHONE_SHOWN = (3, 4), (3, 4)


def middle(text: str, head: int, tail: int) -> str:
    """Only the first and last characters of a number."""
    inside = len(text) - head - tail
    return text[:head] + MASK * inside + text[len(text) - tail :] if inside > 0 else MASK * len(text)


def id_number(text: str) -> str:
    """An identity number as regulators and lenders see it."""
    return middle(text, *_ID_SHOWN)


def phone(text: str) -> str:
    """A telephone number as regulators and lenders see it."""
    return middle(text, *_PHONE_SHOWN)


def address(text: str) -> str:
    """An address down to the district; the rest is hidden whatever its length."""
    found = _PLACE.match(text)
    return f"{found[1] if found else ''}{MASK * 4}" if text else ""


def others(text: str, own_numbers: Iterable[str], names: Iterable[str]) -> str:
    """The text with identity and telephone numbers that are nobody's here, and names of third parties, hidden.

    Each character is replaced by one: what was at a place stays at its place.
    """
    kept = frozenset(own_numbers)
    shown = _ID.sub(lambda m: m[0] if m[0] in kept else MASK * len(m[0]), text)
    shown = _PHONE.sub(lambda m: m[0] if m[0] in kept else MASK * len(m[0]), shown)
    for name in sorted(filter(None, names), key=len, reverse=True):
        shown = shown.replace(name, MASK * len(name))
    return shown
