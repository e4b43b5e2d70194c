"""The key of another store in the same home: in the open, or behind the vault's where that lies behind a passphrase.

key.txt is an age identity; key.age the same, encrypted to the vault's recipients: ``age -d -i identity key.age``.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from pyrage import x25519

from anning.vault.disk import Disk, read_file, write_file
from anning.vault.keys import Keys, decrypt, parse_identity

OPEN, SEALED = "key.txt", "key.age"


def read(disk: Disk, folder: Path, keys: Keys | None) -> Any:
    """The identity; FileNotFoundError without one, ValueError (or pyrage.IdentityError) when it cannot be opened."""
    if keys is None or OPEN in disk.names(folder):
        return parse_identity(read_file(disk, folder / OPEN))
    return parse_identity(decrypt(read_file(disk, folder / SEALED), keys.identity))


def make(disk: Disk, folder: Path, keys: Keys | None) -> None:
    """A new one, behind keys where they are given; nothing happens where there is one."""
    if not {OPEN, SEALED} & set(disk.names(folder)):
        _write(disk, folder, f"{x25519.Identity.generate()}\n".encode(), keys)


def turn(disk: Disk, folder: Path, keys: Keys, *, sealed: bool) -> None:
    """Put it behind the vault's keys, or back into the open; a kill leaves one of the two, or both."""
    names, wanted, other = disk.names(folder), *((SEALED, OPEN) if sealed else (OPEN, SEALED))
    if other not in names:
        return
    if wanted not in names:
        data = read_file(disk, folder / other)
        _write(disk, folder, data if sealed else decrypt(data, keys.identity), keys if sealed else None)
    disk.remove(folder / other)
    disk.sync(folder)


def _write(disk: Disk, folder: Path, data: bytes, keys: Keys | None) -> None:
    name = SEALED if keys else OPEN
    with suppress(FileNotFoundError):
        disk.remove(folder / f"{name}.new")
    write_file(disk, folder / f"{name}.new", keys.encrypt(data) if keys else data)
    disk.rename(folder / f"{name}.new", folder / name)
    disk.sync(folder)
