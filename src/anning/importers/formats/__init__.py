"""What is in a file: one module per format, all of the same shape, so that a new one changes no other.

A format says how likely a file is its own (``sniff``) and reads it front to back (``read``). It never raises for
bad content: what cannot be read is a Problem with its place, the rest goes on, and the last thing it yields is
always the Reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.records import Attachment, Contact, Problem, Reading

Found: TypeAlias = Contact | Attachment | Problem | Reading

HEAD = 65536
"""Bytes of a file's beginning that a format is shown to recognise it."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a stream comes from.

    prefix goes before every locator: "" for a file of its own, "inner/name.xml!" inside a container. name is the
    file name alone or the path inside the container, a label and never a path to open. size in bytes, -1 when
    unknown. settings are what the person said about this file, such as the columns of a CSV.
    """

    name: str
    prefix: str = ""
    size: int = -1
    settings: Mapping[str, str] = {}

    def line(self, number: int) -> str:
        """A line of this file, as a person is told of it."""
        return f"{self.name} 第 {number} 行"


@runtime_checkable
class Format(Protocol):
    """What every format offers; version changes when what it gives for the same bytes changes."""

    @property
    def name(self) -> str:
        """Short and lasting, such as "sms_backup_restore"."""

    @property
    def version(self) -> str:
        """Kept with every reading, so that a later one can be held against it."""

    def sniff(self, head: bytes, name: str) -> int:
        """0 not mine … 100 certainly mine, from the first HEAD bytes and the file name."""

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Everything in the stream, read once front to back; a contact comes before its attachments."""


class Tally:
    """Counts what a format gives, and makes its Reading: ``yield tally.add(contact)``, at the end ``tally.end(…)``."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.first_at: Instant | None = None
        self.last_at: Instant | None = None

    def add(self, contact: Contact) -> Contact:
        """Take a contact into the account and give it back."""
        self.counts[contact.kind] = self.counts.get(contact.kind, 0) + 1
        if (at := contact.at) is not None:
            if self.first_at is None or self.last_at is None:
                self.first_at = self.last_at = at
            elif at < self.first_at:
                self.first_at = at
            elif at > self.last_at:
                self.last_at = at
        return contact

    def add_all(self, contacts: Sequence[Contact]) -> None:
        """Take many at once."""
        for kind, many in Counter([contact.kind for contact in contacts]).items():
            self.counts[kind] = self.counts.get(kind, 0) + many
        if moments := [contact.at for contact in contacts if contact.at is not None]:
            first, last = min(moments), max(moments)
            self.first_at = first if self.first_at is None else min(first, self.first_at)
            self.last_at = last if self.last_at is None else max(last, self.last_at)

    def end(
        self,
        format_name: str,
        *,
        complete: bool = True,
        encoding: str = "",
        declared: int | None = None,
        repairs: Mapping[str, int] | None = None,
        tool: tuple[str, str] = ("", ""),
        settings: Mapping[str, str] | None = None,
    ) -> Reading:
        """The account of this one stream; the container is filled in by the one who opened the stream."""
        return Reading(
            container="",
            format=format_name,
            tool=tool[0],
            tool_version=tool[1],
            declared=declared,
            counts=self.counts,
            repairs=dict(repairs or {}),
            first_at=self.first_at,
            last_at=self.last_at,
            complete=complete,
            encoding=encoding,
            settings=dict(settings or {}),
        )
