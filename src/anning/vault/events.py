"""What the custody log says: one body an event, JSON with a type and a 256-bit nonce.

A body is the exact bytes that were hashed into its line; the nonce makes that hash a commitment which tells
nothing of its content. New types and new fields (with a default) may be added at any time: a reader that does
not know a type keeps it as Unknown, one that does not know a field passes over it. Digests carry their
algorithm ("sha256:…"); times are ISO 8601 with offset; evidence ids are the bare SHA-256 of the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from secrets import token_hex
from typing import Required, TypedDict, TypeVar

import msgspec
from msgspec import Struct, field

from anning.domain.china_time import iso, now
from anning.domain.records import Reading

SHA256 = "sha256:"
SM3 = "sm3:"


@cache
def tool() -> str:
    """This program and its version, as events name it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"anning {version('anning')}"
    except PackageNotFoundError:
        return "anning"


class Event(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened to the vault, when it was recorded and by whom."""

    nonce: str = field(default_factory=lambda: token_hex(32))
    at: str = field(default_factory=lambda: iso(now()))
    actor: str = ""


class Created(Event, frozen=True, kw_only=True, tag="created"):
    """The vault began; its line fixes the hashes of the files around the log."""

    tool: str


class Import(Event, frozen=True, kw_only=True, tag="import"):
    """One original was sealed.

    The first fields stand first because restore.sh finds them by place. name is as received and never trusted
    as a path. sm3 is empty for originals above the size up to which it is computed. derived_from is the
    evidence id of the file this one was found in, locator the place in it. settings say how the file is to be
    read, such as the columns of a CSV; device is what the user told of the phone.
    """

    sha256: str
    sm3: str = ""
    size: int
    name: str
    import_id: str = ""
    media_type: str = ""
    source_path: str = ""
    mtime: str = ""
    received_at: str = ""
    time_zone: str = ""
    tool: str = ""
    device: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    derived_from: str = ""
    locator: str = ""

    @property
    def evidence_id(self) -> str:
        """The SHA-256 of the original, 64 hexadecimal digits."""
        return self.sha256.removeprefix(SHA256)


class Provenance(TypedDict, total=False):
    """What a caller can tell of an original when sealing it; see Import."""

    name: Required[str]
    import_id: str
    actor: str
    media_type: str
    source_path: str
    mtime: str
    received_at: str
    time_zone: str
    device: Mapping[str, str]
    settings: Mapping[str, str]
    derived_from: str
    locator: str


class Parsed(Event, frozen=True, kw_only=True, tag="parsed"):
    """The completeness record of one reading; the same parser on the same bytes can be run again.

    given are the settings it was read with, gaps the stretches of days without any contact between the first
    and the last ("2026-01-03/2026-01-12", both days included).
    """

    evidence: str
    reading: Reading
    given: Mapping[str, str] = field(default_factory=dict)
    import_id: str = ""
    duplicates: int = 0
    problems: int = 0
    gaps: tuple[str, ...] = ()
    parser: str = ""
    parser_version: str = ""
    parser_sha256: str = ""


class View(Event, frozen=True, kw_only=True, tag="view"):
    """Originals were opened by somebody."""

    evidence: tuple[str, ...]
    purpose: str = ""


class Export(Event, frozen=True, kw_only=True, tag="export"):
    """Something made of evidence left the vault; sha256 is that of what left."""

    evidence: tuple[str, ...]
    name: str
    sha256: str = ""
    purpose: str = ""


class Handover(Event, frozen=True, kw_only=True, tag="handover"):
    """Evidence was handed to somebody: hashed before it went, and as they have it."""

    evidence: tuple[str, ...]
    to: str
    purpose: str
    hash_before: str
    hash_after: str = ""


class Undo(Event, frozen=True, kw_only=True, tag="undo"):
    """An import was taken out of the index; its originals stay sealed."""

    import_id: str
    reason: str = ""


class Redo(Event, frozen=True, kw_only=True, tag="redo"):
    """An import that was taken out is in the index again."""

    import_id: str
    reason: str = ""


class VerifyRun(Event, frozen=True, kw_only=True, tag="verify"):
    """The vault was checked; damage names the items found damaged."""

    ok: bool
    checked: int
    deep: bool = True
    damage: tuple[str, ...] = ()


class Anchor(Event, frozen=True, kw_only=True, tag="anchor"):
    """A checkpoint was witnessed outside; the token lies beside it and its hash is fixed by the line."""

    checkpoint: int
    authority: str
    token: str
    sha256: str
    kind: str = "rfc3161"
    witnessed_at: str = ""


class Note(Event, frozen=True, kw_only=True, tag="note"):
    """Anning noticed something about its own record-keeping: torn_tail, unfinished or clock_back."""

    kind: str
    detail: str


class Correction(Event, frozen=True, kw_only=True, tag="correction"):
    """An earlier event said something wrong; it stays, and this says what is right."""

    corrects: int
    was: str
    now: str
    reason: str


class KeyChange(Event, frozen=True, kw_only=True, tag="key_change"):
    """Keys or key slots changed; the line fixes the new hashes of the files that hold them."""

    what: str
    reason: str = ""


class Erasure(Event, frozen=True, kw_only=True, tag="erasure"):
    """An original was erased on purpose; what is known of it stays. Reserved: nothing erases yet."""

    evidence: str
    reason: str
    authority: str = ""


class Unknown(Struct, frozen=True, kw_only=True):
    """An event written by a later Anning: kept and shown as it is."""

    fields: Mapping[str, object]

    @property
    def type(self) -> str:
        """The type it calls itself."""
        return str(self.fields.get("type", ""))

    @property
    def at(self) -> str:
        """When it was recorded, as it says."""
        return str(self.fields.get("at", ""))


E = TypeVar("E", bound=Event)
_decoder = msgspec.json.Decoder(
    Created
    | Import
    | Parsed
    | View
    | Export
    | Handover
    | Undo
    | Redo
    | VerifyRun
    | Anchor
    | Note
    | Correction
    | KeyChange
    | Erasure
)


def encode(event: Event) -> bytes:
    """Return the body of an event: one line of JSON, UTF-8."""
    return msgspec.json.encode(event)


def decode(body: bytes) -> Event | Unknown:
    """Return the event of a body; ValueError (msgspec.DecodeError) when it is not JSON."""
    try:
        event: Event = _decoder.decode(body)
    except msgspec.ValidationError:
        return Unknown(fields=msgspec.json.decode(body, type=dict[str, object]))
    return event
