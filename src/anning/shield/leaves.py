"""A file opened for covering: its text, or its pages as pictures with the words that stand on them and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Why = Literal["", "huge", "unknown", "broken", "locked", "empty", "stopped"]
"""Why a file could not be opened; "" when it was."""


class Box(Struct, frozen=True, array_like=True):
    """A rectangle in pixels from the upper left; right and bottom lie outside it."""

    left: int
    top: int
    right: int
    bottom: int

    def grown(self, by: int, width: int, height: int) -> Box:
        """Larger by so many pixels on each side, within a page of this size."""
        left, top = max(0, self.left - by), max(0, self.top - by)
        return Box(left, top, min(width, self.right + by), min(height, self.bottom + by))

    def holds_middle_of(self, other: Box) -> bool:
        """Whether the other's middle lies in it."""
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x < self.right and self.top <= y < self.bottom


class Line(Struct, frozen=True, array_like=True):
    """A line of words as read off a page: one box a character."""

    text: str
    boxes: tuple[Box, ...]


class Leaf(Struct, frozen=True, kw_only=True, tag=True):
    """A page: width x height pixels as RGB bytes, and the words its file says stand on it (none for a picture)."""

    width: int
    height: int
    pixels: bytes
    lines: tuple[Line, ...] = ()


class Words(Struct, frozen=True, kw_only=True, tag=True):
    """The text of a file; left says what stayed behind ("pictures")."""

    text: str
    left: str = ""


class Asked(Struct, frozen=True, kw_only=True):
    """What the child is asked: open the file (html, picture, pdf) or read the words on pictures (see)."""

    fds: tuple[int, ...]
    how: Literal["html", "picture", "pdf", "see"]
    size: int = 0


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them."""
    every = list(boxes)
    return Box(
        min(b.left for b in every),
        min(b.top for b in every),
        max(b.right for b in every),
        max(b.bottom for b in every),
    )
