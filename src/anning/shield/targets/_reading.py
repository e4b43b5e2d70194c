"""How tools compare numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anning.shield.blocking import Block, forms

_KEPT = re.compile(r"[^0-9A-Za-z]")


def exact(numbers: Iterable[str]) -> frozenset[str]:
    """A set to look a dialled number up in, as it was written."""
    return frozenset(number.strip() for number in numbers)


def alphanumeric(number: str) -> str:
    """A number as tools keep it that drop every sign."""
    return _KEPT.sub("", number)


def spelled(blocks: Iterable[Block]) -> list[str]:
    """Every block in both spellings; a stretch is written as its beginning."""
    return [form for block in blocks for form in forms(block.number)]
