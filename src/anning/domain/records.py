"""What an importer finds in a file: contacts, attachments, problems and the account of the reading."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from msgspec import Struct, field

from anning.domain.china_time import Instant

Kind = Literal["message", "call", "recording", "image", "email", "document"]
Direction = Literal["in", "out"]
State = Literal["connected", "missed", "rejected", "unknown"]
Channel = Literal["sms", "mms", "call", "wechat", "email", "file", "note"]


class Contact(Struct, frozen=True, array_like=True, omit_defaults=True):
    """One communication as the file tells it; nothing is guessed that the file does not say.

    locator places it inside its evidence and never changes for the same bytes, such as ``sms[17]`` or
    ``backup.xml!calls/call[3]``. at is None when the file gives no usable time. Direction is seen from the
    owner of the phone. extra keeps attributes of this maker's format that have no field here.
    """

    kind: Kind
    locator: str
    at: Instant | None = None
    direction: Direction = "in"
    address: str = ""
    name: str = ""
    text: str = ""
    channel: Channel = "sms"
    duration_s: int | None = None
    state: State = "unknown"
    extra: Mapping[str, str] = {}


class Attachment(Struct, frozen=True, array_like=True):
    """A file found inside another: a picture of an MMS, a photo in a zip, a mail's annex.

    locator is where it was; contact is the locator of the contact it came with, empty for a file that
    stands for itself.
    """

    locator: str
    name: str
    media_type: str
    data: bytes
    contact: str = ""


class Problem(Struct, frozen=True, array_like=True):
    """Something that could not be read: where (file, line, item) and why, in Chinese."""

    where: str
    reason: str


class Reading(Struct, frozen=True, kw_only=True):
    """The account an importer gives of one file, kept with the evidence as its completeness record.

    declared is the count the file itself announces; complete is False when it ends before its end.
    """

    container: str
    format: str
    tool: str = ""
    tool_version: str = ""
    declared: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    first_at: Instant | None = None
    last_at: Instant | None = None
    complete: bool = True
    encoding: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


def contact_id(evidence_id: str, locator: str) -> str:
    """The permanent id of a contact: 32 hexadecimal digits, the same for the same bytes for ever."""
    return sha256(f"{evidence_id}\n{locator}".encode()).hexdigest()[:32]
