from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from vaulting import content

from anning.errors import Damage, DiskFull, NotFound
from anning.vault import SM3_LIMIT, Import, Vault, verify
from anning.vault.disk import PosixDisk


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 3_000_000])
def test_an_original_comes_back_byte_for_byte(vault: Vault, size: int) -> None:
    data = os.urandom(size)
    with vault.batch() as batch:
        sealed = batch.seal(data, name="a")

    assert sealed.evidence_id == hashlib.sha256(data).hexdigest()
    assert sealed.size == size
    assert content(vault, sealed.evidence_id) == data
    assert content(Vault.open(vault.path), sealed.evidence_id) == data


def test_bytes_a_stream_and_chunks_are_the_same_original(vault: Vault) -> None:
    data = os.urandom(100_000)
    with vault.batch() as batch:
        ways = [data, io.BytesIO(data), iter([data[:1], b"", data[1:70_000], data[70_000:]])]
        ids = {batch.seal(way, name="a").evidence_id for way in ways}

    assert ids == {hashlib.sha256(data).hexdigest()}


def test_what_is_known_of_an_original_is_kept(vault: Vault) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(
            b"x",
            name="短信.csv",
            import_id="i7",
            actor="本人",
            source_path="/media/phone/短信.csv",
            mtime="2026-11-01T08:00:00+08:00",
            device={"model": "某手机"},
            settings={"column.text": "内容"},
            derived_from="ab",
            locator="part[2]",
        )
    found = Vault.open(vault.path).evidence(sealed.evidence_id)

    assert found.name == "短信.csv"
    assert found.object == sealed.object
    assert found.imported.device == {"model": "某手机"}
    assert found.imported.settings == {"column.text": "内容"}
    assert (found.imported.derived_from, found.imported.locator) == ("ab", "part[2]")
    assert found.imported.tool.startswith("anning")


def test_sm3_is_kept_for_all_but_large_originals(vault: Vault) -> None:
    pytest.importorskip("hashlib").new("sm3")
    with vault.batch() as batch:
        small = batch.seal(b"abc", name="small")
        large = batch.seal((bytes(1 << 20) for _ in range((SM3_LIMIT >> 20) + 1)), name="large")

    sm3 = "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert vault.evidence(small.evidence_id).imported.sm3 == sm3
    assert vault.evidence(large.evidence_id).imported.sm3 == ""


def test_the_same_bytes_are_sealed_once(vault: Vault) -> None:
    with vault.batch() as batch:
        first = batch.seal(b"same", name="a")
        again = batch.seal(b"same", name="b")
    with Vault.open(vault.path).batch() as batch:
        later = batch.seal(b"same", name="c")

    assert (first.already, again.already, later.already) == (False, True, True)
    assert first.object == again.object == later.object
    assert len(list((vault.path / "objects").rglob("*.age"))) == 1
    assert [entry.event.name for entry in vault.events() if isinstance(entry.event, Import)] == ["a"]


def test_an_original_that_breaks_off_is_not_kept_and_the_rest_is(vault: Vault) -> None:
    def breaking() -> object:
        yield b"half"
        raise OSError(5, "the phone was unplugged")

    with vault.batch() as batch:
        good = batch.seal(b"good", name="good")
        with pytest.raises(OSError, match="unplugged"):
            batch.seal(breaking(), name="bad")
        later = batch.seal(b"later", name="later")

    assert content(vault, good.evidence_id) == b"good"
    assert content(vault, later.evidence_id) == b"later"
    assert len(list(vault.events())) == 3
    assert verify(vault.path).ok


def test_an_interrupt_while_sealing_is_an_interrupt(vault: Vault) -> None:
    def interrupted() -> object:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), vault.batch() as batch:
        batch.seal(interrupted(), name="a")

    assert len(list(vault.events())) == 1
    assert not list((vault.path / "tmp").iterdir())


def test_a_failing_reader_of_a_copy_is_told_as_it_failed(vault: Vault) -> None:
    class Full(io.RawIOBase):
        def write(self, data: object) -> int:
            raise OSError(28, "the stick is full")

    with vault.batch() as batch:
        sealed = batch.seal(b"x", name="a")

    with pytest.raises(OSError, match="stick"):
        vault.copy_to(sealed.evidence_id, Full())


def test_a_full_disk_is_said_and_leaves_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull) as told, vault.batch() as batch:
        batch.seal(b"fits", name="a")
        monkeypatch.setattr(os, "write", full)
        batch.seal(b"does not", name="b")
    monkeypatch.undo()

    assert told.value.exit_code == 3
    assert len(list(vault.events())) == 1
    assert not list((vault.path / "tmp").iterdir())
    with vault.batch() as batch:
        assert not batch.seal(b"fits", name="a").already


def test_an_unknown_original_is_not_found(vault: Vault) -> None:
    with pytest.raises(NotFound):
        vault.evidence("0" * 64)


