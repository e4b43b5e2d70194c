"""What is known of files from outside: how recorders name them, how tables are headed, how they begin.

Read directly and without the cache: importers run in a child process that may write nothing, and three small
sheets take a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct, field

from anning.domain.records import Direction, Kind, State
from anning.knowledge import shelf

FOLDER = shelf.ROOT / "formats"
Checked = Literal["V", "D", "K"]
"""V seen on a real file, D read in a named public document, K from memory."""


class NameExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file name and what must be proposed from it; what is not written here must not be proposed."""

    file: str
    at: str = ""
    number: str = ""
    name: str = ""
    direction: Direction | None = None


class NamePattern(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one recorder names its files.

    star and comma are the letters this recorder writes for * and ,; it writes 00 for + where star is set.
    audio_only patterns are too loose to be tried on other files.
    """

    id: str
    title: str
    pattern: str
    source: str
    mark: Checked
    precision: Literal["second", "minute"] = "second"
    star: str = ""
    comma: str = ""
    audio_only: bool = False
    examples: tuple[NameExample, ...]


class RecordingNames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All patterns in the order they are tried, with the pieces they are put together from."""

    parts: Mapping[str, str]
    not_names: tuple[str, ...]
    directions: Mapping[Direction, tuple[str, ...]]
    patterns: tuple[NamePattern, ...]
    counter_examples: tuple[str, ...]


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """First bytes in hexadecimal (.. any byte) and what they mean; names refines by the file's ending."""

    media_type: str
    kind: Kind
    bytes: str
    names: Mapping[str, str] = {}


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Header words of one meaning, the most telling first."""

    role: str
    title: str
    words: tuple[str, ...]


class Meaning(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a cell says: any of direction, kind of contact, state."""

    words: tuple[str, ...] = ()
    direction: Direction | None = None
    kind: Kind | None = None
    state: State | None = None


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words by which the columns of a table and their cells are understood."""

    columns: tuple[Column, ...]
    not_number: tuple[str, ...]
    values: tuple[Meaning, ...]
    codes: Codes
    wechat: tuple[str, ...]
    sources: tuple[str, ...]


class Codes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that stand for a meaning, by kind of contact; sender codes belong to the named headers only."""

    message: Mapping[str, Meaning]
    call: Mapping[str, Meaning]
    sender: Mapping[str, Meaning]
    sender_headers: tuple[str, ...] = field(default=())


class _Magic(Struct, frozen=True, forbid_unknown_fields=True):
    signatures: tuple[Signature, ...]


@cache
def recording_names() -> RecordingNames:
    """Patterns for names of recordings."""
    return shelf.parse(FOLDER / "recording_names.yaml", RecordingNames)


@cache
def signatures() -> tuple[Signature, ...]:
    """First bytes of files, most telling first."""
    return shelf.parse(FOLDER / "magic.yaml", _Magic).signatures


@cache
def columns() -> Columns:
    """Words for the columns of tables."""
    return shelf.parse(FOLDER / "csv_columns.yaml", Columns)


class HeaderExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line that begins a message, and what is read from it."""

    line: str
    name: str = ""
    address: str = ""
    text: str = ""


class ChatHeader(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way a conversation says who wrote when; groups: time, name, number, mail, text."""

    id: str
    title: str
    pattern: str
    source: str
    mark: Checked
    examples: tuple[HeaderExample, ...]


class ChatHeaders(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All ways in the order they are tried; furniture are patterns of lines that belong to no message."""

    time: str
    headers: tuple[ChatHeader, ...]
    furniture: tuple[str, ...]
    counter_examples: tuple[str, ...]


@cache
def chat_headers() -> ChatHeaders:
    """How conversations in plain text are headed."""
    return shelf.parse(FOLDER / "chat_headers.yaml", ChatHeaders)
