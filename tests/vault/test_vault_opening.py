from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from vaulting import content, furnish

from anning.errors import AnningError, Damage, HomeUnusable, Locked, NotFound, Refused
from anning.vault import Note, Undo, Vault, index, verify


def notes(vault: Vault) -> list[str]:
    return [entry.event.kind for entry in vault.events() if isinstance(entry.event, Note)]


def two_batches(path: Path) -> Vault:
    vault = Vault.create(path)
    for n in range(2):
        with vault.batch() as batch:
            batch.seal(f"{n}".encode(), name=f"{n}")
            batch.record(Undo(import_id=f"{n}"))
    return vault


def test_a_vault_is_made_once(tmp_path: Path) -> None:
    first = Vault.ensure(tmp_path / "a/b/vault")
    again = Vault.ensure(tmp_path / "a/b/vault")

    assert first._keys.public.raw == again._keys.public.raw
    with pytest.raises(Refused):
        Vault.create(tmp_path / "a/b/vault")
    assert os.listdir(tmp_path / "a/b") == ["vault"]


def test_an_empty_folder_becomes_a_vault_and_another_folder_never(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    Vault.ensure(tmp_path / "empty")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").touch()

    with pytest.raises(Damage):
        Vault.ensure(tmp_path / "photos")
    assert os.listdir(tmp_path / "photos") == ["a.jpg"]


def test_a_vault_half_made_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / ".vault.new"
    (half / "keys").mkdir(parents=True)
    (half / "vault.json").write_text("{")
    (half / "keys/sign.pem").write_text("")

    assert verify(Vault.ensure(tmp_path / "vault").path).ok
    assert os.listdir(tmp_path) == ["vault"]


def test_many_who_make_the_same_vault_get_the_same(tmp_path: Path) -> None:
    program = (
        f"from anning.vault import Vault; print(Vault.ensure({str(tmp_path / 'v')!r})._keys.public.raw.hex())"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(6)]

    assert len({run.communicate()[0] for run in runs}) == 1
    assert {run.returncode for run in runs} == {0}
    assert verify(tmp_path / "v").ok


def test_nothing_is_not_a_vault(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Vault.open(tmp_path / "none")
    with pytest.raises(NotFound):
        verify(tmp_path / "none")
    with pytest.raises(AnningError):
        Vault.ensure(Path("/proc/vault"))
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnusable):
        Vault.ensure(tmp_path / "file")


def test_opening_writes_nothing(vault: Vault) -> None:
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in vault.path.rglob("*")}
    Vault.open(vault.path)

    assert {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in vault.path.rglob("*")} == before


@pytest.mark.parametrize(
    "tail", [b'{"seq":5,"prev":"', b"{}", b"\0" * 5000, b"\0\0\n\xff\n", b'{"seq":5}\n', b"\n"], ids=repr
)
def test_a_torn_end_is_set_aside_and_noted(tmp_path: Path, tail: bytes) -> None:
    vault = two_batches(tmp_path / "v")
    log = vault.path / "log.jsonl"
    before = log.read_bytes()
    log.write_bytes(before + tail)

    again = Vault.open(vault.path)

    assert log.read_bytes().startswith(before)
    assert (vault.path / "torn-5.txt").read_bytes() == tail
    assert notes(again) == ["torn_tail"]
    assert verify(vault.path).ok
    with again.batch() as batch:
        batch.record(Undo(import_id="after"))
    assert notes(Vault.open(vault.path)) == ["torn_tail"]


def test_a_torn_end_is_set_aside_by_a_program_that_was_already_running(tmp_path: Path) -> None:
    vault = two_batches(tmp_path / "v")
    with (vault.path / "log.jsonl").open("ab") as log:
        log.write(b'{"se')
    with vault.batch() as batch:
        batch.record(Undo(import_id="after"))

    assert notes(vault) == ["torn_tail"]
    assert verify(vault.path).ok


def test_a_second_torn_end_at_the_same_place_keeps_both(tmp_path: Path) -> None:
    vault = two_batches(tmp_path / "v")
    (vault.path / "torn-5.txt").write_bytes(b"set aside, then the power went")
    with (vault.path / "log.jsonl").open("ab") as log:
        log.write(b"again")

    assert notes(Vault.open(vault.path)) == ["torn_tail", "torn_tail"]
    assert (vault.path / "torn-5-2.txt").read_bytes() == b"again"
    assert verify(vault.path).ok


