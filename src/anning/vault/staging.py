"""The folder tmp/: what is being written and does not count yet.

Each batch has a folder of its own there and holds its lock while it lives, so that whoever finds a folder
nobody holds knows that its writer died. Before an object gets its place in objects/, the batch writes the
names of all its objects to ``intent``; what a dead writer intended and the log does not speak of can then be
removed, while an object that nobody intended is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from anning.vault import checkpoints
from anning.vault.disk import Disk, Writer, make_folders, read_file, write_file
from anning.vault.keys import PublicKey

FOLDER = "tmp"
OBJECTS = "objects"
INTENT = "intent"
GONE = "0" * 64
"""In place of a hash, where the log says that a file is no longer there."""
_NAME = re.compile(r"[0-9a-f]{64}")


def object_path(name: str) -> str:
    """Where an object lies below the vault."""
    return f"{OBJECTS}/{name[:2]}/{name}.age"


class Stage:
    """One batch's folder; to be made while the vault is locked, to be closed by discard or close."""

    def __init__(self, disk: Disk, root: Path) -> None:
        self._disk, self._root = disk, root
        self._parts = 0
        self._lock = ExitStack()
        self.folder = root / FOLDER / token_hex(8)
        if {FOLDER, OBJECTS} - set(disk.names(root)):  # empty folders get lost when a vault is copied
            make_folders(disk, [root / FOLDER, root / OBJECTS])
            disk.sync(root)
        disk.make_folder(self.folder)
        disk.sync(root / FOLDER)
        self._lock.enter_context(disk.hold(self.folder))

    def part(self) -> tuple[Path, Writer]:
        """Open a new file for an object on its way."""
        self._parts += 1
        path = self.folder / f"{self._parts}.part"
        return path, self._disk.create(path)

    def write(self, name: str, data: bytes) -> None:
        """Write a small file durably, but for its name."""
        write_file(self._disk, self.folder / name, data)

    def sync(self) -> None:
        """Make the names of the files durable."""
        self._disk.sync(self.folder)

    def place(self, objects: dict[Path, str]) -> None:
        """Move parts to their places in objects/, durably."""
        targets = {part: self._root / object_path(name) for part, name in objects.items()}
        folders = sorted({target.parent for target in targets.values()})
        make_folders(self._disk, folders)
        for part, target in targets.items():
            self._disk.rename(part, target)
        for folder in folders:
            self._disk.sync(folder)
        if folders:  # even if all were there: who made one may have died before its name was durable
            self._disk.sync(self._root / OBJECTS)

    def move(self, names: Sequence[str], folder: Path) -> None:
        """Move files to a folder of the vault, durably."""
        for name in names:
            self._disk.rename(self.folder / name, folder / name)
        self._disk.sync(folder)

    def discard(self, is_known: Callable[[str], bool]) -> None:
        """Remove the folder, and intended objects that the log does not know. Failing here loses nothing."""
        with self._lock, suppress(OSError):
            _discard(self._disk, self._root, self.folder, is_known)

    def close(self) -> None:
        """Leave the folder as it is, for whoever comes next to sort out."""
        self._lock.close()


def complete_pairs(disk: Disk, root: Path, key: PublicKey) -> None:
    """Finish checkpoints of which a dead writer had put one of the two files into place."""
    folder = root / checkpoints.FOLDER
    there = set(disk.names(folder))
    for stage in _abandoned(disk, root):
        for size in checkpoints.sizes(disk.names(stage)):
            names = [f"{size}{checkpoints.TEXT}", f"{size}{checkpoints.SIGNATURE}"]
            missing = [name for name in names if name not in there]
            # Two writers may have died at the same size; only the half that belongs to the other fits.
            if len(missing) == 1 and _fit(
                [(stage if n in missing else folder) / n for n in names], disk, key
            ):
                disk.rename(stage / missing[0], folder / missing[0])
                there.add(missing[0])


def exchange(disk: Disk, root: Path, stage: Path, fixed: Mapping[str, str], places: Sequence[str]) -> None:
    """Put files of a stage into the places where the log already wants them, then remove what it wants gone.

    places are paths below the vault; the first is what decides between old and new, so it comes after the others and
    before anything is removed. At each moment in between either the old files are all there, or the new ones.
    """
    waiting = {Path(name).name for name in places} & set(disk.names(stage))
    for place in (*places[1:], places[0]):
        source = stage / Path(place).name
        if source.name not in waiting or sha256(read_file(disk, source)).hexdigest() != fixed.get(place):
            continue
        if place == places[0]:
            _sync_all(disk, root, places)
        disk.rename(source, root / place)
    _sync_all(disk, root, places)
    _remove_gone(disk, root, fixed, places)


def complete_exchange(disk: Disk, root: Path, fixed: Mapping[str, str], places: Sequence[str]) -> None:
    """Finish what a dead writer began with exchange(); without one, remove what was to be gone."""
    for stage in _abandoned(disk, root):
        if {Path(place).name for place in places} & set(disk.names(stage)):
            exchange(disk, root, stage, fixed, places)
    _remove_gone(disk, root, fixed, places)


def _remove_gone(disk: Disk, root: Path, fixed: Mapping[str, str], places: Sequence[str]) -> None:
    gone = [root / place for place in places if fixed.get(place) == GONE]
    for path in (path for path in gone if path.name in disk.names(path.parent)):
        disk.remove(path)
        disk.sync(path.parent)


def _sync_all(disk: Disk, root: Path, places: Sequence[str]) -> None:
    for folder in sorted({(root / place).parent for place in places}):
        disk.sync(folder)


def discard_abandoned(disk: Disk, root: Path, is_known: Callable[[str], bool]) -> None:
    """Remove what dead writers left; is_known tells whether the log speaks of an object.

    A writer may have died between giving a file its place and making the name durable: that is done first.
    """
    for stage in _abandoned(disk, root):
        with suppress(OSError):  # on a read-only medium they stay, and harm nothing
            disk.sync(root.parent)
            disk.sync(root / checkpoints.FOLDER)
            _discard(disk, root, stage, is_known)


def intended(disk: Disk, root: Path) -> set[str]:
    """Return the names of all objects that batches under way, or dead, have intended."""
    return {name for stage in disk.names(root / FOLDER) for name in _intent(disk, root / FOLDER / stage)}


def _abandoned(disk: Disk, root: Path) -> Iterator[Path]:
    for name in disk.names(root / FOLDER):
        stage = root / FOLDER / name
        with suppress(NotADirectoryError, FileNotFoundError), disk.hold(stage, wait=False) as free:
            if free:
                yield stage


def _discard(disk: Disk, root: Path, stage: Path, is_known: Callable[[str], bool]) -> None:
    paths = [root / object_path(name) for name in _intent(disk, stage) if not is_known(name)]
    for folder in sorted({path.parent for path in paths}):
        if names := disk.names(folder):
            for path in paths:
                if path.parent == folder and path.name in names:
                    disk.remove(path)
            disk.sync(folder)  # before the intent goes, or a power cut could bring the object back without it
    disk.remove_tree(stage)


def _intent(disk: Disk, stage: Path) -> list[str]:
    try:
        return _NAME.findall(read_file(disk, stage / INTENT).decode("ascii", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _fit(pair: list[Path], disk: Disk, key: PublicKey) -> bool:
    with suppress(ValueError, FileNotFoundError):
        text, signature = (read_file(disk, path) for path in pair)
        checkpoints.Checkpoint.read(text, signature, key)
        return True
    return False
