"""The evidence vault: originals sealed as age files, and the custody log that says what happened to them.

``Vault.ensure(path)`` opens one; everything is written through ``with vault.batch() as batch``. A vault needs
nothing of Anning to be read again: see docs/reference/vault-format.md and the README.txt in each.
"""

from anning.vault.batch import Batch, Sealed
from anning.vault.checkpoints import Checkpoint
from anning.vault.checks import Damaged
from anning.vault.events import (
    Anchor,
    Correction,
    Created,
    Erasure,
    Event,
    Export,
    Handover,
    Import,
    KeyChange,
    Note,
    Parsed,
    Provenance,
    Redo,
    Undo,
    Unknown,
    VerifyRun,
    View,
)
from anning.vault.index import Entry, Evidence
from anning.vault.sealing import SM3_LIMIT
from anning.vault.vault import Vault, fits, is_locked, unlock, ways
from anning.vault.verify import Verification, verify

__all__ = [
    "SM3_LIMIT",
    "Anchor",
    "Batch",
    "Checkpoint",
    "Correction",
    "Created",
    "Damaged",
    "Entry",
    "Erasure",
    "Event",
    "Evidence",
    "Export",
    "Handover",
    "Import",
    "KeyChange",
    "Note",
    "Parsed",
    "Provenance",
    "Redo",
    "Sealed",
    "Undo",
    "Unknown",
    "Vault",
    "Verification",
    "VerifyRun",
    "View",
    "fits",
    "is_locked",
    "unlock",
    "verify",
    "ways",
]
