from __future__ import annotations

import io
import struct
import zlib

import pytest
from bundles import screenshot
from PIL import Image

from anning.casework.bundle import pictures
from anning.casework.bundle.pictures import EDGE, EDGE_OF_MANY


def drawn(*data: bytes) -> list[pictures.Drawn]:
    names = [str(n) for n in range(len(data))]
    found = pictures.drawn(names, lambda one, file: file.write(data[int(one)]))
    return [found[name] for name in names]


def opened(data: pictures.Drawn) -> Image.Image:
    assert isinstance(data, bytes)
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_screenshot_is_made_small_whatever_its_format(kind):
    (data,) = drawn(screenshot(1, kind=kind))
    image = opened(data)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert image.size == (round(1080 * EDGE / 2340), EDGE)


def test_where_there_are_many_each_is_smaller(monkeypatch):
    monkeypatch.setattr(pictures, "FEW", 1)
    assert [opened(one).height for one in drawn(screenshot(1), screenshot(2))] == [EDGE_OF_MANY] * 2


def test_a_small_picture_keeps_its_size():
    (data,) = drawn(screenshot(1, (200, 300)))
    assert opened(data).size == (200, 300)


def test_what_is_clear_becomes_white_and_what_lay_on_its_side_stands():
    clear = saved(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG")
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = saved(Image.new("RGB", (40, 20), "blue"), "JPEG", exif=exif)
    white, standing = drawn(clear, lying)
    assert opened(white).getpixel((5, 5)) == (255, 255, 255)
    assert opened(standing).size == (20, 40)


def test_nothing_of_the_file_but_the_picture_goes_on():
    exif = Image.Exif()
    exif[0x010E] = "somewhere secret"
    (data,) = drawn(saved(Image.new("RGB", (40, 20), "blue"), "JPEG", exif=exif, comment=b"secret too"))
    assert b"secret" not in data


def test_hostile_pictures_are_told_apart_and_cost_the_others_nothing():
    good = screenshot(2, (100, 200))
    png = screenshot(3, (400, 800))
    found = drawn(
        bomb(60_000, 60_000),
        good,
        png[: len(png) // 2],
        b"<svg onload=1/>",
        b"PK\x03\x04 not a picture",
        b"",
        good,
    )
    assert found[0] == "huge"
    assert found[2] == "broken"
    assert found[3:6] == ["unknown"] * 3
    assert opened(found[1]).size == opened(found[6]).size == (100, 200)


def test_one_that_takes_too_long_is_stopped_and_the_rest_are_drawn(monkeypatch):
    # No patience at all: the first answer cannot be there yet, and each picture is tried in its turn.
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.0)
    assert drawn(screenshot(1, (50, 50)), screenshot(2, (50, 50))) == ["stopped", "stopped"]


def test_the_same_picture_gives_the_same_bytes():
    shot = screenshot(5)
    assert drawn(shot) == drawn(shot)
