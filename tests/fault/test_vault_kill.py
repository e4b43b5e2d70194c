"""A program killed, or refused, at every single call with which it changes the disk."""

from __future__ import annotations

import functools
import io
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from anning.vault import Import, Vault, verify

pytestmark = pytest.mark.fault
WORKER = [sys.executable, str(Path(__file__).with_name("vault_worker.py"))]
CALLS = ("openat", "write", "fsync", "rename", "mkdir", "unlink", "unlinkat", "rmdir")
ORIGINALS = {sha256(data).hexdigest(): data for data in (b"one", b"two", b"three" * 50_000, b"four")}


def strace(*options: str) -> list[str]:
    """Not with --seccomp-bpf: with it, strace 6.1 lets a signal that is to be injected fall away."""
    return ["strace", "-f", "-qq", "-y", *options]


@functools.cache
def why_not() -> str:
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(strace("-e", "trace=fsync", "true"), capture_output=True, check=False)
    return "" if tried.returncode == 0 else f"ptrace is not permitted: {tried.stderr.decode()[:80]}"


@functools.cache
def moments(call: str, base: Path) -> list[int]:
    """The ordinals of those calls of this name that change the vault, in a run without faults."""
    log = base / f"{call}.strace"
    command = strace("-o", str(log), "-e", f"trace=mkdir,{call}", *WORKER, str(base / f"dry {call}"))
    subprocess.run(command, capture_output=True, check=True)
    found, seen, begun = [], 0, False
    for line in log.read_text().splitlines():
        begun = begun or "here-the-vault-begins" in line
        if not re.match(rf"\d+ +{call}\(", line):
            continue
        seen += 1
        if (
            begun
            and "here-the" not in line
            and "write(1<" not in line
            and (call != "openat" or "O_CREAT" in line)
        ):
            found.append(seen)
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if why_not():
        pytest.skip(why_not())
    return tmp_path_factory.mktemp("kill")


def after(home: Path, acknowledged: list[str]) -> None:
    """What must hold whatever happened: before the vault is opened again, once it is, and after a retry."""
    if home.exists():
        assert verify(home).damage == (), "as it was left"
    vault = Vault.ensure(home)
    assert verify(home).damage == (), "once opened"
    for evidence_id in acknowledged:
        out = io.BytesIO()
        vault.copy_to(evidence_id, out)
        assert out.getvalue() == ORIGINALS[evidence_id]
    assert not list((home / "tmp").iterdir())
    assert {p.stem for p in (home / "objects").rglob("*.age")} == {
        e.object for e in vault.events() if e.object
    }
    subprocess.run([*WORKER, str(home)], capture_output=True, check=True)
    sealed = [
        entry.event.evidence_id for entry in Vault.open(home).events() if isinstance(entry.event, Import)
    ]
    assert sorted(sealed) == sorted(ORIGINALS), "a retry seals what is missing, and nothing twice"
    assert verify(home).damage == ()


def one(base: Path, call: str, fault: str, moment: int) -> str:
    home = base / f"{call} {fault.partition('=')[2]} {moment}" / "vault"
    command = strace("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={moment}")
    run = subprocess.run([*command, *WORKER, str(home)], capture_output=True, text=True, check=False)
    try:
        if fault.startswith("error") and run.returncode:
            assert re.search(r"^anning\.errors\.", run.stderr, re.MULTILINE), run.stderr[-300:]
        after(home, [word for word in run.stdout.split() if word != "made"])
    except Exception as reason:  # noqa: BLE001 - all moments are tried, then all failures told
        return f"{call} {fault} at {moment}: {type(reason).__name__} {reason}"
    finally:
        shutil.rmtree(home.parent, ignore_errors=True)
    return ""


def test_a_kill_that_is_asked_for_kills(base: Path) -> None:
    """Or all that follows would be proved of programs that nothing happened to."""
    command = strace("-o", "/dev/null", "-e", "trace=mkdir", "-e", "inject=mkdir:signal=KILL:when=1")
    act = f"import os; os.mkdir({str(base / 'never')!r}); print('alive')"
    run = subprocess.run([*command, sys.executable, "-c", act], capture_output=True, check=False)

    assert (run.returncode, run.stdout) == (-9, b"")


@pytest.mark.parametrize(
    ("call", "fault"),
    [(call, fault) for call in CALLS for fault in ("signal=KILL", "error=ENOSPC")]
    + [(call, "error=EIO") for call in ("write", "fsync", "rename")],
)
def test_nothing_acknowledged_is_lost_and_the_vault_stays_sound(base: Path, call: str, fault: str) -> None:
    found = moments(call, base)
    assert found
    with ThreadPoolExecutor(2) as pool:
        failures = [why for why in pool.map(lambda moment: one(base, call, fault, moment), found) if why]

    assert failures == []
