"""A vault behind a passphrase: opens with it, with the key on paper, with age alone, and with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from vaulting import ORIGINALS, content, furnish

from anning.errors import Damage, Locked
from anning.vault import KeyChange, Note, Vault, is_locked, unlock, verify
from anning.vault.keys import Keys

WORDS = "月亮 河 木船 1978"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("made") / "vault").path


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def held(place: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file())


def secrets(vault: Vault) -> list[bytes]:
    pem = vault.keys.signing_pem.decode().splitlines()[1:-1]
    return [vault.identity.encode(), *(line.encode() for line in pem)]


def test_behind_a_passphrase_no_key_lies_in_the_open_and_everything_is_there(place: Path) -> None:
    vault = Vault.open(place)
    keys, before = secrets(vault), list(vault.events())
    assert all(key in held(place) for key in keys)

    vault.protect(WORDS)

    assert not any(key in held(place) for key in keys)
    assert is_locked(place)
    with pytest.raises(Locked):
        Vault.open(place)
    again = Vault.open(place, identity=unlock(place, WORDS))
    assert list(again.events())[: len(before)] == before
    assert sorted(content(again, e) for e in again._index.imports) == sorted(ORIGINALS.values())
    with again.batch() as batch:
        batch.record(Note(kind="test", detail="can still be written"))
    assert verify(place).ok
    found = again.verify()
    assert (found.ok, found.deep, found.remarks) == (True, True, ())


def test_a_wrong_passphrase_and_a_foreign_key_open_nothing(place: Path) -> None:
    Vault.open(place).protect(WORDS)

    for wrong in ("", WORDS + " ", "月亮", str(Keys.generate().identity)):
        with pytest.raises(Locked):
            unlock(place, wrong)
    with pytest.raises(Locked):
        Vault.open(place, identity=str(Keys.generate().identity))


def test_a_new_passphrase_shuts_out_the_old_one_and_keeps_the_paper(place: Path) -> None:
    key = Vault.open(place).protect(WORDS, paper=True)

    vault = Vault.open(place, identity=unlock(place, WORDS))
    vault.protect("另外 几个 词 在这里")

    with pytest.raises(Locked):
        unlock(place, WORDS)
    assert unlock(place, "另外 几个 词 在这里") == vault.identity
    assert unlock(place, f" {key[:20]}\n{key[20:].lower()} ") == vault.identity
    assert vault.ways == {"passphrase", "recovery"}
    vault.protect(WORDS, paper=False)
    with pytest.raises(Locked):
        unlock(place, key)


def test_taken_away_it_is_as_before(place: Path) -> None:
    vault = Vault.open(place)
    before = {
        name: (place / name).read_bytes() for name in ("keys/identity.txt", "keys/sign.pem", "vault.json")
    }
    vault.protect(WORDS, paper=True)
    vault.unprotect()

    assert {name: (place / name).read_bytes() for name in before} == before
    assert sorted(p.name for p in (place / "keys").iterdir()) == ["identity.txt", "sign.pem", "sign.pub.pem"]
    assert not is_locked(place)
    assert verify(place).ok
    assert [e.event.what for e in Vault.open(place).events() if isinstance(e.event, KeyChange)] == [
        "passphrase_set",
        "passphrase_removed",
    ]


def test_a_changed_key_file_is_named(place: Path) -> None:
    Vault.open(place).protect(WORDS, paper=True)
    for name in ("keys/identity.age", "keys/sign.age", "keys/recovery.age"):
        kept = (place / name).read_bytes()
        (place / name).write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert [one.item for one in verify(place).damage] == [name]
        (place / name).unlink()
        assert [one.item for one in verify(place).damage] == [name]
        (place / name).write_bytes(kept)
    assert verify(place).ok


def test_an_older_reader_says_locked_and_touches_nothing(place: Path) -> None:
    """Version 1 looks for a slot of kind file, finds none and stops."""
    Vault.open(place).protect(WORDS)
    before = held(place)

    with pytest.raises(Locked):
        Vault.open(place)

    assert held(place) == before
    assert b'"version": 1' in (place / "vault.json").read_bytes()


def test_a_passphrase_file_that_is_gone_is_damage(place: Path) -> None:
    Vault.open(place).protect(WORDS)
    (place / "keys/identity.age").unlink()

    with pytest.raises(Damage):
        unlock(place, WORDS)


@pytest.mark.skipif(not shutil.which("age"), reason="needs age")
def test_without_anning_the_paper_key_and_restore_bring_everything_back(place: Path, tmp_path: Path) -> None:
    key = Vault.open(place).protect(WORDS, paper=True)
    (tmp_path / "paper.txt").write_text(key + "\n")
    env = {"PATH": "/usr/bin:/bin"}
    opened = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "paper.txt"), str(place / "keys/recovery.age")],
        capture_output=True, check=True, env=env,
    )  # fmt: skip
    (tmp_path / "identity.txt").write_bytes(opened.stdout)

    run = subprocess.run(
        ["sh", str(place / "restore.sh"), str(tmp_path / "out"), str(place)],
        env=env | {"IDENTITY": str(tmp_path / "identity.txt")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (run.returncode, run.stderr) == (0, "")
    taken = [p.read_bytes() for p in (tmp_path / "out").iterdir() if p.name[:5].isdigit()]
    assert sorted(taken) == sorted(ORIGINALS.values())


@pytest.mark.skipif(not shutil.which("age"), reason="needs age")
def test_age_and_its_own_work_factor_open_it_from_a_terminal(place: Path, dear, monkeypatch) -> None:
    """The one time that the price of a guess is paid: about two seconds to make, as much to open."""
    import pyrage

    monkeypatch.setattr(pyrage.passphrase, "encrypt", dear)
    vault = Vault.open(place)
    vault.protect(WORDS)

    parent, child = os.openpty()
    os.write(parent, f"{WORDS}\n".encode())
    sealed = place / "keys/identity.age"
    run = subprocess.run(
        ["setsid", "-c", "age", "-d", str(sealed)], stdin=child, capture_output=True, check=False, timeout=60
    )

    assert vault.identity in run.stdout.decode()
    work = int(sealed.read_bytes().split(b"\n")[1].split()[-1])
    assert work >= 14, "a guess costs something"
