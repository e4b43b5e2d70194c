"""Two hundred planted strings in fifty files, covered with the real reader of pictures; none may be read afterwards.

    python tests/services/redaction.py [FILES]

A text is searched for what was planted. On a page it is known where every planted letter stands, and each of those
places has to be of one colour in the copy; the copy is also read again by the reader. Prints what survived, and for
each kind of file how many were planted and how many places of the rest were covered with them.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from PIL import Image
from planted import Planted, planted

from anning.services import redact
from anning.shield import opened, redact_image
from anning.shield.leaves import Box, Leaf, Line

ENDINGS = ("txt",) * 20 + ("csv",) * 8 + ("html",) * 4 + ("pdf",) * 6 + ("png",) * 8 + ("jpg",) * 4
_LEGIBLE = 40
"""Steps of grey between letter and ground from which something shows."""


def main() -> int:
    """1 when anything survived."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=int, nargs="?", default=len(ENDINGS))
    wanted = options.parse_args().files
    eyes = opened.eyes()
    if eyes is None:
        print("the extra ocr is not installed")
        return 1
    count, more, survived = Counter[str](), Counter[str](), list[tuple[str, str]]()
    for number, ending in enumerate(ENDINGS[:wanted]):
        file = planted(number, ending)
        work = redact.begin(file.data, file.name)
        copy = redact.make(work, looked=True)
        shown = set(_read(copy, file)) | set(_seen(copy, file, eyes))
        survived += [(file.name, one) for one in file.values if one in shown]
        count[ending] += len(file.values)
        more[ending] += max(0, len(work.chosen) - len(file.values))
        print(f"\r{number + 1} of {wanted}", end="", file=sys.stderr, flush=True)
    print()
    for ending, planted_there in count.items():
        print(f"{ending}: {planted_there} planted, {more[ending]} places covered beside them")
    print(f"{sum(count.values())} planted in {wanted} files, {len(survived)} survived")
    for name, one in survived:
        print(f"  {name}: {one}")
    return int(bool(survived))


def flat(text: str) -> str:
    """As a person reads it, whatever stands between."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _read(copy: redact.Copy, file: Planted) -> Iterator[str]:
    """What stands in the bytes of the copy."""
    text = flat(copy.data.decode("utf-8", "ignore") + copy.data.decode("utf-16-le", "ignore"))
    yield from (one for one in file.values if flat(one) in text)


def _seen(copy: redact.Copy, file: Planted, eyes: opened.Eyes) -> Iterator[str]:
    """What shows on the pages of the copy: by its known places, and by reading them."""
    if copy.suffix not in {".png", ".jpg", ".pdf"}:
        return
    pages = [redact_image.picture(leaf) for leaf in _leaves(copy.data, f"copy{copy.suffix}")]
    places = [file.lines] if file.lines else [leaf.lines for leaf in _leaves(file.data, file.name)]
    for page, lines in zip(pages, places, strict=True):
        image = Image.open(io.BytesIO(page)).convert("L")
        yield from (one for one in file.values if any(_shows(image, box) for box in _boxes(one, lines)))
    text = flat("".join(line.text for lines in eyes(pages) for line in lines))
    yield from (one for one in file.values if flat(one) in text)


def _leaves(data: bytes, name: str) -> list[Leaf]:
    return [one for one in opened.opened(data, name) if isinstance(one, Leaf)]


def _boxes(value: str, lines: Sequence[Line]) -> Iterator[Box]:
    """Where the letters of a value stand, also where it runs on in the next line."""
    text, boxes = "".join(line.text for line in lines), [box for line in lines for box in line.boxes]
    for found in re.finditer(re.escape(value), text):
        yield from boxes[found.start() : found.end()]


def _shows(image: Image.Image, box: Box) -> bool:
    """Whether the middle of a letter's place is anything but one colour."""
    across, down = (box.right - box.left) // 5, (box.bottom - box.top) // 5
    low, high = image.crop(
        (box.left + across, box.top + down, box.right - across, box.bottom - down)
    ).getextrema()
    return high - low > _LEGIBLE


if __name__ == "__main__":
    sys.exit(main())
