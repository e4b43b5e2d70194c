"""Turning the index file into an encrypted one, and back; and what tells the two apart.

The new file is made whole beside the old one, synced and renamed over it, so that a kill at any moment leaves one
that is whole. The old file is removed; where a disk keeps its blocks is beyond us, and SECURITY.md says so.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # it says nothing of its types

from anning.errors import Busy, Damage, DiskFull
from anning.store.sealed.base import unlock

SIDE_FILES = ("-wal", "-shm", "-journal")
Unreadable = dbapi2.Error
_NEW = "turning"
_PLAIN = b"SQLite format 3\0"
_PATIENCE_S = 3


def is_plain(file: Path) -> bool | None:
    """Whether anybody could read it; None where there is nothing yet."""
    try:
        with file.open("rb") as opened:
            head = opened.read(len(_PLAIN))
    except FileNotFoundError:
        return None
    return head == _PLAIN if head else None


def turn(file: Path, key: bytes, *, sealed: bool) -> bool:
    """Make the file as wanted; whether it was turned. Without a key nothing is: then opening it says what is wrong.

    Busy while others have it open; DiskFull; Damage. It also ends what a kill interrupted: a half-made new file
    goes, the old one is turned.
    """
    new = file.with_name(f"{file.name}.{_NEW}")
    for suffix in ("", *SIDE_FILES):
        Path(f"{new}{suffix}").unlink(missing_ok=True)
    plain = is_plain(file)
    if plain is None or plain is not sealed or not key:
        return False
    try:
        _export(file, new, key, sealed=sealed)
        _settle(new, file)
    except dbapi2.Error as reason:
        raise _told(reason, file) from reason
    except OSError as reason:
        raise DiskFull("资料库没有换成，仍和以前一样", where=str(file), next_step="腾出空间再试") from reason
    finally:
        new.unlink(missing_ok=True)
    return True


def connect(file: Path, key: bytes = b"") -> Any:
    """A bare connection to a file of either kind, that changes nothing."""
    connection = dbapi2.connect(f"{file.as_uri()}?mode=ro", uri=True)
    if key and is_plain(file) is False:
        unlock(connection, key)
    return connection


def _export(file: Path, new: Path, key: bytes, *, sealed: bool) -> None:
    """Everything into a new file. Nobody else may have the old one open: what they wrote would be lost.

    Other programs are kept out by the lock; threads of this one by who calls, for two SQLite libraries in one
    process do not see each other's locks.
    """
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(dbapi2.connect(str(file), timeout=_PATIENCE_S, isolation_level=None)) as old:
        if not sealed:
            unlock(old, key)
        old.execute("PRAGMA locking_mode = EXCLUSIVE")
        old.execute("BEGIN EXCLUSIVE")
        old.execute("COMMIT")  # the lock stays until the connection is closed
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.execute("ATTACH DATABASE ? AS turned KEY ?", (str(new), f"x'{key.hex()}'" if sealed else ""))
        old.execute("SELECT sqlcipher_export('turned')")
        if _rows(old, "main") != _rows(old, "turned"):
            raise dbapi2.DatabaseError("malformed: the copy is not what was copied")
        old.execute("DETACH DATABASE turned")


def _rows(connection: Any, schema: str) -> dict[str, int]:
    names = connection.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'").fetchall()  # noqa: S608
    return {
        name: connection.execute(f'SELECT count(*) FROM {schema}."{name}"').fetchone()[0]  # noqa: S608 - its own names
        for (name,) in names
        if not name.startswith("sqlite_stat")
    }


def _settle(new: Path, file: Path) -> None:
    _sync(new)
    for suffix in SIDE_FILES:  # empty: all of it was moved into the file, and nobody else has it open
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    new.replace(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _told(reason: Exception, file: Path) -> Exception:
    said = str(reason).lower()
    if "locked" in said or "busy" in said:
        return Busy(
            "另一个安宁程序正开着这份资料", where=str(file), next_step="关上其他安宁页面和命令，再试一次"
        )
    if "full" in said:
        return DiskFull("空间不够，资料库仍和以前一样", where=str(file), next_step="腾出空间再试")
    return Damage("资料库文件坏了；证据库不受影响", where=str(file), next_step="运行 anning rebuild")
