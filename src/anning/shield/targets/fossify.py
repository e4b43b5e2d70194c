"""Fossify Phone and Messages (Android): one line of numbers joined by commas, compared whole.

Facts: BlockedNumbersExporter and Importer at 9cde1e1e; * is the only wildcard, there are no names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anning.shield.blocking import Block, forms
from anning.shield.targets import Matcher

NAME = "fossify"
STRETCHES = True
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """Both spellings of each number."""
    return ",".join(
        form + ("*" if block.stretch else "") for block in blocks for form in forms(block.number)
    ).encode()


def read(data: bytes) -> Matcher:
    """The whole number, or what * stands for."""
    listed = [re.escape(one.strip()).replace(r"\*", ".*") for one in data.decode().split(",") if one.strip()]
    rules = [re.compile(one) for one in listed]
    return lambda number: any(rule.fullmatch(number) for rule in rules)
