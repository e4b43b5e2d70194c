"""Which formats and containers there are: those of this room, and those from outside by entry point."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from anning.domain.records import Problem
from anning.importers.containers import Container
from anning.importers.containers.zip import ZIP
from anning.importers.formats import Format

GROUP = "anning.importers"

_FORMATS = (
    "sms_backup_restore",
    "eml",
    "ios_privacy",
    "relative_note",
    "csv_table",
    "pasted",
    "note",
    "call_note",
    "statement",
    "opaque",
)


def formats() -> tuple[Format, ...]:
    """Every format, ours first; where two are equally sure of a file the first one reads it."""
    return (*_ours(), *_outside()[0])


def containers() -> tuple[Container, ...]:
    """Every container, ours first."""
    return (ZIP, *_outside()[1])


def problems() -> tuple[Problem, ...]:
    """Formats from outside that could not be loaded."""
    return _outside()[2]


def format_for(head: bytes, name: str) -> Format:
    """The one that is surest of a file."""
    return max(formats(), key=lambda one: one.sniff(head, name))


def container_for(head: bytes, name: str) -> Container | None:
    """The container the file is, None when it is a single file."""
    best = max(containers(), key=lambda one: one.sniff(head, name))
    return best if best.sniff(head, name) > 0 else None


def named(name: str) -> Format | None:
    """The format of this name."""
    return next((one for one in formats() if one.name == name), None)


@cache
def _ours() -> tuple[Format, ...]:
    return tuple(import_module(f"anning.importers.formats.{name}").FORMAT for name in _FORMATS)


@cache
def _outside() -> tuple[tuple[Format, ...], tuple[Container, ...], tuple[Problem, ...]]:
    formats: list[Format] = []
    containers: list[Container] = []
    problems: list[Problem] = []
    for point in entry_points(group=GROUP):
        try:
            found = _loaded(point)
        except Exception as reason:  # noqa: BLE001 - somebody else's code may fail in any way
            problems.append(Problem(point.value, f"外部格式“{point.name}”装不上，没有用它：{reason}"))
            continue
        if isinstance(found, Container):
            containers.append(found)
        else:
            formats.append(found)
    return tuple(formats), tuple(containers), tuple(problems)


def _loaded(point: EntryPoint) -> Format | Container:
    found = point.load()
    if isinstance(found, type) or not hasattr(found, "sniff"):
        found = found()
    if not isinstance(found, (Format, Container)):
        raise TypeError("不是一种格式，也不是一种容器")
    return found
