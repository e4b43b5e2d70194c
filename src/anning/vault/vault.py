"""The vault as the rest of Anning uses it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Self

from anning.domain.china_time import Instant, iso, parse_iso
from anning.errors import Damage, HomeUnusable, Locked, NotFound, Refused
from anning.vault import creation, handed, keys, slots, staging
from anning.vault.batch import Batch, Item
from anning.vault.checkpoints import Checkpoint
from anning.vault.disk import POSIX, Disk, SyncError, explain, read_file, told
from anning.vault.events import KeyChange, Note
from anning.vault.index import Entry, Evidence, Index
from anning.vault.keys import DESCRIPTION, PUBLIC, RECOVERY, Keys
from anning.vault.log import VERIFY, Log
from anning.vault.sealing import Sink, unseal
from anning.vault.staging import Stage
from anning.vault.verify import Verification, verify

EXCHANGED = (*keys.FILES, *creation.RECOVERY)
"""The files that change with the way a vault is opened; vault.json first, for it decides."""

CLOCK_STEP_MS = 1000
"""A clock that goes back by less is only being corrected over the network."""


class Vault:
    """Sealed originals and their custody log in one folder.

    Any number of processes and threads may use the same folder. Everything a batch was given is durable once
    its ``with`` block has ended, and nothing of it is there when the block raised.
    """

    def __init__(self, path: Path, disk: Disk, keys: Keys) -> None:
        self.path = path
        self._disk, self._keys = disk, keys
        self._log, self._index = Log(disk, path, keys), Index(disk, path, keys)
        self._threads = threading.RLock()
        self._broken = False

    @classmethod
    def create(cls, path: str | PathLike[str], *, disk: Disk = POSIX) -> Self:
        """Make a new vault and open it; Refused when something is there already."""
        place = Path(path).absolute()
        with told(place):
            creation.create(disk, place)
        return cls.open(place, disk=disk)

    @classmethod
    def open(cls, path: str | PathLike[str], *, identity: str = "", disk: Disk = POSIX) -> Self:
        """Open a vault; what a crash left at the end of its log is finished or set aside, and noted.

        identity is what unlock() gave for a vault behind a passphrase; without one it is Locked. NotFound,
        HomeUnusable; Damage when log, keys or newest checkpoint are not as they were. The originals are not read:
        that is what verify does.
        """
        place = Path(path).absolute()
        with told(place):
            vault = cls(place, disk, _open_keys(disk, place, identity))
            with vault._locked():
                vault._check_keys()
                vault._index.keep()
        return vault

    @classmethod
    def ensure(cls, path: str | PathLike[str], *, identity: str = "", disk: Disk = POSIX) -> Self:
        """Open the vault, or make it where nothing is."""
        place = Path(path).absolute()
        with told(place):
            for _ in range(5):
                if disk.names(place):
                    break
                # Others may be making it at the same time: whoever is first wins, the rest open it.
                with suppress(Refused, FileNotFoundError):
                    creation.create(disk, place)
        return cls.open(place, identity=identity, disk=disk)

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Collect originals and events; when the block ends they are made durable with one commit.

        When the block or the commit raises, nothing of it is in the log and no object stays. DiskFull and
        HomeUnusable say why; Damage when the vault was found damaged.
        """
        with self._locked():
            batch = Batch(self._disk, self._keys, self._open_stage, self._object_of)
        try:
            yield batch
            with told(self.path):
                batch.settle()
            if batch.items:
                with self._locked():
                    self._commit(batch)
        finally:
            batch.close()
            if batch.stage:
                with self._threads, suppress(OSError), self._disk.hold(self.path):
                    self._release(batch.stage)

    def evidence(self, evidence_id: str) -> Evidence:
        """Return what is known of an original by its SHA-256 (64 hexadecimal digits); NotFound."""
        self._refresh()
        if not (found := self._index.imports.get(evidence_id)):
            raise NotFound("证据库里没有这份原件", where=evidence_id)
        return found

    def events(self, since: int = 0) -> Iterator[Entry]:
        """Yield the log from line ``since`` (counted from 0) up to its end at this moment, in order."""
        self._refresh()
        yield from self._index.entries[since:]

    def copy_to(self, evidence_id: str, writer: Sink) -> None:
        """Write the bytes of an original, exactly as received, to writer.

        NotFound; Damage when the object is missing or not what was sealed. Part of the original may have been
        written by then, so a caller keeps the result only when this returns.
        """
        evidence = self.evidence(evidence_id)
        place = staging.object_path(evidence.object)
        try:
            sealed = self._disk.read(self.path / place)
        except FileNotFoundError as reason:
            raise Damage(f"“{evidence.name}”的密封文件不见了", where=place, next_step=VERIFY) from reason
        except OSError as reason:
            raise explain(reason, self.path / place) from reason
        with sealed:
            try:
                digest = unseal(sealed, writer, self._keys.identity)
            except ValueError as reason:
                raise Damage(f"“{evidence.name}”的密封文件已损坏", where=place, next_step=VERIFY) from reason
        if digest.sha256 != evidence.imported.sha256:
            raise Damage(f"“{evidence.name}”的密封文件被换过", where=place, next_step=VERIFY)

    def checkpoint(self) -> Checkpoint:
        """Return the newest checkpoint, which covers the whole log: every commit ends with one."""
        with self._locked():
            return Checkpoint.of(self._log.chain)

    def handout(self, originals: Collection[str]) -> dict[str, bytes]:
        """Return what others may see of the log: all of it sealed, the lines about these originals in plain.

        The files of custody/ in a folder that is handed over, by path; see vault.handed.
        """
        with self._locked():
            return handed.custody(self._disk, self.path, self._keys, originals)

    def sign(self, data: bytes) -> bytes:
        """Sign what leaves the vault, with the key that signs the log: an Ed25519 signature of 64 bytes."""
        return self._keys.sign(data)

    def verify(self, *, deep: bool = True) -> Verification:
        """Check every file of the vault as the function of this name does, damage and all."""
        return verify(self.path, deep=deep, identity=self.identity, disk=self._disk)

    @property
    def identity(self) -> str:
        """The secret that opens everything here; it stays in memory, or goes through a pipe to a child."""
        return str(self._keys.identity)

    @property
    def keys(self) -> Keys:
        """What encrypts and opens small things kept beside the vault."""
        return self._keys

    @property
    def ways(self) -> set[str]:
        """How it is opened now: "file", or "passphrase" and perhaps "recovery"."""
        return ways(self.path, disk=self._disk)

    def derived(self, purpose: str) -> bytes:
        """32 bytes for a purpose such as the index beside the vault; the same each time."""
        return self._keys.derived(purpose)

    def protect(self, passphrase: str, *, paper: bool | None = None) -> str:
        """Put the keys behind a passphrase, in place of an older one; gives the key for paper, or "".

        paper asks for a new recovery key (True), for none (False) or for the one there is to stay (None). A kill at
        any moment leaves a vault that opens the old or the new way. HomeUnusable, DiskFull.
        """
        before = slots.described(self._disk, self.path)
        key, sealed, recipient = slots.paper(self._keys, before.created) if paper else ("", None, "")
        if paper is None and slots.PAPER in slots.kinds(before):
            sealed = read_file(self._disk, self.path / RECOVERY)
            recipient = next(s["recipient"] for s in before.slots if s.get("kind") == slots.PAPER)
        what = "passphrase_changed" if slots.PASSPHRASE in slots.kinds(before) else "passphrase_set"
        self._exchange(slots.behind(self._keys, before.created, passphrase, sealed, recipient), what)
        return key

    def unprotect(self) -> None:
        """Put the keys back into open files; as safe as protect()."""
        before = slots.described(self._disk, self.path)
        self._exchange(slots.in_the_open(self._keys, before.created), "passphrase_removed")

    def _exchange(self, files: slots.Files, what: str) -> None:
        with self._locked():
            stage = Stage(self._disk, self.path)
            try:
                for name, data in files.items():
                    if data is not None:
                        stage.write(Path(name).name, data)
                item = Item.of(KeyChange(what=what), self._keys)
                item.draft.fixed = {
                    name: staging.GONE if data is None else sha256(data).hexdigest()
                    for name, data in sorted(files.items())
                    if data is not None or name in self._log.fixed
                }
                self._append([item], {}, stage)
                self._settled(stage)
            finally:
                self._release(stage)

    def _settled(self, stage: Stage) -> None:
        """The log has the new files: whatever happens now, whoever opens the vault next finishes it."""
        try:
            staging.exchange(self._disk, self.path, stage.folder, self._log.fixed, EXCHANGED)
        except BaseException:
            self._broken = True
            raise

    def _commit(self, batch: Batch) -> None:
        items = [*batch.items, *self._clock_notes(batch.clock)]
        objects: dict[Path, str] = {}
        for item in items:
            if item.part and item.draft.obj:
                # Another process may have sealed the same bytes meanwhile: then its object serves both.
                item.draft.obj = self._object_of(item.evidence_id) or item.draft.obj
                objects[item.part] = item.draft.obj
        objects = {part: name for part, name in objects.items() if name not in self._index.objects}
        batch.stage = batch.stage or Stage(self._disk, self.path)
        self._append(items, objects, batch.stage)

    def _append(self, items: Sequence[Item], objects: dict[Path, str], stage: Stage) -> None:
        first = self._log.chain.size
        try:
            self._log.append([item.draft for item in items], objects, stage)
            for seq, item in enumerate(items, first):
                self._index.add(Entry(seq=seq, object=item.draft.obj, event=item.event))
        except BaseException as reason:
            # A refused write changed nothing. Anything else leaves memory or disk in doubt: read it anew.
            self._broken = not isinstance(reason, OSError) or isinstance(reason, SyncError)
            raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the vault, with everything read that others have written. Not to be nested."""
        with self._threads, told(self.path), self._disk.hold(self.path):
            if self._broken or self._log.stopped:
                raise HomeUnusable(
                    "上一次写入没有得到磁盘确认，为了不出错，先停在这里",
                    where=str(self.path),
                    next_step="重新启动安宁；如果再次出现，请把证据库复制到另一块磁盘",
                )
            try:
                self._catch_up()
            except BaseException:
                self._broken = True
                raise
            yield

    def _refresh(self) -> None:
        with told(self.path):
            unchanged = self._log.unchanged
        if not unchanged or self._broken:
            with self._locked():
                pass

    def _catch_up(self) -> None:
        torn = self._log.catch_up(self._index.take)
        if torn:
            stage = Stage(self._disk, self.path)
            try:
                self._log.set_aside(torn, stage)
            finally:
                self._release(stage)
        notes = [self._torn_note(name) for name in self._disk.names(self.path) if self._is_news(name)]
        if not notes and self._log.chain.size > self._log.checkpoint:
            notes = [self._note("unfinished", "上一次写入在最后一步被打断；已写入的内容完好，现已补记检查点")]
        if notes:
            stage = Stage(self._disk, self.path)
            try:
                self._append(notes, {}, stage)
            finally:
                self._release(stage)
        staging.complete_exchange(self._disk, self.path, self._log.fixed, EXCHANGED)
        # Only now: until all is put right, they show that something was interrupted.
        staging.discard_abandoned(self._disk, self.path, self._index.objects.__contains__)

    def _is_news(self, name: str) -> bool:
        return name.startswith("torn-") and name not in self._log.fixed

    def _torn_note(self, name: str) -> Item:
        digest = sha256(read_file(self._disk, self.path / name)).hexdigest()
        note = self._note("torn_tail", f"上一次写入被打断，没有写完的部分移到 {name}；之前保存的内容都在")
        note.draft.fixed = {name: digest}
        return note

    def _note(self, kind: str, detail: str) -> Item:
        return Item.of(Note(kind=kind, detail=detail), self._keys)

    def _clock_notes(self, clock: Sequence[Instant]) -> list[Item]:
        """Compare this batch's readings of the clock with each other and with the log's last line."""
        pairs = list(pairwise(clock))
        with suppress(ValueError):  # a later Anning may write times that this one does not read
            pairs.append((parse_iso(self._index.entries[-1].event.at), clock[-1]))
        back = [(earlier, later) for earlier, later in pairs if later < earlier - CLOCK_STEP_MS]
        return [
            self._note("clock_back", f"这台电脑的时钟往回走了：{iso(earlier)} 之后出现 {iso(later)}")
            for earlier, later in back[:1]
        ]

    def _check_keys(self) -> None:
        for name in keys.FILES:
            wanted = self._log.fixed.get(name, staging.GONE)
            if wanted == staging.GONE and name not in {DESCRIPTION, PUBLIC}:
                continue
            try:
                same = sha256(read_file(self._disk, self.path / name)).hexdigest() == wanted
            except FileNotFoundError:
                same = False
            if not same:
                raise Damage("证据库的一个基本文件被改动或丢失", where=name, next_step=VERIFY)

    def _object_of(self, evidence_id: str) -> str | None:
        known = self._index.imports.get(evidence_id)
        return known.object if known else None

    def _open_stage(self) -> Stage:
        with self._locked():
            return Stage(self._disk, self.path)

    def _release(self, stage: Stage) -> None:
        """Clear a stage away, unless in doubt: then whoever opens the vault next reads what happened."""
        if self._broken or self._log.stopped:
            stage.close()
        else:
            stage.discard(self._index.objects.__contains__)


def ways(path: Path, *, disk: Disk = POSIX) -> set[str]:
    """How a vault is opened: "file", or "passphrase" and perhaps "recovery"; "file" too where there is none yet.

    Damage when that cannot be told.
    """
    with told(path):
        return slots.kinds(slots.described(disk, path)) if disk.names(path) else {slots.FILE}


def is_locked(path: Path, *, disk: Disk = POSIX) -> bool:
    """Whether there is a vault whose keys lie behind a passphrase; Damage when that cannot be told."""
    return slots.FILE not in ways(path, disk=disk)


def fits(path: Path, identity: str, *, disk: Disk = POSIX) -> bool:
    """Whether this identity opens the vault there."""
    with told(path), suppress(Locked, Damage):
        keys.refuse_stranger(identity, slots.described(disk, path), path)
        return True
    return False


def unlock(path: Path, secret: str, *, disk: Disk = POSIX) -> str:
    """Return the identity for a passphrase or a recovery key; Locked when it is wrong. Takes a second or two."""
    with told(path):
        return slots.opened(disk, path, secret)


def _open_keys(disk: Disk, place: Path, identity: str) -> Keys:
    if not disk.names(place):
        raise NotFound("这里没有证据库", where=str(place))
    return Keys.load(disk, place, slots.described(disk, place), identity)