def test_a_commit_without_its_checkpoint_is_finished_and_noted(tmp_path: Path) -> None:
    vault = two_batches(tmp_path / "v")
    for name in ("5.txt", "5.sig"):
        (vault.path / "checkpoints" / name).unlink()

    again = Vault.open(vault.path)

    assert notes(again) == ["unfinished"]
    assert [type(e.event).__name__ for e in again.events()] == [
        "Created",
        "Import",
        "Undo",
        "Import",
        "Undo",
        "Note",
    ]
    assert verify(vault.path).ok


def harm_line(vault: Vault) -> None:
    log = vault.path / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"seq":2', b'"seq":7'))


def harm(name: str, change: bytes | None) -> object:
    def do(vault: Vault) -> None:
        path = vault.path / name
        if change is None:
            path.unlink()
        else:
            path.write_bytes(change)

    return do


@pytest.mark.parametrize(
    "do",
    [
        harm_line,
        harm("log.jsonl", b""),
        harm("log.jsonl", None),
        harm("vault.json", b"{}"),
        harm("vault.json", None),
        harm("keys/identity.txt", b"AGE-SECRET-KEY-1"),
        harm("keys/identity.txt", None),
        harm("keys/sign.pem", None),
        harm("keys/sign.pub.pem", b"x"),
        harm("checkpoints/5.txt", b"x"),
        harm("checkpoints/5.sig", None),
        lambda vault: shutil.rmtree(vault.path / "checkpoints"),
        lambda vault: os.truncate(vault.path / "log.jsonl", (vault.path / "log.jsonl").stat().st_size - 1),
    ],
)
def test_damage_is_said_and_nothing_is_written_over_it(tmp_path: Path, do: object) -> None:
    vault = two_batches(tmp_path / "v")
    do(vault)
    before = {p: p.read_bytes() for p in vault.path.rglob("*") if p.is_file()}

    with pytest.raises((Damage, HomeUnusable)) as told:
        Vault.ensure(vault.path)

    assert {p: p.read_bytes() for p in vault.path.rglob("*") if p.is_file()} == before
    assert told.value.next_step
    assert not verify(vault.path).ok


def test_damage_is_noticed_by_a_program_that_was_already_running(tmp_path: Path) -> None:
    vault = two_batches(tmp_path / "v")
    os.truncate(vault.path / "log.jsonl", 700)

    with pytest.raises(Damage), vault.batch() as batch:
        batch.record(Undo(import_id="x"))


def test_a_vault_kept_by_a_passphrase_says_so(vault: Vault) -> None:
    file = vault.path / "vault.json"
    description = msgspec.json.decode(file.read_bytes())
    description["slots"] = [{"kind": "passphrase", "path": "keys/identity.age"}]
    file.write_bytes(msgspec.json.encode(description))

    with pytest.raises(Locked) as told:
        Vault.open(vault.path)
    assert told.value.exit_code == 5


def test_a_slot_of_an_unknown_kind_beside_the_known_does_no_harm() -> None:
    from anning.vault.keys import Description

    slots = ({"kind": "paper"}, {"kind": "file"})
    description = Description(created="", recipients=(), signing_key="", slots=slots)

    assert Description.decode(description.encode()) == description


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(HomeUnusable) as told:
        Vault.ensure(tmp_path / "vault")
    assert told.value.exit_code == 3


def test_the_kept_index_says_what_the_log_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = furnish(tmp_path / "v")
    plain = list(vault.events())
    opened = 0
    real = index._open

    def counted(*given: object) -> bytes:
        nonlocal opened
        opened += 1
        return real(*given)

    monkeypatch.setattr(index, "_open", counted)

    assert (vault.path / "index.age").exists()
    assert list(Vault.open(vault.path).events()) == plain
    assert opened == 1  # the note of the torn tail came after it


@pytest.mark.parametrize("change", ["flipped", "empty", "forged"])
def test_a_damaged_index_costs_time_only(tmp_path: Path, change: str) -> None:
    vault = furnish(tmp_path / "v")
    file = vault.path / "index.age"
    data = file.read_bytes()
    forged = vault._keys.encrypt(b'{"type":"undo"}\n' * 20)
    file.write_bytes({"flipped": data[:-1] + b"?", "empty": b"", "forged": forged}[change])

    again = Vault.open(vault.path)

    assert list(again.events()) == list(vault.events())
    assert all(content(again, evidence.id) for evidence in again._index.imports.values())
    assert [damaged.item for damaged in verify(vault.path).damage] == ["index.age"]


def test_folders_that_were_empty_may_be_missing(vault: Vault) -> None:
    for name in ("tmp", "objects"):
        shutil.rmtree(vault.path / name)
    again = Vault.open(vault.path)
    with again.batch() as batch:
        sealed = batch.seal(b"x", name="a")

    assert content(again, sealed.evidence_id) == b"x"
    assert verify(vault.path).ok
