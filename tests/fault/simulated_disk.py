"""A disk that keeps only what was synced, and of the rest whatever hurts most.

File data that was not synced may be lost, torn at any block, zeroed, or written in any order. Names that were
not synced may be lost, or kept while earlier ones are lost; one rename is atomic, as on every journalling file
system. Syncing a file does not make its name durable, syncing a folder does not make the data of its files so.
All choices come from one random.Random, so a seed replays exactly.
"""

from __future__ import annotations

import errno
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import BinaryIO

from anning.vault.disk import SyncError

BLOCK = 48
MOODS = ("nothing", "everything", "in order", "any", "any")


class PowerCut(BaseException):
    """The power is gone; the disk answers no more until restart()."""


@dataclass(eq=False)
class File:
    """past are the contents since the last sync: the disk may have written any of them on its own account."""

    durable: bytes = b""
    now: bytes = b""
    past: list[bytes] = field(default_factory=list)

    def put(self, data: bytes) -> None:
        self.past.append(self.now)
        self.now = data

    def settle(self, data: bytes) -> None:
        self.durable = self.now = data
        self.past.clear()

    def after_cut(self, rng: Random, mood: str) -> bytes:
        last = rng.choice((self.now, self.now, *self.past))
        if last == self.durable or mood == "nothing":
            return self.durable
        if mood == "everything":
            return last
        least, most = sorted((len(self.durable), len(last)))
        size = rng.choice((least, most, rng.randint(least, most)))
        return b"".join(self._block(rng, last, start, size) for start in range(0, size, BLOCK))

    def _block(self, rng: Random, last: bytes, start: int, size: int) -> bytes:
        """One block is old or new as a whole; where nothing was before, it may also be zeros."""
        end = min(start + BLOCK, size)
        old, new = (data[start:end].ljust(end - start, b"\0") for data in (self.durable, last))
        return rng.choice((old, new, bytes(end - start)) if start >= len(self.durable) else (old, new))


@dataclass(eq=False)
class Folder:
    durable: dict[str, File | Folder] = field(default_factory=dict)
    now: dict[str, File | Folder] = field(default_factory=dict)


Edit = tuple[Folder, str, "File | Folder | None"]


