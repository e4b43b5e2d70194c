"""A bundle as one PDF: laid out without its pictures to learn where everything stands, then drawn."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from itertools import accumulate, pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from anning.casework.bundle.model import Bundle, Pages, Span, provisional
from anning.casework.bundle.pictures import FEW
from anning.casework.bundle.sheets import Sheet, frame, sheets
from anning.casework.bundle.typeset import Standard, Task
from anning.errors import AnningError

TOGETHER = 2 * FEW
"""Pictures typeset at a time, small ones; more would take more than half a gigabyte of memory."""

_TRIES = 5
_PICTURES = "pictures"


class Rendered(Struct, frozen=True, kw_only=True):
    """The PDF, the list of evidence alone as a PDF, where every exhibit stands, and how many pages there are.

    archival is False when there were too many pictures for one typesetting: parts that were put together lose
    their PDF/A and PDF/UA claims.
    """

    pdf: bytes
    list_pdf: bytes
    pages: Mapping[str, Pages]
    length: int
    archival: bool = True


def render(bundle: Bundle, pictures: Mapping[str, bytes]) -> Rendered:
    """Draw the bundle; pictures are JPEGs by Picture.file. The same bundle gives the same bytes."""
    with _room(bundle, pictures) as room:
        drawn, pages, starts = _settled(bundle, room)
        parts = list(_parts(drawn))
        with ThreadPoolExecutor(1, "list") as beside:  # small, and done long before the rest
            alone = beside.submit(room.pdf, drawn[:1], 1)
            made = [
                room.pdf(drawn[first:end], starts[first], archival=len(parts) == 1) for first, end in parts
            ]
        begins = [(s["title"], starts[n]) for n, s in enumerate(drawn) if "place" in s]
        return Rendered(
            pdf=made[0] if len(made) == 1 else _joined(made, bundle, begins),
            list_pdf=alone.result(),
            pages=pages,
            length=starts[-1] - 1,
            archival=len(made) == 1,
        )


def layout(bundle: Bundle) -> dict[str, Pages]:
    """Where every exhibit would stand, without drawing anything."""
    with _room(bundle, {}) as room:
        return _settled(bundle, room)[1]


@dataclass
class _Room:
    """A folder with the template and the pictures, and the typesetter at work in it, in a process of its own.

    In a process, because the typesetter keeps every picture it has seen for as long as it lives.
    """

    folder: Path
    bundle: Bundle

    def lengths(self, drawn: Sequence[Sheet]) -> list[int]:
        """How many pages each sheet takes."""
        begins = msgspec.json.decode(self._set(drawn, 1, draft=True), type=list[int])
        return [after - own for own, after in pairwise([*begins[:-1], begins[-1] + 1])]

    def pdf(self, drawn: Sequence[Sheet], start: int, *, archival: bool = True) -> bytes:
        """Sheets as a PDF whose first page carries the number start."""
        return self._set(drawn, start, draft=False, standards=("a-2a", "ua-1") if archival else ())

    def _set(
        self, drawn: Sequence[Sheet], start: int, *, draft: bool, standards: tuple[Standard, ...] = ()
    ) -> bytes:
        document = frame(self.bundle) | {"start": start, "draft": draft, "sheets": drawn}
        day = datetime.fromisoformat(self.bundle.day).replace(tzinfo=UTC)
        with as_file(files("anning.casework").joinpath("fonts")) as fonts:
            task = Task(
                folder=str(self.folder),
                fonts=str(fonts),
                document=msgspec.json.encode(document).decode(),
                draft=draft,
                standards=standards,
                stamp=int(day.timestamp()),
            )
            done = subprocess.run(
                [sys.executable, "-I", "-X", "utf8", "-m", "anning.casework.bundle.typeset"],
                input=msgspec.json.encode(task),
                capture_output=True,
                check=False,
            )
        if done.returncode:
            raise AnningError(
                f"证据材料没有排成：{done.stderr.decode(errors='replace')[-300:]}",
                next_step="请重试；如果再次出现，把这句话告诉开发者",
            )
        return done.stdout


@contextmanager
def _room(bundle: Bundle, pictures: Mapping[str, bytes]) -> Iterator[_Room]:
    """A folder for this one bundle, gone at the end; only its owner can look in."""
    with tempfile.TemporaryDirectory(prefix="anning-") as name:
        folder = Path(name)
        folder.joinpath(_PICTURES).mkdir()
        for file, data in pictures.items():
            folder.joinpath(_PICTURES, file).write_bytes(data)
        with as_file(files("anning.casework").joinpath("templates/bundle.typ")) as template:
            shutil.copyfile(template, folder / "bundle.typ")
        yield _Room(folder, bundle)


def _settled(bundle: Bundle, room: _Room) -> tuple[list[Sheet], dict[str, Pages], list[int]]:
    """Sheets that say the pages on which they will stand, those pages, and where each begins.

    What changed by its page numbers is laid out again until nothing does; each sheet begins a page, so the rest stays.
    """
    pages = provisional(bundle)
    drawn = sheets(bundle, pages)
    lengths = room.lengths(drawn)
    for _ in range(_TRIES):
        starts = list(accumulate(lengths, initial=1))
        found = _pages(drawn, starts)
        if found == pages:
            return drawn, pages, starts
        before, pages, drawn = drawn, found, sheets(bundle, found)
        changed = [n for n, sheet in enumerate(drawn) if sheet != before[n]]
        for n, length in zip(changed, room.lengths([drawn[n] for n in changed]), strict=True):
            lengths[n] = length
    raise AnningError("证据材料的页码排不定", next_step="少选几份证据再试，并把这句话告诉开发者")


def _pages(drawn: Sequence[Sheet], starts: Sequence[int]) -> dict[str, Pages]:
    """Where exhibits and annexes stand: each from its first sheet up to the next one that begins something."""
    begins = [n for n, sheet in enumerate(drawn) if "place" in sheet]
    spans = {
        drawn[n]["place"]: Span(first=starts[n], last=starts[after] - 1)
        for n, after in zip(begins, [*begins[1:], len(drawn)], strict=True)
    }
    exhibits = [sheet["place"] for sheet in drawn if sheet["type"] == "cover"]
    return {one: Pages(own=spans[one], annex=spans.get(f"annex:{one}")) for one in exhibits}


def _parts(drawn: Sequence[Sheet]) -> Iterator[tuple[int, int]]:
    """Stretches of sheets with no more pictures than can be typeset together."""
    first = pictures = 0
    for n, sheet in enumerate(drawn):
        if sheet.get("file"):
            if pictures == TOGETHER:
                yield first, n
                first, pictures = n, 0
            pictures += 1
    yield first, len(drawn)


def _joined(parts: Sequence[bytes], bundle: Bundle, begins: Sequence[tuple[str, int]]) -> bytes:
    """Parts put one after the other, with a bookmark for each title and the page it begins on."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    for title, page in begins:
        writer.add_outline_item(title=title, page_number=page - 1)
    told = frame(bundle)
    day = bundle.day.replace("-", "")
    writer.metadata = {
        "/Title": told["title"], "/Author": told["author"], "/CreationDate": f"D:{day}000000Z",
    }  # fmt: skip
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
