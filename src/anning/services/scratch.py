"""A folder for what must lie in the open for a while: in memory where the machine has such a place.

Each process has its own for each home; what a killed one left is taken away by the next. Memory can be written to a
swap partition by the system, and a machine without such a place uses the home's spool: PRIVACY.md says so.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import shutil
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from anning.config import Config

_LEAST = 128 << 20
_LOCK = "lock"
_ONE = re.compile(r"\.?anning-[0-9a-f]{16}-")
_mine: dict[Path, tuple[Path, int]] = {}


def of(home: Path) -> Path:
    """The folder of this process, made when it is first asked for."""
    if home not in _mine:
        sweep(home)
        _mine[home] = _made(_place(home) / f"{_name(home)}{token_hex(4)}")
    return _mine[home][0]


def use(home: Path) -> Path:
    """Likewise, and let everything else that this process and its children write for a while go there."""
    folder = of(home)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    return folder


def leave(home: Path) -> None:
    """Take it away with all that is in it."""
    if home not in _mine:
        return
    folder, lock = _mine.pop(home)
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
    if os.environ.get("TMPDIR") == str(folder):
        del os.environ["TMPDIR"]
        tempfile.tempdir = None


def leave_all() -> None:
    """At the end of a program."""
    for home in list(_mine):
        leave(home)


atexit.register(leave_all)


def sweep(home: Path) -> None:
    """Take away what processes left that died."""
    for place in {*_memories(), home / "spool"}:
        for folder in place.glob(f"{_name(home)}*"):
            with suppress(OSError), (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def is_one(path: Path) -> bool:
    """Whether this is such a folder, of any program."""
    return _ONE.match(path.name) is not None


def place_for(config: Config, size: int) -> Path:
    """Where a file without a name of so many bytes may lie: with the rest, or on the disk where memory has no room."""
    place = config.spool
    if config.scratch and room(config.scratch) < 2 * size:
        place = config.home / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def room(folder: Path) -> int:
    """Bytes that may still be written there."""
    return shutil.disk_usage(folder).free


def tag(home: Path) -> str:
    """A short name for a home that says nothing of it."""
    return sha256(str(home.resolve()).encode()).hexdigest()[:16]


def _name(home: Path) -> str:
    return f"anning-{tag(home)}-"


def _place(home: Path) -> Path:
    """The first memory with room, or the home's spool where there is none to speak of."""
    for place in _memories():
        if room(place) >= _LEAST:
            return place
    place = home / "spool"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def _memories() -> list[Path]:
    """Places that are never on a disk and that this user may write to."""
    named = ("/dev/shm", os.environ.get("XDG_RUNTIME_DIR", ""))  # noqa: S108 - a folder of our own is made in it
    return [Path(name) for name in named if name and os.access(name, os.W_OK)]


def _made(folder: Path) -> tuple[Path, int]:
    """The folder under its name once it is held, so that nobody takes it for a dead one's."""
    new = folder.with_name(f".{folder.name}")
    new.mkdir(mode=0o700)
    lock = os.open(new / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return new.rename(folder), lock
