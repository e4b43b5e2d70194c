"""Boxes on pages: numbers that run on, doubles of two readers, and copies drawn anew."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

import pypdf
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from anning.shield import redact_image, redact_pdf
from anning.shield.leaves import Box, Leaf, Line

FONT = Path(str(files("anning.casework").joinpath("fonts/NotoSansCJKsc-Regular-subset.otf")))


def line(text: str, row: int = 0, size: int = 10) -> Line:
    boxes = (Box(n * size, row * 20, n * size + size, row * 20 + 16) for n in range(len(text)))
    return Line(text, tuple(boxes))


def page(width: int = 60, height: int = 40) -> bytes:
    return redact_image.picture(Leaf(width=width, height=height, pixels=bytes([200]) * (3 * width * height)))


def test_a_spot_lies_over_its_letters():
    (spot,) = redact_image.spots([line("电话13800138000谢谢")])
    (box,) = spot.boxes
    assert (box.left, box.right) == (18, 132)


def test_a_number_broken_at_the_end_of_a_line_is_covered_in_both():
    (spot,) = redact_image.spots([line("电话138001"), line("38000谢谢", 1)])
    assert spot.quote == "13800138000"
    assert [box.top for box in spot.boxes] == [0, 18]


def test_two_readers_that_say_the_same_give_one_spot():
    first = redact_image.spots([line("13800138000")])
    shifted = Line(
        "13800138000",
        tuple(Box(b.left + 2, b.top + 1, b.right + 2, b.bottom + 1) for b in line("1" * 11).boxes),
    )
    assert redact_image.joined(first, redact_image.spots([shifted])) == first
    assert len(redact_image.joined(first, redact_image.spots([line("13800138000", 3)]))) == 2


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 4), max_size=5))
def test_covered_pixels_are_black_and_the_others_as_they_were(corners):
    boxes = [Box(min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1) for a, b, c, d in corners]
    image = Image.open(io.BytesIO(redact_image.covered(page(), boxes)))
    for x in range(0, 60, 7):
        for y in range(0, 40, 7):
            inside = any(b.left <= x < b.right and b.top <= y < b.bottom for b in boxes)
            assert image.getpixel((x, y)) == (redact_image.BLACK if inside else (200, 200, 200))


def test_the_caption_stands_below_and_covers_nothing():
    wide = page(900, 40)
    image = Image.open(
        io.BytesIO(redact_image.captioned(wide, "遮盖件：原件 SHA-256 " + "a" * 64 + "，遮盖 1 处", FONT))
    )
    assert image.width == 900
    assert image.height > 60
    assert image.crop((0, 0, 900, 40)).getcolors() == [(900 * 40, (200, 200, 200))]


def test_a_pdf_of_pictures_has_no_words_and_tells_nothing_of_its_maker():
    reader = pypdf.PdfReader(io.BytesIO(redact_pdf.of_pictures([page(), page(30, 90)])))
    assert len(reader.pages) == 2
    assert "".join(one.extract_text() for one in reader.pages) == ""
    assert set(reader.metadata or {}) <= {"/Producer"}
