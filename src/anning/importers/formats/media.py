"""What a file is, told by its first bytes and not by what its name or a mail says of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from anning.domain.records import Kind
from anning.knowledge import formats as knowledge

HEAD = 1 << 16
"""How many first bytes are looked at, the same as a format's sniff is given."""


class Media(NamedTuple):
    """Media type and what kind of evidence such a file is."""

    media_type: str
    kind: Kind


def told_by_bytes(head: bytes, name: str = "") -> Media:
    """The media of a file from its first bytes; the name only chooses within a family (m4a or mp4).

    What is not known is ``application/octet-stream``, text of any sort ``text/plain`` (never HTML or SVG, so
    that nothing in it is ever run); both are documents.
    """
    ending = name.rpartition(".")[2].lower()
    for pattern, signature in _table():
        if pattern.match(head):
            return Media(signature.names.get(ending, signature.media_type), signature.kind)
    return Media("text/plain" if _is_text(head) else "application/octet-stream", "document")


@cache
def _table() -> tuple[tuple[re.Pattern[bytes], knowledge.Signature], ...]:
    return tuple((_pattern(signature.bytes), signature) for signature in knowledge.signatures())


def _pattern(written: str) -> re.Pattern[bytes]:
    pairs = (written[i : i + 2] for i in range(0, len(written), 2))
    return re.compile(b"".join(b"." if pair == ".." else b"\\x" + pair.encode() for pair in pairs), re.DOTALL)


def _is_text(head: bytes) -> bool:
    from anning.importers.formats import decoding

    return decoding.looks_like_text(head)
