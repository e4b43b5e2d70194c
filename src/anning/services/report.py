"""The report of a home, written into a folder: to read, to print, to hand over, to compute with."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from anning import store
from anning.casework import html, pdf, tables
from anning.casework.report import build, figures
from anning.casework.sources import File, Sources
from anning.casework.threads import Heard
from anning.casework.timeline import Survey
from anning.domain.findings import Verdict
from anning.domain.numbers import caller_key
from anning.errors import DiskFull, InputUnusable
from anning.knowledge import forms
from anning.services import conversation, custody, ledger, timeline
from anning.services.desk import Desk
from anning.store import EvidenceRow, Where
from anning.vault import Import, Parsed, Redo, Undo
from anning.vault.events import tool

_SPEAKING: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice")
"""Verdicts of contacts that speak of a debt; everything with such a number belongs to the case."""


class Report(Struct, frozen=True, kw_only=True):
    """What was written, and names a font could not draw."""

    paths: tuple[Path, ...]
    undrawable: tuple[str, ...] = ()


def write(desk: Desk, folder: Path) -> Report:
    """Write report.html, report.pdf, findings.csv, timeline.jsonl and report.json; older ones are replaced.

    The same home gives the same bytes. Each file is whole or not there. InputUnusable when the folder cannot be
    written, DiskFull. What left is recorded in the custody log.
    """
    counted = ledger.ledger(desk)
    survey = Survey(
        {row.caller: row.role for row in counted.callers}, forms.report()["lawful"].columns["court_signs"]
    )
    digests: dict[Path, str] = {}
    with (
        _new(folder / "findings.csv", digests) as table,
        _new(folder / "timeline.jsonl", digests) as lines,
    ):
        _stream(survey, table, lines)
    sources = _sources(desk)
    heard = list(conversation.threads(desk))
    document = build(
        survey,
        counted,
        sources,
        [Heard(caller=h.caller, name=next(iter(h.names), ""), thread=h.thread) for h in heard],
    )
    numbers = {**figures(survey, counted, sources), "threads": list(map(conversation.as_json, heard))}
    made = {
        "report.html": html.render(document),
        "report.pdf": pdf.render(document),
        "report.json": msgspec.json.format(msgspec.json.encode(numbers), indent=1),
    }
    for name, content in made.items():
        with _new(folder / name, digests) as file:
            file.write(content)
    evidence = tuple(file.id for file in sources.files)
    for path, digest in digests.items():
        custody.exported(desk, evidence, path.name, digest, "写出报告")
    return Report(paths=tuple(sorted(digests)), undrawable=pdf.undrawable_names(document))


def _stream(survey: Survey, table: BinaryIO, lines: BinaryIO) -> None:
    """Go through all contacts once; only counts and what is printed stay in memory."""
    said = store.every_entry(Where(verdicts=_SPEAKING, direction="in"))
    talking = {caller_key(entry.address) for entry in said} - {""}
    encoder = msgspec.json.Encoder()
    table.write(tables.heading().encode())
    for entry in store.every_entry(Where()):
        survey.take(entry)
        if entry.findings:
            table.write("".join(tables.rows((entry,))).encode())
        if entry.findings or caller_key(entry.address) in talking:
            lines.write(encoder.encode(timeline.row(entry)) + b"\n")


def _sources(desk: Desk) -> Sources:
    parsed = {
        entry.event.evidence: entry.event for entry in desk.vault.events() if isinstance(entry.event, Parsed)
    }
    shown = [row for row in store.evidences() if not row.hidden]
    imports = [row for row in store.imports() if not row.hidden]
    return Sources(
        files=tuple(_file(row, parsed.get(row.id)) for row in shown),
        as_of=max((row.at for row in imports), default=None),
        undone=sum(row.hidden for row in store.imports()),
        tool=tool(),
        noted=noted(desk),
    )


def noted(desk: Desk) -> tuple[int, str] | None:
    """The newest line of the custody log that speaks of these originals, from 1, and its hash.

    Lines about reports written before are left aside, so that the same home gives the same report.
    """
    about = (
        entry.seq for entry in desk.vault.events() if isinstance(entry.event, Import | Parsed | Undo | Redo)
    )
    last = max(about, default=None)
    if last is None:
        return None
    with desk.config.vault.joinpath("log.jsonl").open("rb") as log:
        return last + 1, sha256(next(islice(log, last, None))).hexdigest()


def _file(row: EvidenceRow, parsed: Parsed | None) -> File:
    return File(
        id=row.id,
        name=row.name,
        size=row.size,
        reading=row.reading,
        entries=row.entries,
        duplicates=row.duplicates,
        problems=tuple(store.problems(row.id)),
        gaps=parsed.gaps if parsed else (),
        parser=(parsed.parser, parsed.parser_version, parsed.parser_sha256) if parsed else ("", "", ""),
    )


def _private(path: Path) -> BinaryIO:
    """A new file for the owner alone: what is in a report is nobody else's business."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


class _Hashing:
    """A file that counts its bytes into a digest as they are written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, sha256()

    def write(self, data: bytes) -> int:
        """Write, and remember."""
        self.digest.update(data)
        return self._file.write(data)


@contextmanager
def _new(path: Path, digests: dict[Path, str]) -> Iterator[BinaryIO]:
    """A file that takes its name, and the place of an older one, only when it is whole and on the disk."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _private(part) as file:
            hashing = _Hashing(file)
            yield hashing  # type: ignore[misc]  # only written to
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as reason:
        raise unwritable(path, reason) from reason
    finally:
        with suppress(OSError):
            part.unlink()
    digests[path] = hashing.digest.hexdigest()


def unwritable(path: Path, reason: OSError) -> InputUnusable:
    """What to tell of a file that could not be written."""
    if reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull("磁盘满了，没有写完", where=str(path), next_step="腾出空间后再写一次；资料没有受影响")
    return InputUnusable(
        f"写不了这个文件：{reason.strerror or reason}",
        where=str(path),
        next_step="换一个您有写入权限的文件夹",
    )
