"""What is sealed and recorded together: all of it becomes durable at once, or none of it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from msgspec import Struct

from anning.domain.china_time import Instant, now
from anning.vault import events, sealing
from anning.vault.disk import Disk, Writer, told
from anning.vault.events import SHA256, Event, Import, Provenance
from anning.vault.keys import Keys
from anning.vault.lines import Draft
from anning.vault.sealing import Content
from anning.vault.staging import Stage

_ALONE = 8  # objects that one thread syncs as fast as several
_WAITING = 64  # files open at a time while their sync is waited for


class Sealed(Struct, frozen=True, kw_only=True):
    """What became of an original: its id (SHA-256), its size in bytes, the object that holds it.

    already is True when the same bytes were in the vault (or earlier in the batch): nothing was added then.
    """

    evidence_id: str
    size: int
    object: str
    already: bool


@dataclass
class Item:
    """An event on its way into the log; part is the file of the object it seals, still in the stage."""

    event: Event
    draft: Draft
    part: Path | None = None
    evidence_id: str = ""

    @classmethod
    def of(cls, event: Event, keys: Keys) -> Item:
        """Encrypt an event."""
        body = events.encode(event)
        return cls(event, Draft(body, keys.encrypt(body)))


class Batch:
    """The body of ``with vault.batch() as batch``; for one thread, and of no use after the block."""

    def __init__(
        self, disk: Disk, keys: Keys, open_stage: Callable[[], Stage], object_of: Callable[[str], str | None]
    ) -> None:
        self._disk, self._keys = disk, keys
        self._open_stage, self._object_of = open_stage, object_of
        self._here: dict[str, str] = {}
        self._syncs = _Syncs(disk.workers)
        self.stage: Stage | None = None
        self.items: list[Item] = []
        self.clock: list[Instant] = [now()]

    def seal(self, content: Content, **about: Unpack[Provenance]) -> Sealed:
        """Encrypt an original into the vault: bytes, a binary stream, or an iterable of bytes, read once.

        It can be copied out again once the batch has ended. DiskFull, HomeUnusable; exceptions of the content
        come through as they are, and the batch can go on without that original.
        """
        if self.stage is None:
            self.stage = self._open_stage()
        with told(self.stage.folder):
            path, writer = self.stage.part()
        try:
            digest, name = sealing.seal(content, _Told(writer, path), self._keys.recipients)
            evidence_id = digest.sha256.removeprefix(SHA256)
            known = self._here.get(evidence_id) or self._object_of(evidence_id)
        except BaseException:
            self._drop(path, writer)
            raise
        if known:
            self._drop(path, writer)
            return Sealed(evidence_id=evidence_id, size=digest.size, object=known, already=True)
        with told(path):
            self._syncs.finish(writer)
        self._here[evidence_id] = name
        item = self._add(Import(**digest._asdict(), tool=events.tool(), **about))
        item.draft.obj, item.part, item.evidence_id = name, path, evidence_id
        return Sealed(evidence_id=evidence_id, size=digest.size, object=name, already=False)

    def record(self, event: Event) -> None:
        """Write an event into the log."""
        self._add(event)

    def settle(self) -> None:
        """Wait until every object is durable; SyncError when one is not."""
        self._syncs.settle()
        self.clock.append(now())

    def close(self) -> None:
        """Let go of threads and open files."""
        self._syncs.close()

    def _add(self, event: Event) -> Item:
        self.items.append(Item.of(event, self._keys))
        self.clock.append(now())
        return self.items[-1]

    def _drop(self, path: Path, writer: Writer) -> None:
        writer.discard()
        with suppress(OSError):  # the stage goes with everything in it when the batch ends
            self._disk.remove(path)


class _Told:
    """A writer whose failures are told as the disk's, so that they are not taken for the content's."""

    def __init__(self, writer: Writer, path: Path) -> None:
        self._writer, self._path = writer, path

    def write(self, data: bytes, /) -> int:
        with told(self._path):
            return self._writer.write(data)


class _Syncs:
    """Many small files become durable sooner when a few threads wait for the disk together."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._count = 0
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[None]] = deque()

    def finish(self, writer: Writer) -> None:
        self._count += 1
        if self._workers < 2 or self._count <= _ALONE:  # noqa: PLR2004 - one worker is no pool
            writer.finish()
            return
        self._pool = self._pool or ThreadPoolExecutor(self._workers, "vault-sync")
        self._waiting.append(self._pool.submit(writer.finish))
        if len(self._waiting) > _WAITING:
            self._waiting.popleft().result()

    def settle(self) -> None:
        while self._waiting:
            self._waiting.popleft().result()

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown()
