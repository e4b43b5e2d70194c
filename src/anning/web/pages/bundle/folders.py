"""Folders that were made, in the home: which there are, one of them as a zip, and taking one away."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO

from msgspec import Struct

from anning.errors import NotFound

FOLDER = "bundles"
ZIP = "all.zip"
_STAMP = "%Y%m%d-%H%M%S"
_FOR = {"court": "交法院或办案机关", "lawyer": "交律师或法律援助"}
PAPERS = {
    "summary.pdf": ("案件说明", "两页说明在最前面，后面是经过、发现、期限"),
    "bundle.pdf": ("证据材料", "目录、各份证据、完整往来和原件清单"),
    "list.pdf": ("证据目录", "单独一份，签名后另交"),
}
_MEMORY = 32 << 20


class Made(Struct, frozen=True, kw_only=True):
    """One folder: its name, when and for whom it was made, the papers in it with their sizes in bytes."""

    name: str
    path: Path
    at: str
    audience: str
    papers: dict[str, int]

    @property
    def shown(self) -> list[tuple[str, str, str, int]]:
        """Name, title, what it is, size: for the page."""
        return [(name, *PAPERS[name], size) for name, size in self.papers.items()]


def place(home: Path, at: datetime, audience: str) -> Path:
    """Where the next one goes."""
    return home / FOLDER / f"{at.strftime(_STAMP)}-{audience}"


def made(home: Path) -> list[Made]:
    """All there are, newest first."""
    folder = home / FOLDER
    found = sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []
    return [one for path in found if (one := _made(path))]


def get(home: Path, name: str) -> Made:
    """One by its name. NotFound."""
    one = next((one for one in made(home) if one.name == name), None)
    if one is None:
        raise NotFound("没有这份材料", next_step="回到证据材料，再做一份")
    return one


def zipped(one: Made) -> IO[bytes]:
    """The folder as a zip, to be read from its beginning; gone when it is closed."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_MEMORY, dir=str(one.path.parent))  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
        for path in sorted(one.path.rglob("*")):
            if path.is_file():
                pack.write(path, f"{one.name}/{path.relative_to(one.path).as_posix()}")
    file.seek(0)
    return file


def remove(one: Made) -> None:
    """Delete it."""
    shutil.rmtree(one.path)


def _made(path: Path) -> Made | None:
    stamp, _, audience = path.name.rpartition("-")
    try:
        at = datetime.strptime(stamp, _STAMP)  # noqa: DTZ007 - China time by the way it was named
    except ValueError:
        return None
    papers = {name: (path / name).stat().st_size for name in PAPERS if (path / name).is_file()}
    if audience not in _FOR or not papers:
        return None
    told = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    return Made(name=path.name, path=path, at=told, audience=_FOR[audience], papers=papers)
