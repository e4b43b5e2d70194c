"""Every import, the newest first, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from anning import store
from anning.store import EvidenceRow, ImportRow


def listing() -> Sequence[ImportRow]:
    """Every import, the newest first."""
    return store.imports()


def files(import_id: str) -> Sequence[EvidenceRow]:
    """The files of one import."""
    return [row for row in store.evidences() if row.import_id == import_id]
