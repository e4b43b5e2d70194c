"""A list for iOS call directory extensions: ascending whole numbers with country code, one a line.

Fact: CXCallDirectoryPhoneNumber is an int64 and must come in ascending order, each once.
"""

from __future__ import annotations

from collections.abc import Sequence

from anning.shield.blocking import Block, forms
from anning.shield.targets import Matcher

NAME = "callkit"
STRETCHES = False
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """Sorted by value."""
    numbers = sorted({int(forms(block.number)[-1].removeprefix("+")) for block in blocks})
    return "".join(f"{number}\n" for number in numbers).encode()


def read(data: bytes) -> Matcher:
    """IOS hands every number over with its country code."""
    listed = frozenset(int(line) for line in data.decode().split())
    return lambda number: int(forms(number.removeprefix("+86"))[-1].removeprefix("+")) in listed
