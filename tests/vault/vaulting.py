"""What several tests of the vault share."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from anning.domain.records import Reading
from anning.vault import Parsed, Vault, View, index

ORIGINALS = {
    "短信导出.xml": b"<smses count='2'><sms body='x'/></smses>",
    "录音 01.amr": os.urandom(900),
    "../../etc/passwd": b"a name is never a path",
}


def content(vault: Vault, evidence_id: str) -> bytes:
    out = io.BytesIO()
    vault.copy_to(evidence_id, out)
    return out.getvalue()


def furnish(path: Path) -> Vault:
    """A small vault with every kind of file there can be: originals, events, a torn tail, a kept index."""
    vault = Vault.create(path)
    with vault.batch() as batch:
        for name, data in ORIGINALS.items():
            batch.seal(data, name=name, import_id="i1", media_type="text/plain")
    with vault.batch() as batch:
        batch.record(View(evidence=(next(vault.events(since=1)).event.evidence_id,), actor="本人"))
        batch.record(Parsed(evidence="", reading=Reading(container="plain", format="sms")))
    with (path / "log.jsonl").open("ab") as log:
        log.write(b'{"seq":6,"prev":"0000')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "KEEP_AFTER", 1)
        return Vault.open(path)
