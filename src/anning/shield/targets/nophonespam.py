"""NoPhoneSpam (Android): lines "pattern: name", told by the ": " in the first line; wildcards as in yacb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block, forms
from anning.shield.targets import Matcher
from anning.shield.targets.yacb import expression

NAME = "nophonespam"
STRETCHES = True
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """One line for each spelling."""
    lines = [
        f"{form}{'*' if block.stretch else ''}: {LABEL}" for block in blocks for form in forms(block.number)
    ]
    return "\n".join([*lines, ""]).encode()


def read(data: bytes) -> Matcher:
    """What stands before the first ": " is the pattern."""
    patterns = [line.partition(": ")[0] for line in data.decode().splitlines() if ": " in line]
    rules = [re.compile(expression(pattern)) for pattern in patterns]
    return lambda number: any(rule.fullmatch(re.sub(r"[\s\-()]", "", number)) for rule in rules)
