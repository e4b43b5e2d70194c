"""Where the contacts of a report come from: the originals, and the completeness record of each."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from anning.casework.document import Block, Bullets, Heading, PageBreak, Para, Table
from anning.casework.exhibits import day_of
from anning.domain.china_time import Instant
from anning.domain.records import Problem, Reading
from anning.knowledge import forms

PROBLEMS = 40
"""Unreadable places that are printed."""


class File(Struct, frozen=True, kw_only=True):
    """One original with its completeness record; id is the SHA-256 of its bytes.

    gaps are written "2026-01-03/2026-01-12"; parser names the program that read it, version and code hash.
    """

    id: str
    name: str
    size: int
    reading: Reading | None
    entries: int
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    gaps: tuple[str, ...] = ()
    parser: tuple[str, str, str] = ("", "", "")


class Sources(Struct, frozen=True, kw_only=True):
    """Where the contacts come from.

    as_of is the moment of the newest import; noted the number of the custody log's last line about these
    originals, counted from 1, and its SHA-256.
    """

    files: tuple[File, ...]
    as_of: Instant | None
    undone: int = 0
    tool: str = "anning"
    noted: tuple[int, str] | None = None


def imports(sources: Sources) -> Iterator[Block]:
    """The part of the report on where everything comes from and how complete it is."""
    words = forms.report()["imports"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="imports")
    if not sources.files:
        yield Para(text=words("none"))
        return
    yield Para(text=words("intro"))
    for file in sources.files:
        yield Heading(text=file.name, level=2)
        yield _file_table(file)
    if sources.noted:
        line, digest = sources.noted
        yield Heading(text=words("chain_title"), level=2)
        yield Para(text=words("chain", line=line, digest=digest), tone="keep")
    problems = [(file.name, p.where, p.reason) for file in sources.files for p in file.problems]
    if problems:
        yield Heading(text=words("problems_title"), level=2)
        yield Bullets(items=tuple(f"{name} {where}：{reason}" for name, where, reason in problems[:PROBLEMS]))
    if len(problems) > PROBLEMS:
        yield Para(text=words("problems_more", n=len(problems) - PROBLEMS), tone="note")
    for parser, version, digest in dict.fromkeys(f.parser for f in sources.files if f.parser[0]):
        yield Para(
            text=words("parser", name=parser, version=version, sha256=digest, tool=sources.tool), tone="note"
        )
    if sources.undone:
        yield Para(text=words("undone", n=sources.undone), tone="note")


def _file_table(file: File) -> Table:
    words = forms.report()["imports"]
    labels, reading, size = words.words["rows"], file.reading, words("size", n=f"{file.size:,}")
    rows = [(labels["hash"], file.id)]
    if reading:
        read, tool = sum(reading.counts.values()), f"{reading.tool} {reading.tool_version}".strip()
        kind = (_called(reading.container), _called(reading.format), reading.encoding, tool, size)
        dated = reading.first_at is not None
        period = (
            words("period", first=day_of(reading.first_at), last=day_of(reading.last_at)) if dated else ""
        )
        rows += [
            (labels["format"], "，".join(filter(None, kind))),
            (labels["count"], "；".join(filter(None, (_counted(read, reading, file), period)))),
        ]
    if remarks := _remarks(file):
        rows.append((labels["remarks"], "；".join(remarks)))
    return Table(columns=(), rows=tuple(rows), widths=(24, 76), codes=(1,))


def _called(name: str) -> str:
    """What a format or container is called; a format from outside by its own name."""
    return forms.report()["imports"].words["formats"].get(name, name)


def _counted(read: int, reading: Reading, file: File) -> str:
    words = forms.report()["imports"]
    if reading.declared is not None and reading.declared != read:
        text = words("declared", declared=reading.declared, count=read)
    else:
        text = words("counted", count=read)
    return f"{text}；{words('duplicates', n=file.duplicates)}" if file.duplicates else text


def _remarks(file: File) -> list[str]:
    words, reading = forms.report()["imports"], file.reading
    found = []
    if reading and not reading.complete:
        found.append(words("incomplete"))
    if file.gaps:
        found.append(words("gaps", gaps="、".join(gap.replace("/", " 至 ") for gap in file.gaps)))
    if file.problems:
        found.append(words("problems", n=len(file.problems)))
    if reading and (repairs := sum(reading.repairs.values())):
        found.append(words("repairs", n=repairs))
    return found
