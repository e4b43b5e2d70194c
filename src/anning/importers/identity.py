"""Which reader read it: kept with every reading, so that it can be said later what made the index."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOM = Path(__file__).parent
_SHEETS = _ROOM.parent / "knowledge" / "formats"
_VALUES = _ROOM.parent / "domain"


@cache
def parser_identity() -> tuple[str, str, str]:
    """Name, version and SHA-256 of the reader: its code, the values it gives and the sheets it knows files by."""
    total = sha256()
    for folder in (_ROOM, _SHEETS, _VALUES):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".yaml"}:
                total.update(file.relative_to(_ROOM.parent).as_posix().encode() + b"\0")
                total.update(sha256(file.read_bytes()).digest())
    return "anning.importers", _version(), total.hexdigest()


def _version() -> str:
    try:
        return version("anning")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "0"