@dataclass
class SimulatedDisk:
    """Fits anning.vault.disk.Disk.

    fuse is the number of writing steps until the power goes, -1 for never. A trap sets it when a sync of that
    kind and place comes for the nth time: to that very moment, or delay steps later. Instead of the cut another
    trouble can come, once. skipped is the sync that is left out.
    """

    rng: Random
    fuse: int = -1
    trap: str = ""
    nth: int = 0
    delay: int = 0
    trouble: BaseException | type[BaseException] = PowerCut
    skipped: str = ""
    workers: int = 0
    steps: int = 0
    syncs: set[str] = field(default_factory=set)
    root: Folder = field(default_factory=Folder)
    pending: list[list[Edit]] = field(default_factory=list)
    held: set[Path] = field(default_factory=set)

    # --- reading

    def read(self, path: Path) -> BinaryIO:
        return io.BytesIO(self._file(path).now)

    def size(self, path: Path) -> int:
        return len(self._file(path).now)

    def names(self, folder: Path) -> list[str]:
        try:
            return sorted(self._folder(folder).now)
        except FileNotFoundError:
            return []

    def files(self, folder: Path) -> list[str]:
        return sorted(path for path, node in _walk(self._folder(folder)) if isinstance(node, File))

    # --- writing

    def create(self, path: Path) -> SimulatedWriter:
        self._step()
        if path.name in self._folder(path.parent).now:
            raise FileExistsError(errno.EEXIST, "exists", str(path))
        made = File()
        self._edit((self._folder(path.parent), path.name, made))
        return SimulatedWriter(self, path, made)

    def append(self, path: Path, data: bytes) -> None:
        made = self._file(path)
        self._step()
        made.put(made.now + data)
        self.confirm("append", path, made)

    def cut(self, path: Path, size: int) -> None:
        self._step()
        self._file(path).put(self._file(path).now[:size])

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        node = self._folder(old.parent).now.get(old.name)
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "missing", str(old))
        there = self._folder(new.parent).now.get(new.name)
        if isinstance(there, Folder) and there.now:
            raise OSError(errno.ENOTEMPTY, "not empty", str(new))
        self._edit((self._folder(old.parent), old.name, None), (self._folder(new.parent), new.name, node))

    def remove(self, path: Path) -> None:
        self._file(path)
        self._step()
        self._edit((self._folder(path.parent), path.name, None))

    def remove_tree(self, folder: Path) -> None:
        node = self._folder(folder)
        for name in self.rng.sample(sorted(node.now), len(node.now)):
            self._step()
            self._edit((node, name, None))
        self._step()
        self._edit((self._folder(folder.parent), folder.name, None))

    def vanish(self, folder: Path) -> None:
        """Gone for good, without a step: whoever deletes a vault by hand is not what is tested."""
        parent = self._folder(folder.parent)
        for entries in (parent.now, parent.durable):
            entries.pop(folder.name, None)
        self.pending.clear()

    def make_folder(self, folder: Path) -> None:
        if folder == Path("/"):
            raise FileExistsError
        self._step()
        if folder.name in self._folder(folder.parent).now:
            raise FileExistsError(errno.EEXIST, "exists", str(folder))
        self._edit((self._folder(folder.parent), folder.name, Folder()))

    def sync(self, folder: Path) -> None:
        node = self._folder(folder)
        if self._leaves_out("names", folder):
            return
        # One rename is one entry of the journal: it is durable when the folder it ends in is.
        kept = [edits for edits in self.pending if edits[-1][0] is not node]
        for edits in self.pending:
            if edits[-1][0] is node:
                _apply(edits)
        self.pending = kept

    @contextmanager
    def hold(self, folder: Path, *, wait: bool = True) -> Iterator[bool]:
        free = folder not in self.held
        assert free or not wait, "a program alone cannot wait for itself"
        if "lock" not in self._folder(folder).now:
            self._step()
            self._edit((self._folder(folder), "lock", File()))
        self.held.add(folder)
        try:
            yield free
        finally:
            if free:
                self.held.discard(folder)

    # --- the power

    def restart(self, fuse: int = -1) -> None:
        """Leave what a cut at this moment leaves, and start again with a new fuse."""
        mood = self.rng.choice(MOODS)
        for edits in self._survivors(mood):
            _apply(edits)
        self.pending.clear()
        _settle(self.root, self.rng, set())
        self.held.clear()
        self.steps, self.fuse, self.trap, self.trouble = 0, fuse, "", PowerCut

    def confirm(self, kind: str, path: Path, made: File) -> None:
        if not self._leaves_out(kind, path):
            made.settle(made.now)

    def _survivors(self, mood: str) -> list[list[Edit]]:
        if mood == "in order":
            return self.pending[: self.rng.randint(0, len(self.pending))]
        share = {"nothing": 0.0, "everything": 1.0, "any": self.rng.choice((0.1, 0.5, 0.9))}[mood]
        return [edits for edits in self.pending if self.rng.random() < share]

    def _step(self) -> None:
        if self.fuse >= 0 and self.steps >= self.fuse:
            if self.trouble is PowerCut:
                raise PowerCut
            self.fuse = -1
            raise self.trouble
        self.steps += 1

    def _leaves_out(self, kind: str, path: Path) -> bool:
        """Come to a sync: the place for a trap, and a mutant that does not do it."""
        place = re.sub(r"(?<=/)[0-9a-f]{2}$|[0-9a-f]{16,}|[0-9]+(-[0-9]+)?", "*", path.as_posix())
        if self.trap == f"{kind} {place}":
            self.nth -= 1
            if self.nth == 0:
                self.fuse = self.steps + self.delay
        try:
            self._step()
        except OSError as reason:
            raise SyncError(*reason.args) from reason
        site = f"{kind} {place} in {_caller()}"
        self.syncs.add(site)
        return site == self.skipped

    def _edit(self, *edits: Edit) -> None:
        for folder, name, node in edits:
            _put(folder.now, name, node)
        self.pending.append(list(edits))

    def _folder(self, path: Path) -> Folder:
        node: File | Folder = self.root
        for name in path.parts[1:]:
            if not isinstance(node, Folder):
                raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(path))
            if name not in node.now:
                raise FileNotFoundError(errno.ENOENT, "missing", str(path))
            node = node.now[name]
        if not isinstance(node, Folder):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(path))
        return node

    def _file(self, path: Path) -> File:
        node = self._folder(path.parent).now.get(path.name)
        if not isinstance(node, File):
            raise FileNotFoundError(errno.ENOENT, "missing", str(path))
        return node


@dataclass
class SimulatedWriter:
    disk: SimulatedDisk
    path: Path
    made: File

    def write(self, data: bytes, /) -> int:
        self.disk._step()
        self.made.put(self.made.now + data)
        return len(data)

    def finish(self) -> None:
        self.disk.confirm("data", self.path, self.made)

    def discard(self) -> None:
        pass


def _caller() -> str:
    """The function of the vault that asked for a sync; disk.py only passes it on."""
    frame = sys._getframe(1)
    while frame.f_back and not re.search(r"anning/vault/(?!disk)", frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_name


def _put(entries: dict[str, File | Folder], name: str, node: File | Folder | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = node


def _apply(edits: list[Edit]) -> None:
    for folder, name, node in edits:
        _put(folder.durable, name, node)


def _settle(node: File | Folder, rng: Random, seen: set[int]) -> None:
    """What is durable is all there is now."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, File):
        node.settle(node.after_cut(rng, rng.choice(MOODS)))
        return
    node.now = dict(node.durable)
    for inner in node.now.values():
        _settle(inner, rng, seen)


def _walk(folder: Folder, prefix: str = "") -> Iterator[tuple[str, File | Folder]]:
    for name, node in folder.now.items():
        yield prefix + name, node
        if isinstance(node, Folder):
            yield from _walk(node, f"{prefix}{name}/")
