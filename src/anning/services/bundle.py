"""The exhibit bundle of a home as a folder that is handed over: papers, originals, custody, sums."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

import msgspec
from msgspec import Struct

from anning.casework.bundle import pdf
from anning.casework.bundle.model import Bundle, Original
from anning.errors import Refused
from anning.knowledge import forms
from anning.services import custody, exhibits, jobs, report, timeline
from anning.services.desk import Desk
from anning.services.exhibits import Step, Told, Watch, Whole, own_pages, silent
from anning.services.jobs import Work
from anning.services.reading import never
from anning.vault import handed
from anning.vault.events import tool

Audience = Literal["court", "lawyer"]


class Made(Struct, frozen=True, kw_only=True):
    """A folder that was made.

    sums is the SHA-256 of its SHA256SUMS, held the names of exports that stayed out of it, undrawn those of pictures
    that could not be drawn. archival as in pdf.Rendered.
    """

    folder: Path
    files: int
    pages: int
    exhibits: tuple[tuple[str, str, str], ...]
    """Number, name and pages of each."""

    sums: str
    held: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()
    archival: bool = True


def write(
    desk: Desk,
    out: Path,
    *,
    audience: Audience = "court",
    exports: bool = False,
    matter: str = "",
    told: Told = silent,
    cancelled: Callable[[], bool] = never,
) -> Made:
    """Make the folder with bundle.pdf, list.pdf, originals, custody and sums; whole or not at all.

    Refused when there is something at out. What leaves is recorded in the custody log. Cancelled; DiskFull;
    InputUnusable; Damage when an original cannot be opened.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Refused(
            "这个位置已经有东西，为了不盖掉它，没有写",
            where=str(out),
            next_step="换一个还没有的文件夹名",
        )
    watched = Watch(told, cancelled)
    whole = exhibits.assemble(
        desk, exhibits.chosen(desk), exports=exports, matter=matter, told=watched.step, cancelled=cancelled
    )
    with _staged(out) as folder:
        made = _Folder(desk, folder, whole, watched).fill(audience)
        watched.step(Step(stage="sums"))
    custody.exported(
        desk,
        tuple(one.id for one in whole.bundle.originals),
        handed.SUMS,
        made.sums,
        forms.bundle()["disc"]("purpose_lawyer" if audience == "lawyer" else "purpose_court"),
    )
    return msgspec.structs.replace(made, folder=out)


@contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """A folder that takes its name when it is whole; only its owner can look in."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as reason:
        raise report.unwritable(out, reason) from reason
    try:
        yield folder
        folder.rename(out)
    except OSError as reason:
        raise report.unwritable(out, reason) from reason
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Folder:
    """The folder being filled."""

    desk: Desk
    folder: Path
    whole: Whole
    watch: Watch

    def fill(self, audience: Audience) -> Made:
        """Write everything, the sums last."""
        bundle = self.whole.bundle
        self.watch.step(Step(stage="pages"))
        drawn = pdf.render(bundle, self.whole.pictures)
        self._put("bundle.pdf", drawn.pdf)
        self._put("list.pdf", drawn.list_pdf)
        if audience == "lawyer":
            from anning.services import help as lawyers

            self._put("summary.pdf", lawyers.summary(self.desk, bundle, drawn.pages))
        self._talks()
        self._copy(bundle.originals)
        for name, data in self.desk.vault.handout({one.id for one in bundle.originals}).items():
            self._put(f"{handed.CUSTODY}/{name}", data)
        self._put("README.txt", _readme(bundle, audience).encode())
        self._put(handed.DESCRIPTION, _description(bundle, drawn.pages, audience))
        sums = handed.sums(self.folder)
        self._put(handed.SUMS, sums)
        self._put(handed.SIGNATURE, self.desk.vault.sign(sums))
        return Made(
            folder=self.folder,
            files=sums.count(b"\n") + 2,
            pages=drawn.length,
            exhibits=tuple((e.called, e.name, own_pages(drawn.pages[e.id])) for e in bundle.exhibits),
            sums=sha256(sums).hexdigest(),
            held=tuple(one.name for one in bundle.originals if one.held),
            undrawn=tuple(p.name for p in bundle.pictures() if not p.file),
            archival=drawn.archival,
        )

    def _put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _talks(self) -> None:
        """Every conversation as data, with the place of each contact in its original."""
        for exhibit in self.whole.bundle.exhibits:
            if exhibit.talk:
                rows = map(timeline.row, self.whole.contacts[exhibit.id])
                data = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
                self._put(f"talks/E{exhibit.number:02}.jsonl", data)

    def _copy(self, originals: Sequence[Original]) -> None:
        wanted = [one for one in originals if one.disc]
        for n, one in enumerate(wanted):
            self.watch.step(Step(stage="originals", done=n, total=len(wanted)))
            path = self.folder / one.disc
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                self.desk.vault.copy_to(one.id, file)


def _description(bundle: Bundle, pages: Any, audience: Audience) -> bytes:
    told = handed.Handed(
        audience=audience,
        day=bundle.day,
        tool=tool(),
        exhibits=tuple(
            {"number": e.number, "id": e.id, "name": e.name, "pages": msgspec.to_builtins(pages[e.id])}
            for e in bundle.exhibits
        ),
        originals=tuple(
            handed.HandedOriginal(
                file=one.disc, name=one.name, sha256=one.id, size=one.size, exhibits=one.exhibits
            )
            for one in bundle.originals
        ),
    )
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _readme(bundle: Bundle, audience: Audience) -> str:
    words, called = forms.bundle()["readme"], forms.bundle()["list"]
    left_out = {"summary.pdf"} if audience == "court" else set()
    if not any(one.disc for one in bundle.originals):
        left_out.add("originals")
    contents = "\n".join(
        f"    {name:<14}{what}" for name, what in words.words["contents"].items() if name not in left_out
    )
    return words("text", title=called("file_title"), day=bundle.day, contents=contents)


class Making(Work[Step, Made]):
    """A bundle being made."""


def start(desk: Desk, out: Path, audience: Audience, *, exports: bool, matter: str) -> Making:
    """Begin to make a bundle beside the pages; ask services.jobs for it by its id."""
    making = Making()
    jobs.enlist(making)
    making.begin(
        lambda: write(
            desk,
            out,
            audience=audience,
            exports=exports,
            matter=matter,
            told=making.told,
            cancelled=making.stopped,
        )
    )
    return making
