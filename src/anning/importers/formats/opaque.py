"""Any file that no other format reads: sealed as it is, shown in its page, with what its name suggests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from anning.domain.records import Attachment, Contact, Problem
from anning.importers.formats import Found, Place, Tally, durations, media, recording_names

LARGEST_INNER = 64 << 20
"""Bytes of a file inside a container that are taken out of it; a larger one is to be imported by itself."""


class Opaque:
    """One contact per file: a recording, an image or a document, with nothing read from inside it.

    extra names the media type, the pattern the file name fitted, and in ``proposed`` which fields come from
    the name alone. Inside a container the file itself follows as an attachment of that contact.
    """

    name = "opaque"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - every file can be kept
        """Always possible, never preferred."""
        return 1

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The contact, in a container the bytes, and the account."""
        tally = Tally()
        held = self._held(stream, place)
        head = held.read(media.HEAD)
        kind = media.told_by_bytes(head, place.name)
        if not head:
            yield Problem(place.name, "文件是空的，只登记了名称")
        contact = _contact(place, kind, _seconds(held, kind))
        yield tally.add(contact)
        if place.prefix and head:
            yield from _taken_out(held, contact, kind, place)
        yield tally.end(self.name)

    def _held(self, stream: BinaryIO, place: Place) -> BinaryIO:
        """A file of its own is used where it lies; one inside a container is held in memory, up to a limit."""
        return io.BytesIO(stream.read(LARGEST_INNER + 1)) if place.prefix or not stream.seekable() else stream


def _seconds(held: BinaryIO, kind: media.Media) -> int | None:
    return durations.seconds(held, kind.media_type) if kind.kind == "recording" else None


def _contact(place: Place, kind: media.Media, seconds: int | None) -> Contact:
    proposal = recording_names.propose(place.name, audio=kind.kind == "recording")
    extra = {"media_type": kind.media_type, "file_name": place.name}
    if proposal:
        extra["proposed"] = ",".join(proposal.fields)
        extra["name_pattern"] = proposal.pattern
        extra["precision"] = proposal.precision
    return Contact(
        kind=kind.kind,
        locator=f"{place.prefix}file",
        at=proposal.at if proposal else None,
        direction=(proposal.direction if proposal else None) or "in",
        address=proposal.address if proposal else "",
        name=proposal.name if proposal else "",
        channel="file",
        duration_s=seconds,
        extra=extra,
    )


def _taken_out(held: BinaryIO, contact: Contact, kind: media.Media, place: Place) -> Iterator[Found]:
    held.seek(0)
    data = held.read()
    if len(data) > LARGEST_INNER:
        yield Problem(place.name, f"文件超过 {LARGEST_INNER >> 20} MB，没有从压缩包里取出，请解压后单独导入")
    else:
        yield Attachment(
            contact.locator, place.name.rpartition("/")[2], kind.media_type, data, contact.locator
        )


FORMAT = Opaque()
