"""The program that draws pictures: splits off a copy for each, which may read that picture and answer, no more."""

from __future__ import annotations

import io
import os
import sys
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from anning.importers import sandbox
from anning.importers.limits import MEGABYTE

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
PIXELS = 60_000_000
"""A panorama of a phone; a larger claim is a trap or no use in print."""

QUALITY = 85
_MEMORY = 640 * MEGABYTE
_SECONDS = 20


def main(edge: int, ends: list[int]) -> None:
    """Draw picture by picture with a long edge of so many pixels; ends are pairs of a picture and its answer's pipe."""
    Image.init()
    Image.new("RGB", (1, 1)).save(io.BytesIO(), "JPEG")  # loaded while files may still be opened
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    for place, (picture, answer) in enumerate(pairs):
        copy = os.fork()
        if copy == 0:
            for other in (end for pair in pairs[place + 1 :] for end in pair):
                os.close(other)
            _alone(picture, answer, edge)
        os.close(picture)
        os.close(answer)
        os.waitpid(copy, 0)


def _alone(picture: int, answer: int, edge: int) -> None:
    """Give everything up, draw, answer, and be gone."""
    sandbox.enter(memory=_MEMORY, cpu_s=_SECONDS, open_files=32)
    said = _drawn(picture, edge)
    view = memoryview(said)
    while view:
        view = view[os.write(answer, view) :]
    os._exit(0)


def _drawn(picture: int, edge: int) -> bytes:
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with os.fdopen(picture, "rb", closefd=False) as file:
            file.seek(0)
            return _small(Image.open(file, formats=FORMATS), edge)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b"huge"
    except UnidentifiedImageError:
        return b"unknown"
    except MemoryError:
        return b"stopped"
    except Exception:  # noqa: BLE001 - a decoder may fail in any way, and all of them mean the same
        return b"broken"


def _small(image: Image.Image, edge: int) -> bytes:
    """Upright, on white, no longer than edge, as JPEG without anything else from the file."""
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if image.format != "JPEG" and image.mode != wanted:  # a JPEG is made smaller while it is read
        image = image.convert(wanted)
    image.thumbnail((edge, edge), Image.Resampling.HAMMING)
    upright = ImageOps.exif_transpose(image)
    plain = _on_white(upright) if upright.mode == "RGBA" else upright.convert("RGB")
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, subsampling=0, exif=b"", comment=b"", icc_profile=None)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(end) for end in sys.argv[2:]])
