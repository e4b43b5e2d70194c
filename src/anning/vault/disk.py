"""The few things a vault asks of a disk, and the disk of this machine.

All writing goes through this interface, so that the tests can put a simulated disk behind it which tears,
drops and reorders whatever was not synced (tests/fault/power_loss.py).
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from anning.errors import AnningError, DiskFull, HomeUnusable

FILE_MODE = 0o600
FOLDER_MODE = 0o700
LOCK = "lock"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNKNOWN = {errno.EINVAL, errno.ENOTSUP}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class SyncError(OSError):
    """The disk did not confirm a write: what it holds now is unknown, and nobody may go on as if it were not."""


class Writer(Protocol):
    """A new file being written."""

    def write(self, data: bytes, /) -> int:
        """Take all of the data; returns its length."""

    def finish(self) -> None:
        """Make the content durable and close; SyncError when the disk does not confirm."""

    def discard(self) -> None:
        """Close without any promise."""


class Disk(Protocol):
    """What a vault does to a disk. Every method raises OSError as the system does.

    workers is the number of threads that may wait for it at a time.
    """

    workers: int

    def create(self, path: Path) -> Writer:
        """Open a new file, readable by its owner only; FileExistsError if there is one."""

    def append(self, path: Path, data: bytes) -> None:
        """Add data to an existing file with one write and make it durable."""

    def cut(self, path: Path, size: int) -> None:
        """Shorten a file to size bytes; durable with the next append."""

    def read(self, path: Path) -> BinaryIO:
        """Open a file for reading."""

    def size(self, path: Path) -> int:
        """Bytes of a file."""

    def names(self, folder: Path) -> list[str]:
        """What lies in a folder, sorted; empty when there is no such folder."""

    def files(self, folder: Path) -> list[str]:
        """Every file below a folder as a relative path with slashes, sorted; links are not followed."""

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or folder its new place, replacing a file or an empty folder there."""

    def remove(self, path: Path) -> None:
        """Remove a file."""

    def remove_tree(self, folder: Path) -> None:
        """Remove a folder with all that is in it."""

    def make_folder(self, folder: Path) -> None:
        """Make one folder, open to its owner only; FileExistsError if there is one."""

    def sync(self, folder: Path) -> None:
        """Make the names in a folder durable; SyncError when the disk does not confirm."""

    def hold(self, folder: Path, *, wait: bool = True) -> AbstractContextManager[bool]:
        """Lock a folder against other processes; False when wait is False and somebody else holds it."""


class PosixDisk:
    """The disk of this machine."""

    workers = 4  # measured: two to eight wait best, more get in each other's way

    def create(self, path: Path) -> Writer:
        """See Disk."""
        return _PosixWriter(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))

    def append(self, path: Path, data: bytes) -> None:
        """See Disk; the same descriptor writes and syncs, so that no write error can slip between."""
        writer = _PosixWriter(os.open(path, os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC))
        try:
            writer.write(data)
        except BaseException:
            writer.discard()
            raise
        writer.finish()

    def cut(self, path: Path, size: int) -> None:
        """See Disk."""
        os.truncate(path, size)

    def read(self, path: Path) -> BinaryIO:
        """See Disk."""
        return path.open("rb")

    def size(self, path: Path) -> int:
        """See Disk."""
        return path.stat().st_size

    def names(self, folder: Path) -> list[str]:
        """See Disk."""
        try:
            return sorted(entry.name for entry in folder.iterdir())
        except FileNotFoundError:
            return []

    def files(self, folder: Path) -> list[str]:
        """See Disk."""
        found: list[str] = []
        for base, folders, files in os.walk(folder):
            links = [name for name in folders if Path(base, name).is_symlink()]
            found += [Path(base, name).relative_to(folder).as_posix() for name in files + links]
        return sorted(found)

    def rename(self, old: Path, new: Path) -> None:
        """See Disk."""
        old.rename(new)

    def remove(self, path: Path) -> None:
        """See Disk."""
        path.unlink()

    def remove_tree(self, folder: Path) -> None:
        """See Disk."""
        shutil.rmtree(folder)

    def make_folder(self, folder: Path) -> None:
        """See Disk."""
        folder.mkdir(mode=FOLDER_MODE)

    def sync(self, folder: Path) -> None:
        """See Disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _sync(descriptor)
        except SyncError as reason:
            if reason.errno not in _UNKNOWN:  # a file system that keeps names durable in its own way
                raise
        finally:
            os.close(descriptor)

    @contextmanager
    def hold(self, folder: Path, *, wait: bool = True) -> Iterator[bool]:
        """See Disk. A read-only medium has no other writers, so there nothing is locked."""
        if (descriptor := _open_lock(folder / LOCK)) is None:
            yield True
            return
        try:
            free = _lock(descriptor, wait=wait)
            # Whoever held it may have moved the folder away meanwhile; then this lock guards nothing.
            if free and os.fstat(descriptor).st_ino != (folder / LOCK).stat().st_ino:
                raise FileNotFoundError(errno.ENOENT, "folder was moved while waiting", str(folder))
            yield free
        finally:
            os.close(descriptor)


POSIX = PosixDisk()


class _PosixWriter:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes, /) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        return len(data)

    def finish(self) -> None:
        try:
            _sync(self._descriptor)
        finally:
            os.close(self._descriptor)

    def discard(self) -> None:
        os.close(self._descriptor)


def _sync(descriptor: int) -> None:
    try:
        if hasattr(fcntl, "F_FULLFSYNC"):  # fsync alone leaves the data in the drive's cache on macOS
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)
    except OSError as reason:
        raise SyncError(reason.errno, reason.strerror) from reason


def _open_lock(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    except OSError as reason:
        if reason.errno not in _READ_ONLY:
            raise
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None


def _lock(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def write_file(disk: Disk, path: Path, data: bytes) -> None:
    """Write a whole new file durably; its name is durable once the folder is synced."""
    writer = disk.create(path)
    try:
        writer.write(data)
    except BaseException:
        writer.discard()
        raise
    writer.finish()


def read_file(disk: Disk, path: Path) -> bytes:
    """Return the whole of a small file."""
    with disk.read(path) as file:
        return file.read()


def make_folders(disk: Disk, folders: Iterable[Path]) -> None:
    """Make those folders that are missing, parents first in the order given; their names are not yet durable."""
    for folder in folders:
        with suppress(FileExistsError):
            disk.make_folder(folder)


def explain(reason: OSError, place: Path) -> AnningError:
    """Say in Chinese what the operating system refused: DiskFull or HomeUnusable."""
    if reason.errno in _FULL:
        return DiskFull(
            "写入证据库时磁盘满了，这一次的内容没有存进去",
            where=str(place),
            next_step="清出一些空间（或把证据库放到更大的磁盘上），然后重新做这一步",
        )
    if reason.errno in _READ_ONLY:
        return HomeUnusable(
            f"证据库的文件夹没有读写权限：{reason.strerror}",
            where=str(place),
            next_step="确认这个文件夹属于您、磁盘不是只读的，然后重新做这一步",
        )
    return HomeUnusable(
        f"磁盘没有完成读写：{reason.strerror or reason}",
        where=str(place),
        next_step="请先不要继续使用这块磁盘；把证据库复制到另一块磁盘，再运行 anning verify 检查",
    )


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn an OSError of the vault's own disk into the error a person reads."""
    try:
        yield
    except OSError as reason:
        raise explain(reason, place) from reason
