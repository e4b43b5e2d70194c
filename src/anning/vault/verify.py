"""Checking a vault: every file, every line, all damage named; nothing is changed.

Without the keys it checks what needs none: names of objects against their content, the chain and its
signatures, checkpoints, the files the log has fixed. With them also that every body opens and, when deep,
that every original is what was received. A person who holds all keys can rewrite what was never anchored outside:
no check inside the folder can find that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from msgspec import Struct

from anning.errors import NotFound
from anning.vault import checks, keys, lines, log
from anning.vault.checks import Damaged, Folder
from anning.vault.disk import LOCK, POSIX, Disk, told
from anning.vault.events import Anchor
from anning.vault.keys import Description, PublicKey
from anning.vault.scan import Scan, scan


class Verification(Struct, frozen=True, kw_only=True):
    """The result of a check.

    checked counts lines and files; remarks are harmless; anchors are those the log speaks of (none without
    the key). size and head (SHA-256 of the last line) are what a person compares with what they noted outside.
    opened says whether the keys could be used, deep whether the originals were opened and hashed.
    """

    ok: bool
    checked: int
    damage: tuple[Damaged, ...]
    anchors: tuple[Anchor, ...] = ()
    remarks: tuple[str, ...] = ()
    size: int = 0
    head: str = ""
    opened: bool = False
    deep: bool = False


def verify(
    path: str | PathLike[str], *, deep: bool = True, identity: str = "", disk: Disk = POSIX
) -> Verification:
    """Check a vault, however damaged; deep also opens every original.

    identity is what a passphrase gave, where the keys lie behind one; without it what needs no key is checked.
    NotFound when there is nothing at path. Other processes may write meanwhile: what they add after the start
    is not checked and not mistaken for damage.
    """
    root = Path(path).absolute()
    with told(root):
        if not disk.names(root):
            raise NotFound("这里没有证据库", where=str(root))
        # Holding the lock would make a missing lock file anew, and so hide that it is missing.
        with disk.hold(root) if LOCK in disk.names(root) else nullcontext():
            folder = Folder(disk, root)
            length = disk.size(root / log.FILE) if log.FILE in folder.files else 0
        return _check(folder, length, _identity(folder, identity), deep=deep)


def _check(folder: Folder, length: int, identity: Any, *, deep: bool) -> Verification:
    key, found = _scan(folder, length, identity)
    identity = identity if found.opened else None
    results = list(
        chain(
            checks.of_lines(folder, found),
            checks.of_checkpoints(folder, found, key),
            checks.of_fixed(folder, found),
            checks.of_objects(folder, found, identity if deep else None),
            checks.of_index(folder, found, identity),
            checks.of_extras(folder, found),
        )
    )
    damage = tuple(one for one in results if isinstance(one, Damaged))
    return Verification(
        ok=not damage,
        checked=found.chain.size + len(folder.files),
        damage=damage,
        anchors=tuple(found.anchors),
        remarks=tuple(one for one in results if isinstance(one, str)),
        size=found.chain.size,
        head=found.chain.head,
        opened=found.opened,
        deep=deep and found.opened,
    )


def _identity(folder: Folder, given: str) -> Any:
    with suppress(ValueError, pyrage.IdentityError):
        if given:
            return keys.parse_identity(given.encode())
        return keys.parse_identity(folder.read(keys.IDENTITY) or b"")
    return None


def _scan(folder: Folder, length: int, identity: Any) -> tuple[PublicKey | None, Scan]:
    folder.rest.discard(log.FILE)
    candidates = list(_public_keys(folder))
    try:
        with folder.disk.read(folder.root / log.FILE) as file:
            key = _signer(_up_to(file, length), candidates)
            file.seek(0)
            return key, scan(_up_to(file, length), key, identity, folder.sizes)
    except OSError:
        return next(iter(candidates), None), Scan()


def _public_keys(folder: Folder) -> Iterator[PublicKey]:
    """The public key as two files have it: either may be damaged."""
    with suppress(ValueError):
        yield PublicKey.from_hex(Description.decode(folder.read(keys.DESCRIPTION) or b"").signing_key)
    with suppress(ValueError):
        yield PublicKey.from_pem(folder.read(keys.PUBLIC) or b"")


def _signer(log_lines: Iterator[bytes], candidates: list[PublicKey]) -> PublicKey | None:
    """Return the key that signed one of the first lines, or one damaged file would look like a forged log."""
    for raw in islice(log_lines, 3):
        with suppress(ValueError):
            line = lines.read(raw)
            for key in candidates:
                if lines.signed_by(raw, line, key):
                    return key
    return next(iter(candidates), None)


def _up_to(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0 and (raw := file.readline(length)):
        length -= len(raw)
        yield raw
