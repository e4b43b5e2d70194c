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
    """Where the contacts come from; as_of is the moment of the newest import."""

    files: tuple[File, ...]
    as_of: Instant | None
    undone: int = 0
    tool: str = "anning"


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
    words = forms.report()["imports"].words["rows"]
    reading = file.reading
    rows = [(words["hash"], file.id), (words["size"], f"{file.size:,} 字节")]
    if reading:
        read = sum(reading.counts.values())
        period = (
            f"{day_of(reading.first_at)} 至 {day_of(reading.last_at)}"
            if reading.first_at is not None
            else "—"
        )
        tool = f"{reading.tool} {reading.tool_version}".strip()
        rows += [
            (
                words["format"],
                "，".join(filter(None, (reading.container, reading.format, reading.encoding, tool))),
            ),
            (words["count"], _counted(read, reading, file)),
            (words["period"], period),
        ]
    if remarks := _remarks(file):
        rows.append((words["remarks"], "；".join(remarks)))
    return Table(columns=(), rows=tuple(rows), widths=(18, 82), codes=(1,))


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
