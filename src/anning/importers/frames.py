"""What passes between the child that reads and the program that asked: frames of a kind, a length and msgpack.

The child is not trusted. Whatever comes out of it is checked against these types before anything looks at it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias, cast

import msgspec
from msgspec import Struct

from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.importers.limits import Limits

LARGEST: Final = 256 << 20
"""Bytes of one frame; a longer one is no frame."""

_HEADER = struct.Struct(">cI")
_LAST_DAY: Final = 253_370_736_000_000


class Batch(Struct, frozen=True):
    """Contacts in the order of the file, a few hundred at a time."""

    contacts: list[Contact]


class Progress(Struct, frozen=True):
    """How much of the file was read, in bytes."""

    done: int
    total: int


Item: TypeAlias = Batch | Attachment | Problem | Progress | Reading


class Request(Struct, frozen=True, kw_only=True):
    """What the child is asked to read: the file is open as descriptor fd."""

    fd: int
    name: str
    size: int
    settings: Mapping[str, str]
    limits: Limits


class Untrue(Exception):
    """What came out of the child is not what a child of ours says."""


class _Label(Struct, frozen=True, array_like=True):
    locator: str
    name: str
    media_type: str
    contact: str


_encode = msgspec.msgpack.Encoder().encode
_contacts = msgspec.msgpack.Decoder(list[Contact])
_label = msgspec.msgpack.Decoder(_Label)


def encoded(item: Item) -> Iterator[bytes]:
    """The frame of an item, in pieces; UnicodeEncodeError when a text holds half a character."""
    if isinstance(item, Attachment):
        label = _encode(_Label(item.locator, item.name, item.media_type, item.contact))
        yield _HEADER.pack(b"A", 4 + len(label) + len(item.data)) + len(label).to_bytes(4, "big") + label
        yield item.data
        return
    kind = _KINDS[type(item)]
    body = _encode(item.contacts if isinstance(item, Batch) else item)
    yield _HEADER.pack(kind, len(body)) + body


def decoded(buffer: bytearray) -> Iterator[Item]:
    """Take every whole frame out of the buffer; Untrue when it cannot be one."""
    at = 0
    with memoryview(buffer) as view:
        while len(buffer) - at >= _HEADER.size:
            kind, length = _HEADER.unpack_from(view, at)
            if kind not in _DECODERS or length > LARGEST:
                raise Untrue
            end = at + _HEADER.size + length
            if end > len(buffer):
                break
            yield _item(kind, view[at + _HEADER.size : end])
            at = end
    del buffer[:at]


def _item(kind: bytes, body: memoryview) -> Item:
    try:
        return _DECODERS[kind](body)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as reason:
        raise Untrue from reason
    finally:
        body.release()


def _batch(body: memoryview) -> Batch:
    contacts = _contacts.decode(body)
    times = [contact.at for contact in contacts if contact.at is not None]
    if times and not -_LAST_DAY < min(times) <= max(times) < _LAST_DAY:
        raise Untrue
    return Batch(contacts)


def _attachment(body: memoryview) -> Attachment:
    end = 4 + int.from_bytes(body[:4], "big")
    label = _label.decode(body[4:end])
    return Attachment(label.locator, label.name, label.media_type, bytes(body[end:]), label.contact)


_KINDS: Final[Mapping[type, bytes]] = {Batch: b"C", Problem: b"P", Progress: b"G", Reading: b"R"}
_DECODERS: Final[Mapping[bytes, Callable[[memoryview], Item]]] = {
    b"A": _attachment,
    b"C": _batch,
    b"P": cast("Callable[[memoryview], Item]", msgspec.msgpack.Decoder(Problem).decode),
    b"G": cast("Callable[[memoryview], Item]", msgspec.msgpack.Decoder(Progress).decode),
    b"R": cast("Callable[[memoryview], Item]", msgspec.msgpack.Decoder(Reading).decode),
}
