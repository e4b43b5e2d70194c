"""The custody log's line: a signed, salted commitment to one event, chained to the line before.

A line is canonical JSON, the fields in the order below, ``fixed`` only where it is not empty, no spaces, and
ends with one newline. Its hash (``prev`` of the next line, leaf of the Merkle tree) is taken over all its
bytes with the newline. The signature is over the line without its newline and without ``,"sig":"…"``.
What does not encode back to the same bytes is not a line, so no second spelling of a line exists.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from anning.vault.keys import Keys, PublicKey

Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
NOTHING = "0" * 64
_SIGNATURE = b',"sig":"'


class _Unsigned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    seq: int
    prev: Hash
    body: Hash
    body_ct: str
    obj: Hash | None
    checkpoint: int
    fixed: Mapping[str, Hash] = msgspec.field(default_factory=dict)


class Line(_Unsigned, frozen=True, kw_only=True, omit_defaults=True):
    """One line as read.

    body is the SHA-256 of the body, body_ct its age ciphertext in base64, obj the name of the object it
    sealed, checkpoint the size of the newest checkpoint there was, fixed the SHA-256 of files by path.
    """

    sig: str

    def ciphertext(self) -> bytes:
        """The body as an age file."""
        return b64decode(self.body_ct)


_decoder = msgspec.json.Decoder(Line)


def read(raw: bytes) -> Line:
    """Return the line of these bytes; ValueError when they are not exactly one canonical line."""
    line = _decoder.decode(raw)
    try:
        canonical = all(b64encode(b64decode(text)).decode() == text for text in (line.body_ct, line.sig))
    except binascii.Error as reason:
        raise ValueError("base64") from reason
    if not canonical or msgspec.json.encode(line) + b"\n" != raw:
        raise ValueError("not canonical")
    return line


def signed_by(raw: bytes, line: Line, key: PublicKey) -> bool:
    """Whether a line that read() accepted carries the signature of this key."""
    return key.verifies(b64decode(line.sig), raw[: raw.rindex(_SIGNATURE)] + b"}")


@dataclass
class Draft:
    """A line to be: all but its place in the chain."""

    body: bytes
    body_ct: bytes
    obj: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)

    def write(self, chain: Chain, checkpoint: int, keys: Keys) -> bytes:
        """Return the bytes of the line that comes next in the chain."""
        unsigned = msgspec.json.encode(
            _Unsigned(
                seq=chain.size,
                prev=chain.head,
                body=sha256(self.body).hexdigest(),
                body_ct=b64encode(self.body_ct).decode(),
                obj=self.obj,
                checkpoint=checkpoint,
                fixed=self.fixed,
            )
        )
        return unsigned[:-1] + _SIGNATURE + b64encode(keys.sign(unsigned)) + b'"}\n'


@dataclass
class Chain:
    """The log up to some line: lines, bytes, hash of the last line, and the RFC 6962 tree over all lines."""

    size: int = 0
    length: int = 0
    head: str = NOTHING
    _peaks: list[bytes] = field(default_factory=list)  # roots of the full subtrees, largest first

    def add(self, raw: bytes) -> None:
        """Go on by one line."""
        node = sha256(b"\0" + raw).digest()
        size = self.size
        while size & 1:
            node = sha256(b"\1" + self._peaks.pop() + node).digest()
            size >>= 1
        self._peaks.append(node)
        self.size += 1
        self.length += len(raw)
        self.head = sha256(raw).hexdigest()

    def root(self) -> str:
        """Return the Merkle tree hash of RFC 6962, section 2.1."""
        if not self._peaks:
            return sha256().hexdigest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = sha256(b"\1" + peak + node).digest()
        return node.hex()

    def copy(self) -> Chain:
        """Return the same place, to go on from separately."""
        return Chain(self.size, self.length, self.head, self._peaks.copy())
