"""Uploaded files on their way into an import: kept in home's spool, named as the person knows them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile

from anning.services.intake import Source
from anning.web import workplace

_titles: dict[str, str] = {}


def sources(spool: Path, files: Sequence[Any], paths: Sequence[str]) -> list[Source]:
    """Take the files out of the request's hands; the import removes them from the spool at its end.

    paths are the places inside a chosen folder, in the order of files; without them the bare names serve.
    """
    names = list(paths) if len(paths) == len(files) else [file.name or "" for file in files]
    return [_kept(spool, file, name) for file, name in zip(files, names, strict=True)]


def title(path: str) -> str:
    """The name a person knows a file by, of the place it was kept at meanwhile."""
    return _titles.get(path, path)


workplace.at_shut(_titles.clear)


def named(source: Source) -> Source:
    """Remember what a person calls a file that lies in the spool."""
    _titles[str(source.path)] = source.name
    return source


def _kept(spool: Path, file: Any, name: str) -> Source:
    place = spool / f"{secrets.token_hex(8)}.upload"
    if isinstance(file, TemporaryUploadedFile):
        Path(file.temporary_file_path()).rename(place)
    else:
        with place.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    place.chmod(0o600)
    return named(Source(path=place, name=name))
