"""What an import tells the person: one account a file, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from anning.domain.records import Kind, Problem

KINDS: tuple[Kind, ...] = get_args(Kind)


class Progress(Struct, frozen=True, kw_only=True):
    """How far a long piece of work is: file number of files, bytes done of total, contacts so far."""

    stage: Literal["sealing", "reading"]
    name: str
    number: int
    files: int
    done: int = 0
    total: int = 0
    contacts: int = 0


Told = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Nobody listens."""


class FileReport(Struct, frozen=True, kw_only=True):
    """What became of one file.

    items counts what was added by kind; duplicates what was there before; already means that these very bytes
    had been imported. columns is how a table was understood ({} for others), for the person to correct.
    """

    path: str
    sha256: str
    container: str = ""
    format: str = ""
    items: Mapping[str, int]
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    already: bool = False
    complete: bool = True
    columns: Mapping[str, str] = {}

    @property
    def evidence(self) -> str:
        """The evidence id: SHA-256 of the bytes as received."""
        return self.sha256


class ImportReport(Struct, frozen=True, kw_only=True):
    """One import; import_id is what --undo takes, empty when nothing came in."""

    import_id: str
    files: tuple[FileReport, ...]

    @property
    def totals(self) -> dict[str, int]:
        """Sums over all files, by kind and for files, duplicates and problems."""
        return {
            "files": len(self.files),
            **counted(self.files),
            "duplicates": sum(file.duplicates for file in self.files),
            "problems": sum(len(file.problems) for file in self.files),
        }

    def to_json(self) -> dict[str, object]:
        """The contract of ``anning import --json``."""
        files = [
            {
                **{name: msgspec.to_builtins(getattr(file, name)) for name in file.__struct_fields__},
                "problems": [{"where": p.where, "reason": p.reason} for p in file.problems],
            }
            for file in self.files
        ]
        return {"import_id": self.import_id, "files": files, "totals": self.totals}


def nothing() -> dict[str, int]:
    """Zero of every kind."""
    return dict.fromkeys(KINDS, 0)


def counted(files: Iterable[FileReport]) -> dict[str, int]:
    """Items of all files by kind."""
    sums = nothing()
    for file in files:
        for kind, number in file.items.items():
            sums[kind] += number
    return sums
