"""Several programs at the same vault, one of them killed in the middle."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from anning.vault import Import, Undo, Vault, verify

pytestmark = pytest.mark.fault
WORKER = [sys.executable, str(Path(__file__).with_name("vault_worker.py"))]
WRITERS, BATCHES, EACH = 8, 20, 2


def originals(number: int) -> list[bytes]:
    return [f"{[str(number)]} {n} {m}".encode() for n in range(BATCHES) for m in range(EACH)]


@pytest.mark.parametrize("killed", [0, 1])
def test_writers_do_not_disturb_each_other(tmp_path: Path, killed: int) -> None:
    home = tmp_path / "vault"
    runs = [
        subprocess.Popen(
            [*WORKER, str(home), str(n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for n in range(WRITERS)
    ]
    for victim in runs[:killed]:
        victim.stdout.readline()
        time.sleep(0.3)
        victim.kill()
    said = [run.communicate() for run in runs]

    assert {run.returncode for run in runs[killed:]} == {0}, said
    acknowledged = {word for out, _ in said for word in out.split() if word != "made"}
    vault = Vault.open(home)
    sealed = [entry.event.evidence_id for entry in vault.events() if isinstance(entry.event, Import)]
    assert acknowledged <= set(sealed)
    assert len(sealed) == len(set(sealed))
    for n in range(killed, WRITERS):
        for data in originals(n):
            out = io.BytesIO()
            vault.copy_to(sha256(data).hexdigest(), out)
            assert out.getvalue() == data
    assert sum(isinstance(entry.event, Undo) for entry in vault.events()) >= (WRITERS - killed) * BATCHES
    assert verify(home).damage == ()
    assert not list((home / "tmp").iterdir())
