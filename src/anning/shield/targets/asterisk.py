"""Asterisk: lines for its console, one number each, compared exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anning.shield.blocking import Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import exact, spelled

NAME = "asterisk"
STRETCHES = False
BEGINS = False
_LINE = re.compile(r'database put blacklist (\S+) "[^"]*"')


def write(blocks: Sequence[Block]) -> bytes:
    """One command for each spelling."""
    return "".join(f'database put blacklist {form} "1"\n' for form in spelled(blocks)).encode()


def read(data: bytes) -> Matcher:
    """The family "blacklist" as the database would hold it."""
    listed = exact(m[1] for m in map(_LINE.fullmatch, data.decode().splitlines()) if m)
    return lambda number: number in listed