@pytest.mark.parametrize("harm", ["gone", "flipped", "shortened", "exchanged"])
def test_a_damaged_original_is_never_given_out_as_whole(vault: Vault, harm: str) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(os.urandom(70_000), name="录音.amr")
        other = batch.seal(b"other", name="b")
    path = vault.path / "objects" / sealed.object[:2] / f"{sealed.object}.age"
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "flipped":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif harm == "shortened":
        path.write_bytes(data[:66_000])
    else:
        path.write_bytes((vault.path / "objects" / other.object[:2] / f"{other.object}.age").read_bytes())

    with pytest.raises(Damage, match=r"录音\.amr"):
        vault.copy_to(sealed.evidence_id, io.BytesIO())


def test_only_the_owner_can_read_a_vault(vault: Vault) -> None:
    with vault.batch() as batch:
        batch.seal(b"x", name="a")

    for path in [vault.path, *vault.path.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_nothing_of_an_original_lies_open_in_the_vault(vault: Vault) -> None:
    secret = b"a secret that nobody may find on the disk"
    with vault.batch() as batch:
        sealed = batch.seal(secret, name="a telling name.txt", source_path="/a/telling/path")
        part = b"".join(path.read_bytes() for path in vault.path.rglob("*") if path.is_file())
    all_bytes = part + b"".join(path.read_bytes() for path in vault.path.rglob("*") if path.is_file())

    assert secret not in all_bytes
    assert b"telling" not in all_bytes
    assert sealed.evidence_id.encode() not in all_bytes


def test_the_age_program_opens_what_was_sealed(vault: Vault, tmp_path: Path) -> None:
    data = os.urandom(200_000)
    with vault.batch() as batch:
        sealed = batch.seal(data, name="a")
    path = vault.path / "objects" / sealed.object[:2] / f"{sealed.object}.age"
    identity = vault.path / "keys/identity.txt"

    opened = subprocess.run(["age", "-d", "-i", identity, path], capture_output=True, check=True)

    assert opened.stdout == data
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sealed.object


@pytest.mark.parametrize("what", ["seal", "copy", "verify"])
def test_memory_does_not_grow_with_the_size_of_an_original(tmp_path: Path, what: str) -> None:
    program = f"""
import resource, sys
from anning.vault import Vault
class Nowhere:
    def write(self, data): return len(data)
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
vault = Vault.ensure({str(tmp_path / "v")!r})
def seal(size):
    with vault.batch() as batch:
        return batch.seal((bytes([n % 251]) * (1 << 20) for n in range(size)), name="a")
small = seal(8)
vault.copy_to(small.evidence_id, Nowhere())
vault.verify()
if {what!r} != "seal":
    seal(200)
    # the peak so far is that of sealing; a fresh process has its own
    import os
    if os.fork():
        sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
before = peak()
if {what!r} == "seal":
    seal(200)
elif {what!r} == "copy":
    vault.copy_to(max(vault._index.imports.values(), key=lambda e: e.imported.size).id, Nowhere())
else:
    assert vault.verify().ok
print((peak() - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert int(run.stdout.split()[-1]) < 24


def test_a_disk_that_does_not_confirm_stops_the_vault(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(Exception, match="Input/output"), vault.batch() as batch:
        batch.seal(b"x", name="a")
        monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.undo()

    with pytest.raises(Exception, match="没有得到磁盘确认"), vault.batch():
        pass
    again = Vault.open(vault.path)
    assert [type(entry.event).__name__ for entry in again.events()][:1] == ["Created"]
    assert verify(vault.path).ok


def test_many_originals_are_synced_by_several_threads(vault: Vault) -> None:
    with vault.batch() as batch:
        ids = [batch.seal(str(n).encode(), name=str(n)).evidence_id for n in range(300)]

    assert PosixDisk.workers > 1
    assert [content(vault, evidence_id) for evidence_id in ids] == [str(n).encode() for n in range(300)]
    assert verify(vault.path).ok


@pytest.mark.parametrize("size", [0, 10, 65_536, 70_000, 200_000])
def test_a_write_that_fails_at_any_moment_fails_the_sealing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """The age library itself does not say so when one of its last writes fails."""
    real, calls = os.write, 0

    def failing(descriptor: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    fails_at = 0
    while calls >= fails_at:
        fails_at, calls = fails_at + 1, 0
        monkeypatch.setattr(os, "write", failing)
        with vault.batch() as batch:
            try:
                batch.seal(bytes(size), name="a")
            except DiskFull:
                assert calls >= fails_at
            else:
                assert calls < fails_at
            monkeypatch.undo()
    assert fails_at > 1
    assert verify(vault.path).ok
    assert content(vault, hashlib.sha256(bytes(size)).hexdigest()) == bytes(size)


@pytest.mark.parametrize("size", [0, 10, 65_536, 70_000, 200_000])
def test_a_copy_whose_writing_fails_at_any_moment_fails(vault: Vault, size: int) -> None:
    class Failing:
        def __init__(self, fails_at: int) -> None:
            self.left = fails_at

        def write(self, data: bytes) -> int:
            self.left -= 1
            if self.left == 0:
                raise OSError(28, "the stick is full")
            return len(data)

    with vault.batch() as batch:
        sealed = batch.seal(bytes(size), name="a")
    for fails_at in range(1, 30):
        sink = Failing(fails_at)
        try:
            vault.copy_to(sealed.evidence_id, sink)
        except OSError:
            assert sink.left <= 0
        else:
            assert sink.left > 0
