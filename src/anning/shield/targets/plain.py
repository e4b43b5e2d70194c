"""A plain list, one number a line, for phones that take no file: to be typed or pasted."""

from __future__ import annotations

from collections.abc import Sequence

from anning.shield.blocking import Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import exact, spelled

NAME = "plain"
STRETCHES = False
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """Both spellings."""
    return "".join(f"{form}\n" for form in spelled(blocks)).encode()


def read(data: bytes) -> Matcher:
    """Exact."""
    listed = exact(data.decode().split())
    return lambda number: number in listed
