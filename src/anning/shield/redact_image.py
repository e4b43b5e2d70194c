"""Pictures with solid boxes: what is personal on a page by where it stands, and a new picture without anything else.

Nothing is blurred, for blurring can be undone. A copy is drawn anew from bare pixels: no EXIF, thumbnail, colour
profile or comment of the original is in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from anning.shield import personal
from anning.shield.leaves import Box, Leaf, Line, around
from anning.shield.personal import Found

BLACK: Final = (17, 17, 17)
_LEAST_MARGIN, _MARGIN_OF_HEIGHT = 2, 8
_SPLIT: Final = frozenset({"resident_id", "bank_card", "mobile", "landline", personal.NAME, personal.WORD})
"""Kinds that are looked for across the end of a line; of names, those that are known."""


class Spot(Struct, frozen=True, kw_only=True):
    """Something personal on a page: its kind, the words, and the boxes they stand in."""

    kind: str
    quote: str
    boxes: tuple[Box, ...]
    sure: bool = True


def picture(leaf: Leaf) -> bytes:
    """A page as a PNG of ours."""
    return _png(Image.frombytes("RGB", (leaf.width, leaf.height), leaf.pixels))


def spots(
    lines: Sequence[Line], names: Iterable[str] = (), words: Iterable[str] = (), also: Iterable[str] = ()
) -> tuple[Spot, ...]:
    """What is personal in the words of a page, also where a number runs on in the next line."""
    names, words = tuple(names), tuple(words)
    apart, together = _Laid(lines, "\n"), _Laid(lines, "")
    found = [apart.spot(one) for one in personal.find(apart.text, names, words=words, also=also)]
    held = {box for spot in found for box in spot.boxes}
    for one in personal.find(together.text, names, words=words):
        spot = together.spot(one)
        if one.sure and one.kind in _SPLIT and len(spot.boxes) > 1 and not held.issuperset(spot.boxes):
            found.append(spot)
    return tuple(spot for spot in found if spot.boxes)


def joined(first: Sequence[Spot], more: Sequence[Spot]) -> tuple[Spot, ...]:
    """Both, without those of the second that say what one of the first says at the same place."""
    return (*first, *(spot for spot in more if not any(_same(spot, other) for other in first)))


def covered(page: bytes, boxes: Iterable[Box]) -> bytes:
    """The page, a PNG of ours, with these boxes filled, as a new PNG."""
    image = _own(page)
    draw = ImageDraw.Draw(image)
    for box in boxes:
        draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=BLACK)
    return _png(image)


def outlined(page: bytes, boxes: Sequence[tuple[str, Box, bool]], font: Path) -> bytes:
    """For looking at: each box with its number, filled where the third says so and a frame where not."""
    image = _own(page)
    draw = ImageDraw.Draw(image)
    size = max(14, image.width // 45)
    letters = ImageFont.truetype(font, size)
    for number, box, fill in boxes:
        edges = (box.left, box.top, max(box.left, box.right - 1), max(box.top, box.bottom - 1))
        draw.rectangle(edges, fill=BLACK if fill else None, outline=BLACK if fill else (180, 83, 9), width=3)
        draw.text((box.left + 4, box.top), number, font=letters, fill="white" if fill else (180, 83, 9))
    return _png(image)


def captioned(page: bytes, caption: str, font: Path) -> bytes:
    """With a white strip below that carries the caption, broken where the page ends."""
    image = _own(page)
    size = max(12, min(28, image.width // 50))
    letters = ImageFont.truetype(font, size)
    rows = list(_rows(caption, letters, max(image.width - 2 * size, 10 * size)))
    strip = Image.new("RGB", (image.width, image.height + int(size * (1.5 * len(rows) + 1))), "white")
    strip.paste(image, (0, 0))
    draw = ImageDraw.Draw(strip)
    for number, row in enumerate(rows):
        at = (size, image.height + int(size * (0.5 + 1.5 * number)))
        draw.text(at, row, font=letters, fill="black")
    return _png(strip)


def encoded(page: bytes, kind: Literal["PNG", "JPEG"]) -> bytes:
    """The finished copy as the file that was wanted."""
    if kind == "PNG":
        return page
    out = io.BytesIO()
    _own(page).save(out, "JPEG", quality=90, subsampling=0, exif=b"", comment=b"", icc_profile=None)
    return out.getvalue()


def size_of(page: bytes) -> tuple[int, int]:
    """Width and height of a PNG of ours."""
    return Image.open(io.BytesIO(page), formats=("PNG",)).size


class _Laid:
    """Lines laid one after the other, so that a stretch of text is again boxes on the page."""

    def __init__(self, lines: Sequence[Line], between: str) -> None:
        self.text = between.join(line.text for line in lines)
        self._lines = lines
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line.text) + len(between))

    def spot(self, found: Found) -> Spot:
        boxes = tuple(self._boxes(found.start, found.end))
        return Spot(kind=found.kind, quote=found.quote, boxes=boxes, sure=found.sure)

    def _boxes(self, start: int, end: int) -> Iterator[Box]:
        for line, (first, after) in zip(self._lines, pairwise(self._starts), strict=True):
            if start < after and end > first:
                letters = line.boxes[max(0, start - first) : end - first]
                if letters:
                    yield _padded(around(letters))


def _padded(box: Box) -> Box:
    """A little more than the letters: what a reader says of their edges is rough."""
    by = max(_LEAST_MARGIN, (box.bottom - box.top) // _MARGIN_OF_HEIGHT)
    return Box(max(0, box.left - by), max(0, box.top - by), box.right + by, box.bottom + by)


def _same(one: Spot, other: Spot) -> bool:
    return bool(personal.survivors(other.quote, [one.quote])) and all(
        any(held.holds_middle_of(box) for held in other.boxes) for box in one.boxes
    )


def _rows(text: str, letters: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Whole where it fits, else broken after a comma and wherever a part is still too long."""
    row = ""
    for part in [text] if letters.getlength(text) <= width else re.split("(?<=，)", text):
        for char in part:
            if row and letters.getlength(row + char) > width:
                yield row
                row = ""
            row += char
        yield row
        row = ""


def _own(page: bytes) -> Image.Image:
    """A picture this program made; no other is ever decoded here."""
    return Image.open(io.BytesIO(page), formats=("PNG",)).convert("RGB")


def _png(image: Image.Image) -> bytes:
    """The pixels alone."""
    out = io.BytesIO()
    Image.frombytes("RGB", image.size, image.tobytes()).save(out, "PNG", compress_level=4)
    return out.getvalue()
