"""Text with stretches covered: a label of the kind stands where the words were, however long they were."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from anning.knowledge import personal as data
from anning.shield import personal
from anning.shield.personal import Found


class Place(Struct, frozen=True, kw_only=True):
    """What was covered, by its characters in the original text; never the words."""

    kind: str
    start: int
    end: int


class Covered(Struct, frozen=True, kw_only=True):
    """The text with labels, and what was covered, in order."""

    text: str
    places: tuple[Place, ...]


def covered(text: str, found: Sequence[Found]) -> Covered:
    """Put a label over each of them; they stand in the text and do not overlap."""
    label, titles = data.words().label, personal.titles()
    pieces: list[str] = []
    at = 0
    for one in sorted(found):
        pieces += (text[at : one.start], label.format(title=titles[one.kind]))
        at = one.end
    places = tuple(Place(kind=one.kind, start=one.start, end=one.end) for one in sorted(found))
    return Covered(text="".join((*pieces, text[at:])), places=places)
