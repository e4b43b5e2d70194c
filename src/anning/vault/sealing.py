"""Sealing and opening originals: one pass, a fixed amount of memory, whatever the size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, NamedTuple, Protocol

import pyrage

from anning.vault.events import SHA256, SM3

CHUNK = 1 << 20
SM3_LIMIT = 32 << 20
"""Bytes up to which SM3 is computed: it costs five times SHA-256, and above this it would double the time of
sealing a recording. The original itself is what SM3 could be taken of at any later time."""

Content = bytes | BinaryIO | Iterable[bytes]


class Sink(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> Any:
        """Take all of the data."""


class Digest(NamedTuple):
    """What was read: digests with their algorithm, size in bytes; sm3 is empty where it was not computed."""

    sha256: str
    sm3: str
    size: int


class _Digester:
    def __init__(self, *, sm3: bool) -> None:
        self._sha256 = hashlib.sha256()
        self._sm3 = hashlib.new("sm3") if sm3 and "sm3" in hashlib.algorithms_available else None
        self._size = 0

    def update(self, data: bytes) -> None:
        self._sha256.update(data)
        self._size += len(data)
        if self._sm3 and self._size > SM3_LIMIT:
            self._sm3 = None
        if self._sm3:
            self._sm3.update(data)

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.update(chunk)
            yield chunk

    def digest(self) -> Digest:
        sm3 = SM3 + self._sm3.hexdigest() if self._sm3 else ""
        return Digest(SHA256 + self._sha256.hexdigest(), sm3, self._size)


class _Reader:
    """What age reads from. It keeps the exception of the source, which age would turn into its own."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._take(size)
        except BaseException as reason:
            self.failure = reason
            raise

    def _take(self, size: int) -> bytes:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = memoryview(chunk)
        taken = bytes(self._rest[:size] if size >= 0 else self._rest)
        self._rest = self._rest[len(taken) :]
        return taken


class _Writer:
    """What age writes to: digests on the way, and keeps the exception of the sink."""

    def __init__(self, sink: Sink, digester: _Digester) -> None:
        self._sink = sink
        self._digester = digester
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        self._digester.update(data)
        try:
            self._sink.write(data)
        except BaseException as reason:
            self.failure = reason
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def _chunks(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        return iter([content])
    if hasattr(content, "read"):
        return iter(partial(content.read, CHUNK), b"")
    return iter(content)


def _check(reader: _Reader, writer: _Writer) -> None:
    """Ask both sides: age returns as if all were well when one of the last writes fails."""
    if failure := reader.failure or writer.failure:
        raise failure


def _stored(sealed: BinaryIO) -> Iterator[bytes]:
    try:
        yield from _chunks(sealed)
    except OSError as reason:
        raise ValueError(str(reason)) from reason


def seal(content: Content, sink: Sink, recipients: list[Any]) -> tuple[Digest, str]:
    """Encrypt content into sink; return the digest of the content and the SHA-256 (hex) of the age file.

    Exceptions of the content or of the sink come through as they were raised.
    """
    plain, cipher = _Digester(sm3=True), _Digester(sm3=False)
    reader, writer = _Reader(plain.through(_chunks(content))), _Writer(sink, cipher)
    try:
        pyrage.encrypt_io(reader, writer, recipients)
    except (pyrage.EncryptError, OSError) as reason:
        raise reader.failure or writer.failure or reason from None
    _check(reader, writer)
    return plain.digest(), cipher.digest().sha256.removeprefix(SHA256)


def unseal(sealed: BinaryIO, sink: Sink, identity: Any, *, sm3: bool = False) -> Digest:
    """Decrypt an age file into sink; return the digest of what came out.

    ValueError when the file cannot be read or is not what was sealed (part of it may have reached the sink by
    then); exceptions of the sink come through as they were raised.
    """
    plain = _Digester(sm3=sm3)
    reader, writer = _Reader(_stored(sealed)), _Writer(sink, plain)
    try:
        pyrage.decrypt_io(reader, writer, [identity])
    except (
        pyrage.DecryptError,
        OSError,
    ) as reason:  # age says the one of a bad header, the other of a bad chunk
        raise writer.failure or reader.failure or ValueError(str(reason)) from reason
    _check(reader, writer)
    return plain.digest()
