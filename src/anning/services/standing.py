"""What the custody log says of every original at this moment: read or not, by which import, with which settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from anning.vault import Entry, Import, Parsed, Redo, Undo

ROLE = "role"
NOTE = "note"
PART = "part"
"""Values of the setting "role": a note of the person beside a file, a part that hangs on a contact."""


@dataclass
class Original:
    """One original: the import it belongs to, how it is to be read, and when it was last read (-1: never)."""

    id: str
    imported: Import
    import_id: str
    settings: Mapping[str, str]
    read_at: int = -1

    @property
    def role(self) -> str:
        """NOTE, PART or "" for a file that stands for itself."""
        return self.imported.settings.get(ROLE, "")


@dataclass
class Standing:
    """All originals by id, the imports that were taken back, and the newest note about each file."""

    originals: dict[str, Original] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Standing:
        """Replay the log."""
        now = cls()
        for entry in entries:
            now._take(entry)
        return now

    def active(self, evidence_id: str) -> bool:
        """Whether the original is read and its import stands."""
        known = self.originals.get(evidence_id)
        return known is not None and known.read_at >= 0 and known.import_id not in self.undone

    def in_order(self) -> list[Original]:
        """Every active file that stands for itself, as it was last read: the order that decides duplicates."""
        standing = [o for o in self._files() if self.active(o.id)]
        return sorted(standing, key=lambda o: o.read_at)

    def pending(self) -> Iterator[Original]:
        """Files that were sealed and never read, in the order they were sealed."""
        return (o for o in self._files() if o.read_at < 0 and o.import_id not in self.undone)

    def _files(self) -> Iterator[Original]:
        return (original for original in self.originals.values() if not original.role)

    def _take(self, entry: Entry) -> None:
        match entry.event:
            case Import() as event:
                self._sealed(event)
            case Parsed() as event if event.evidence in self.originals:
                original = self.originals[event.evidence]
                original.read_at = entry.seq
                original.import_id = event.import_id or original.import_id
                original.settings = event.given or original.settings
            case Undo() as event:
                self.undone.add(event.import_id)
            case Redo() as event:
                self.undone.discard(event.import_id)
            case _:
                pass

    def _sealed(self, event: Import) -> None:
        known = Original(event.evidence_id, event, event.import_id, event.settings)
        if event.settings.get(ROLE) == NOTE:
            self.notes[event.derived_from] = event.evidence_id
        self.originals.setdefault(event.evidence_id, known)
