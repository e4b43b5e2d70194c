"""iPhone: contact cards of up to fifty numbers; the person blocks each card once with a tap.

A card cannot be blocked by a file, and that blocking a card blocks all its numbers is general knowledge (mark K).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anning.shield.blocking import LABEL, Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import exact, spelled

NAME = "vcard"
STRETCHES = False
BEGINS = False
_CARD = 50


def write(blocks: Sequence[Block]) -> bytes:
    """VCard 3.0; the name tells nothing to whoever sees the screen."""
    numbers = spelled(blocks)
    cards = [numbers[i : i + _CARD] for i in range(0, len(numbers), _CARD)]
    return "".join(line + "\r\n" for i, card in enumerate(cards, 1) for line in _lines(i, card)).encode()


def _lines(number: int, card: Sequence[str]) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"N:{LABEL}{number};;;;", f"FN:{LABEL}{number}")
    yield from (f"TEL;TYPE=CELL:{one}" for one in card)
    yield "END:VCARD"


def read(data: bytes) -> Matcher:
    """Every TEL of every card."""
    listed = exact(line.partition(":")[2] for line in data.decode().split("\r\n") if line.startswith("TEL"))
    return lambda number: number in listed
