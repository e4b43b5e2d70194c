"""The custody log on disk: reading on, finding a torn end, appending. The vault's lock is held throughout.

What a checkpoint covers was acknowledged: if it is not exactly as it was, that is damage, and nothing is
written until a person has looked. What comes after the newest checkpoint was written by somebody who died
before it counted: as far as it is sound it is kept, the rest is set aside in torn-<size>.txt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from anning.errors import Damage
from anning.vault import checkpoints, lines, staging
from anning.vault.checkpoints import Checkpoint
from anning.vault.disk import Disk, SyncError, read_file
from anning.vault.keys import Keys
from anning.vault.lines import Chain, Draft, Line
from anning.vault.staging import Stage

FILE = "log.jsonl"
VERIFY = "运行 anning verify 查看每一处；用备份恢复，或用证据库里的 restore.sh 取出完好的原件"


class Log:
    """The log as far as it was read; a process keeps it and reads on from there."""

    def __init__(self, disk: Disk, root: Path, keys: Keys) -> None:
        self._disk, self._root, self._keys = disk, root, keys
        self._path = root / FILE
        self.chain = Chain()
        self.checkpoint = 0
        self.fixed: dict[str, str] = {}
        self.stopped = False

    @property
    def unchanged(self) -> bool:
        """Whether nobody has appended since; a look without the lock."""
        return self._disk.size(self._path) == self.chain.length

    def catch_up(self, take: Callable[[Line], None]) -> bytes:
        """Read on to the end, giving each new line to take; return what is torn off at the end.

        Damage when what was acknowledged is not as it was.
        """
        staging.complete_pairs(self._disk, self._root, self._keys.public)
        newest = self._newest()
        if newest.size < self.chain.size or self._disk.size(self._path) < self.chain.length:
            raise _damage("操作记录变短了：读过的内容现在不在了", FILE)
        with self._disk.read(self._path) as file:
            file.seek(self.chain.length)
            for raw in file:
                line = self._next(raw, newest)
                if line is None:
                    return raw + file.read()
                self.chain.add(raw)
                self.fixed.update(line.fixed)
                if self.chain.size == newest.size and Checkpoint.of(self.chain) != newest:
                    raise _damage("操作记录与最近的检查点不一致", FILE)
                take(line)
        if self.chain.size < newest.size:
            raise _damage(f"操作记录只有 {self.chain.size} 行，检查点记着 {newest.size} 行", FILE)
        return b""

    def set_aside(self, torn: bytes, stage: Stage) -> str:
        """Move a torn end into a file of its own; return its name."""
        there = self._disk.names(self._root)
        names = (f"torn-{self.chain.size}{again}.txt" for again in ("", *(f"-{n}" for n in range(2, 1000))))
        name = next(name for name in names if name not in there)
        stage.write(name, torn)
        stage.move([name], self._root)
        self._disk.cut(self._path, self.chain.length)
        return name

    def append(self, drafts: Sequence[Draft], objects: dict[Path, str], stage: Stage) -> None:
        """Put objects into place and append lines, durably, with a checkpoint.

        When this raises, the log is as before, unless it raises UncertainLogError. A checkpoint that fails
        after the lines are durable is not an error of this batch: whoever opens the vault next writes it.
        """
        chain, written = self.chain.copy(), []
        for draft in drafts:
            written.append(draft.write(chain, self.checkpoint, self._keys))
            chain.add(written[-1])
        names = self._prepare(Checkpoint.of(chain), objects, stage)
        stage.place(objects)
        try:
            self._disk.append(self._path, b"".join(written))
        except BaseException:
            self._take_back()
            raise
        self.chain = chain
        for draft in drafts:
            self.fixed.update(draft.fixed)
        try:
            stage.move(names, self._root / checkpoints.FOLDER)
            self.checkpoint = chain.size
        except OSError:
            self.stopped = True

    def _prepare(self, mark: Checkpoint, objects: dict[Path, str], stage: Stage) -> list[str]:
        """Write all that can fail for want of room before anything counts."""
        text = mark.text(self._keys.public)
        names = [f"{mark.size}{checkpoints.SIGNATURE}", f"{mark.size}{checkpoints.TEXT}"]
        stage.write(names[0], self._keys.sign(text))
        stage.write(names[1], text)
        if objects:
            stage.write(staging.INTENT, "".join(f"{name}\n" for name in objects.values()).encode())
        stage.sync()
        return names

    def _take_back(self) -> None:
        """Shorten the log to what it was; UncertainLogError when the disk does not confirm that either."""
        try:
            self._disk.cut(self._path, self.chain.length)
            self._disk.append(self._path, b"")
        except OSError as reason:
            raise UncertainLogError(*reason.args) from reason

    def _newest(self) -> Checkpoint:
        folder = self._root / checkpoints.FOLDER
        sizes = checkpoints.sizes(self._disk.names(folder))
        if not sizes:
            raise _damage("检查点全部不见了", checkpoints.FOLDER)
        size, name = sizes[-1], f"{checkpoints.FOLDER}/{sizes[-1]}{checkpoints.TEXT}"
        try:
            text, signature = (read_file(self._disk, folder / f"{size}{end}") for end in (".txt", ".sig"))
            found = Checkpoint.read(text, signature, self._keys.public)
        except (ValueError, FileNotFoundError) as reason:
            raise _damage("最近的检查点已损坏", name) from reason
        if found.size != size:
            raise _damage("最近的检查点不是它名字所说的那一个", name)
        self.checkpoint = size
        return found

    def _next(self, raw: bytes, newest: Checkpoint) -> Line | None:
        """Return the next line; None where the log is torn, Damage where it must not be."""
        covered = self.chain.size < newest.size
        with suppress(ValueError):
            line = lines.read(raw)
            sound = line.seq == self.chain.size and line.prev == self.chain.head
            # Below the checkpoint its signature vouches for the chain; above it each line speaks for itself.
            if sound and (covered or lines.signed_by(raw, line, self._keys.public)):
                return line
        if covered:
            raise _damage(f"操作记录第 {self.chain.size + 1} 行已损坏", FILE)
        return None


class UncertainLogError(SyncError):
    """An append failed and could not be taken back either; what the log holds is unknown."""


def _damage(what: str, where: str) -> Damage:
    return Damage(what, where=where, next_step=VERIFY)
