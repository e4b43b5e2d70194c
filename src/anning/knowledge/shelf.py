"""Typed values from YAML files: one fact sheet a file, every mistake named by file and place.

Reading a few hundred YAML files takes most of a second, so what was read is kept in a cache under the hash of
the files' bytes; a changed file is simply another hash.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from anning.errors import AnningError

T = TypeVar("T")
ROOT = Path(__file__).parent


class KnowledgeError(AnningError):
    """A fact sheet of the product itself is wrong."""

    headline = "安宁自带的资料有一处写错了"


def cache_folder() -> Path:
    """Where derived data may lie: ANNING_CACHE, else the user's cache folder. Nothing personal goes there."""
    base = os.environ.get("ANNING_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "anning"


def sheets(folder: str) -> list[Path]:
    """All YAML files below a folder of this room, in a fixed order."""
    return sorted((ROOT / folder).rglob("*.yaml"))


def digest(files: Sequence[Path]) -> str:
    """SHA-256 over names and bytes of the files."""
    total = sha256()
    for file in files:
        total.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(sha256(file.read_bytes()).digest())
    return total.hexdigest()


def parse(file: Path, kind: type[T]) -> T:
    """One YAML file as the given type; KnowledgeError names file, line or field."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # A plain loader without dates and yes/no guessing: what is written is what is meant.
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a SafeLoader both ways
        return msgspec.convert(data, type=kind, strict=True)
    except yaml.YAMLError as reason:
        raise KnowledgeError(f"YAML 写法有误：{reason}", where=_short(file)) from reason
    except msgspec.ValidationError as reason:
        raise KnowledgeError(f"字段不符：{reason}", where=_short(file)) from reason


@cache
def read(folder: str, kind: type[T]) -> tuple[tuple[Path, T], ...]:
    """Every sheet of a folder as (file, value), from the cache when nothing changed."""
    files = sheets(folder)
    kept = cache_folder() / f"{folder.replace('/', '-')}-{digest(files)[:32]}.msgpack"
    if (values := _load(kept, kind)) is None or len(values) != len(files):
        values = [parse(file, kind) for file in files]
        keep(kept, msgspec.msgpack.encode(values))
    return tuple(zip(files, values, strict=True))


def _load(kept: Path, kind: type[T]) -> list[T] | None:
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=list[kind])  # type: ignore[valid-type]
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def keep(kept: Path, data: bytes) -> None:
    """Write beside and rename; a cache that cannot be written is no reason to stop."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as part:
            part.write(data)
        Path(part.name).replace(kept)
    except OSError:
        return


def _short(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)
