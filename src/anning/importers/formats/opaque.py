"""Any file that no other format reads: sealed as it is, shown in its page, with what its name suggests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from anning.domain.records import Contact, Problem
from anning.importers.formats import Found, Place, Tally, durations, media, recording_names

LARGEST_HELD = 64 << 20
"""Bytes held in memory of a file that can only be read front to back, to find its length."""


class Opaque:
    """One contact per file: a recording, an image or a document, with nothing read from inside it.

    extra names the media type, the pattern the file name fitted, and in ``proposed`` which fields come from
    the name alone.
    """

    name = "opaque"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - every file can be kept
        """Always possible, never preferred."""
        return 1

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The contact and the account."""
        tally = Tally()
        held = stream if stream.seekable() else io.BytesIO(stream.read(LARGEST_HELD))
        head = held.read(media.HEAD)
        kind = media.told_by_bytes(head, place.name)
        if not head:
            yield Problem(place.name, "文件是空的，只登记了名称")
        yield tally.add(_contact(place, kind, _seconds(held, kind)))
        yield tally.end(self.name)


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


FORMAT = Opaque()
