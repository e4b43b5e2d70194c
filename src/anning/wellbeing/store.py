"""One encrypted file with a key of its own, beside the vault and the index and known to neither.

The folder is made with the first thing written and goes with the last: who only reads leaves no trace. The key
lies beside the file, as the vault's keys do, or behind those where they lie behind a passphrase. No error of this
room quotes what it holds.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import pyrage

from anning.errors import Damage, DiskFull, HomeUnusable
from anning.vault import beside
from anning.vault.disk import POSIX, Disk, make_folders, read_file, write_file
from anning.vault.keys import Keys, decrypt
from anning.wellbeing.kept import Kept

FOLDER = "quiet"
FILE = "kept.age"
_FULL = {errno.ENOSPC, errno.EDQUOT}


def paths(home: Path) -> tuple[Path, ...]:
    """Everything of this room below a home: what a backup leaves out unless the person says otherwise."""
    return (home / FOLDER,)


class Store:
    """What the room keeps in one home; keys are the vault's, where they lie behind a passphrase."""

    def __init__(self, home: Path, disk: Disk = POSIX, keys: Keys | None = None) -> None:
        self._home, self._keys = home, keys
        self._folder = home / FOLDER
        self._disk = disk

    def read(self) -> Kept:
        """All that is kept; an empty one where nothing is. Damage when it cannot be opened; HomeUnusable."""
        with _told(self._folder):
            if FILE not in self._disk.names(self._folder):
                return Kept()
            return self._opened()

    def change(self, edit: Callable[[Kept], Kept]) -> Kept:
        """Write what edit makes of all that is kept, durably, and give it. Damage, DiskFull, HomeUnusable.

        What edit leaves out is in no file any more.
        """
        with _told(self._folder):
            make_folders(self._disk, [self._folder])
            self._disk.sync(self._home)
            with self._disk.hold(self._folder):
                changed = edit(self.read())
                beside.make(self._disk, self._folder, self._keys)
                key = beside.read(self._disk, self._folder, self._keys)
                self._put(FILE, pyrage.encrypt(msgspec.json.encode(changed), [key.to_public()]))
                return changed

    def clear(self) -> None:
        """Take everything away, the key too; also what cannot be opened any more. HomeUnusable."""
        with _told(self._folder), suppress(FileNotFoundError):
            with self._disk.hold(self._folder):
                for name in (FILE, f"{FILE}.new"):
                    with suppress(FileNotFoundError):
                        self._disk.remove(self._folder / name)
                self._disk.sync(self._folder)
                self._disk.remove_tree(self._folder)
            self._disk.sync(self._home)

    def _opened(self) -> Kept:
        try:
            identity = beside.read(self._disk, self._folder, self._keys)
            plain = decrypt(read_file(self._disk, self._folder / FILE), identity)
            return msgspec.json.decode(plain, type=Kept)
        except (FileNotFoundError, ValueError, pyrage.IdentityError):
            raise Damage(
                "“歇一歇”里记下的内容打不开了，别的资料没有受影响",
                where=str(self._folder),
                next_step="有备份就把这个文件夹取回来；没有的话，可以在“歇一歇”页底全部删去，重新开始",
            ) from None  # the reason might quote what was written

    def _put(self, name: str, data: bytes) -> None:
        """The new file stands whole in the place of the old one, or the old one stays."""
        new = self._folder / f"{name}.new"
        with suppress(FileNotFoundError):
            self._disk.remove(new)
        write_file(self._disk, new, data)
        self._disk.rename(new, self._folder / name)
        self._disk.sync(self._folder)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        kind = DiskFull if reason.errno in _FULL else HomeUnusable
        raise kind(
            "这一次没有写成，以前记下的没有变",
            where=str(place),
            next_step="看看磁盘还有没有空间、文件夹能不能写，然后再试一次",
        ) from None
