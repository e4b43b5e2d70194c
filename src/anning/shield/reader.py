"""The program that opens one file for covering, or reads the words on pictures of ours; it may do nothing else."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import IO, Any, Final

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from anning.importers import sandbox
from anning.importers.formats.decoding import decode
from anning.importers.formats.mail_text import html_to_text
from anning.importers.limits import MEGABYTE
from anning.shield.leaves import Asked, Box, Leaf, Line, Why, Words, around

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
PIXELS: Final = 60_000_000
EDGE: Final = 4000
"""Pixels of the long edge of a copy; a photograph larger than this is made smaller."""

PAGES: Final = 60
DPI: Final = 150
_POINT: Final = 72
_UNSURE: Final = 0.6
_MEMORY: Final = 1024 * MEGABYTE
_MEMORY_TO_SEE: Final = 4096 * MEGABYTE
_SECONDS: Final = 180


class Stopped(Exception):
    """Not opened, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


Seen = tuple[Line, ...]


def main(asked: Asked, out: IO[bytes]) -> None:
    """Answer in frames: four bytes of length and msgpack, a why at the end."""
    see = _eyes() if asked.how == "see" else None
    Image.init()
    pdfium = _pdfium() if asked.how == "pdf" else None
    sandbox.enter(memory=_MEMORY_TO_SEE if see else _MEMORY, cpu_s=_SECONDS, open_files=64)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    why: Why = ""
    try:
        for fd in asked.fds:
            with os.fdopen(fd, "rb") as file:
                file.seek(0)
                for answer in _answers(file, asked, see, pdfium):
                    _say(out, answer)
    except Stopped as stopped:
        why = stopped.why
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        why = "huge"
    except UnidentifiedImageError:
        why = "unknown"
    except MemoryError:
        why = "stopped"
    except Exception:  # noqa: BLE001 - a decoder may fail in any way, and all of them mean the same
        why = "broken"
    _say(out, why)


def _say(out: IO[bytes], answer: Leaf | Words | Seen | Why) -> None:
    body = msgspec.msgpack.encode(answer)
    out.write(len(body).to_bytes(4, "big") + body)
    out.flush()


def _answers(
    file: IO[bytes], asked: Asked, see: Callable[[Image.Image], Seen] | None, pdfium: Any
) -> Iterator[Leaf | Words | Seen]:
    if see:
        yield see(Image.open(file, formats=("PNG",)).convert("RGB"))
    elif asked.how == "picture":
        yield _picture(file)
    elif asked.how == "pdf":
        yield from _pages(file.read(), pdfium) if pdfium else [_pdf_words(file)]
    else:
        yield Words(text=html_to_text(decode(file.read())[0]))


def _picture(file: IO[bytes]) -> Leaf:
    """Upright, on white, its first frame alone, and nothing else of the file."""
    source = Image.open(file, formats=FORMATS)
    source.seek(0)
    wanted = "RGBA" if source.has_transparency_data else "RGB"
    image: Image.Image = ImageOps.exif_transpose(source.convert(wanted))
    image.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    if wanted == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image)
        image = white
    return Leaf(width=image.width, height=image.height, pixels=image.tobytes())


def _pdf_words(file: IO[bytes]) -> Words:
    """The words of a PDF where no page can be drawn."""
    import pypdf
    from pypdf.errors import FileNotDecryptedError

    try:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
        if len(reader.pages) > PAGES:
            raise Stopped("huge")
        texts = [page.extract_text() or "" for page in reader.pages]
        pictures = any("/XObject" in (page.get("/Resources") or {}) for page in reader.pages)
    except FileNotDecryptedError as reason:
        raise Stopped("locked") from reason
    if not "".join(texts).strip():
        raise Stopped("empty")
    return Words(text="\n\n".join(texts), left="pictures" if pictures else "")


def _pdfium() -> Any:
    """The renderer where it is installed, already loaded."""
    return import_module("pypdfium2") if find_spec("pypdfium2") else None


def _pages(data: bytes, pdfium: Any) -> Iterator[Leaf]:
    """Each page as it looks, with its text and where each character stands."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as reason:
        raise Stopped("locked" if "assword" in str(reason) else "broken") from reason
    if len(pdf) > PAGES:
        raise Stopped("huge")
    if pdf.get_formtype():
        pdf.init_forms()
    for number in range(len(pdf)):
        page = pdf[number]
        scale = min(DPI / _POINT, EDGE / max(page.get_size()))
        image = page.render(scale=scale).to_pil().convert("RGB")
        lines = tuple(_page_lines(page, pdfium.raw, image.size))
        yield Leaf(width=image.width, height=image.height, pixels=image.tobytes(), lines=lines)


def _page_lines(page: Any, raw: Any, size: tuple[int, int]) -> Iterator[Line]:
    words = page.get_textpage()
    letters: list[tuple[str, Box]] = []
    for place in range(words.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(words.raw, place) or 32)
        if letter in "\r\n":
            if letters:
                yield _line(letters)
            letters = []
        else:
            letters.append((letter, _box(page, raw, size, words.get_charbox(place, loose=True))))
    if letters:
        yield _line(letters)


def _line(letters: list[tuple[str, Box]]) -> Line:
    return Line("".join(letter for letter, _ in letters), tuple(box for _, box in letters))


def _box(page: Any, raw: Any, size: tuple[int, int], corners: tuple[float, ...]) -> Box:
    """Page units into pixels, as the page is turned and cut."""
    import ctypes

    points = []
    for x, y in (corners[:2], corners[2:]):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        points.append(Box(across.value, down.value, across.value + 1, down.value + 1))
    return around(points)


def _eyes() -> Callable[[Image.Image], Seen]:
    """The reader of words on pictures, loaded and tried once while files may still be looked for."""
    import numpy as np

    engine = import_module("rapidocr").RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            "Global.max_side_len": EDGE,
        }
    )
    import_module("cv2").setNumThreads(1)

    def see(image: Image.Image) -> Seen:
        pixels = np.asarray(image)[:, :, ::-1]
        found = engine(pixels, return_word_box=True, return_single_char_box=True)
        if found.txts is None:
            return ()
        return tuple(
            _seen(text, box, letters)
            for text, box, letters in zip(found.txts, found.boxes, found.word_results, strict=True)
        )

    see(Image.new("RGB", (320, 64), "white"))
    return see


def _seen(text: str, corners: Any, letters: Any) -> Line:
    """A line with a box for each character: its own where it was told, else an even share of the line.

    What a reader says of a letter's place is off by up to a letter, so each box is made that much wider.
    """
    whole = _corners(corners)
    by = round((whole.bottom - whole.top) * _UNSURE)
    if "".join(letter[0] for letter in letters) == text and len(letters) == len(text):
        boxes = [_corners(letter[2]) for letter in letters]
    else:
        step = (whole.right - whole.left) / max(1, len(text))
        cuts = [round(whole.left + step * place) for place in range(len(text) + 1)]
        boxes = [Box(start, whole.top, end + 1, whole.bottom) for start, end in pairwise(cuts)]
    return Line(text, tuple(Box(max(0, b.left - by), b.top, b.right + by, b.bottom) for b in boxes))


def _corners(points: Any) -> Box:
    across, down = [int(p[0]) for p in points], [int(p[1]) for p in points]
    return Box(min(across), min(down), max(across) + 1, max(down) + 1)


if __name__ == "__main__":
    main(msgspec.json.decode(sys.stdin.buffer.read(), type=Asked), os.fdopen(sys.stdout.fileno(), "wb"))
