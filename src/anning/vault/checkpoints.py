"""Checkpoints: a signed statement of size, head and Merkle root, checkable with openssl alone.

The text has no time and the signature no randomness: a checkpoint of the same log is the same two files.
``openssl pkeyutl -verify -pubin -inkey keys/sign.pub.pem -rawin -in N.txt -sigfile N.sig`` verifies one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from anning.vault.keys import PublicKey
from anning.vault.lines import Chain

FOLDER = "checkpoints"
TEXT = ".txt"
SIGNATURE = ".sig"
_FORM = "anning checkpoint 1\nvault {vault}\nsize {size}\nhead {head}\nroot {root}\n"
_PATTERN = re.compile(
    _FORM.format(
        vault="(?P<vault>[0-9a-f]{64})",
        size="(?P<size>[1-9][0-9]*)",
        head="(?P<head>[0-9a-f]{64})",
        root="(?P<root>[0-9a-f]{64})",
    )
)
_NAME = re.compile(r"([1-9][0-9]*)\.(?:txt|sig)")


class Checkpoint(NamedTuple):
    """The log had this many lines, this hash of its last line and this Merkle root."""

    size: int
    head: str
    root: str

    @classmethod
    def of(cls, chain: Chain) -> Checkpoint:
        """Describe where a chain stands."""
        return cls(chain.size, chain.head, chain.root())

    def text(self, key: PublicKey) -> bytes:
        """Return the bytes that are signed."""
        return _FORM.format(vault=key.fingerprint, **self._asdict()).encode()

    @classmethod
    def read(cls, text: bytes, signature: bytes, key: PublicKey) -> Checkpoint:
        """Return a checkpoint of this vault; ValueError when text or signature are not exactly right."""
        found = _PATTERN.fullmatch(text.decode("ascii"))
        if not found or found["vault"] != key.fingerprint or not key.verifies(signature, text):
            raise ValueError("not a checkpoint of this vault")
        return cls(int(found["size"]), found["head"], found["root"])


def sizes(names: Iterable[str]) -> list[int]:
    """Return the sizes for which a text or a signature lies among these file names, ascending."""
    return sorted({int(found[1]) for name in names if (found := _NAME.fullmatch(name))})
