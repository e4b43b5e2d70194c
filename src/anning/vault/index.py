"""What the log says, by evidence id: built by opening every body once, kept beside the log for the next time.

Opening a body costs a fifth of a millisecond, so ten thousand would take two seconds at every start.
index.age holds the bodies of the first lines in one age file; each is checked against the hash in its line,
so the file can be damaged, old or forged without any effect but time.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from anning.errors import Damage
from anning.vault import events
from anning.vault.disk import Disk, read_file
from anning.vault.events import Event, Import, Unknown
from anning.vault.keys import Keys, decrypt
from anning.vault.lines import Line
from anning.vault.staging import Stage

FILE = "index.age"
KEEP_AFTER = 500
"""Bodies that had to be opened one by one before the index is written again (a tenth of a second's worth)."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the log, opened: its place, the object it sealed (name or None) and what it says."""

    seq: int
    object: str | None
    event: Event | Unknown


class Evidence(Struct, frozen=True, kw_only=True):
    """An original in the vault: the line that sealed it first, the object that holds it, its import."""

    seq: int
    object: str
    imported: Import

    @property
    def id(self) -> str:
        """SHA-256 of the original."""
        return self.imported.evidence_id

    @property
    def name(self) -> str:
        """Its name as received; not to be trusted as a path."""
        return self.imported.name


class Index:
    """All entries in order, and the first import of each original."""

    def __init__(self, disk: Disk, root: Path, keys: Keys) -> None:
        self._disk, self._root, self._keys = disk, root, keys
        self._kept = _kept(disk, root, keys.identity)
        self._bodies: list[bytes] | None = []
        self._opened = 0
        self.entries: list[Entry] = []
        self.imports: dict[str, Evidence] = {}
        self.objects: set[str] = set()

    def take(self, line: Line) -> None:
        """Add the next line; Damage when its body is not what the line committed to."""
        body = self._kept[line.seq] if line.seq < len(self._kept) else b""
        if sha256(body).hexdigest() != line.body:
            body = _open(line, self._keys.identity)
            self._opened += 1
        if self._bodies is not None:
            self._bodies.append(body)
        self.add(Entry(seq=line.seq, object=line.obj, event=events.decode(body)))

    def add(self, entry: Entry) -> None:
        """Add what was just written or read."""
        self.entries.append(entry)
        if not entry.object:
            return
        self.objects.add(entry.object)
        if isinstance(entry.event, Import):
            found = Evidence(seq=entry.seq, object=entry.object, imported=entry.event)
            self.imports.setdefault(found.id, found)

    def keep(self) -> None:
        """After the first reading, the vault being locked: write index.age when that saves time."""
        if self._bodies and self._opened >= KEEP_AFTER:
            stage = Stage(self._disk, self._root)
            with suppress(OSError):  # a convenience: without it, opening takes longer
                stage.write(FILE, self._keys.encrypt(b"\n".join(self._bodies)))
                stage.move([FILE], self._root)
            stage.discard(self.objects.__contains__)
        self._kept, self._bodies = [], None


def read_kept(disk: Disk, root: Path, identity: Any) -> list[bytes]:
    """Return the bodies in index.age; FileNotFoundError without one, ValueError when it cannot be opened."""
    return decrypt(read_file(disk, root / FILE), identity).split(b"\n")


def _kept(disk: Disk, root: Path, identity: Any) -> list[bytes]:
    try:
        return read_kept(disk, root, identity)
    except (FileNotFoundError, ValueError):
        return []


def _open(line: Line, identity: Any) -> bytes:
    with suppress(ValueError):
        body = decrypt(line.ciphertext(), identity)
        if sha256(body).hexdigest() == line.body:
            return body
    raise Damage(
        f"操作记录第 {line.seq + 1} 行的内容打不开",
        where="log.jsonl",
        next_step="运行 anning verify 查看每一处，并用备份恢复",
    )
