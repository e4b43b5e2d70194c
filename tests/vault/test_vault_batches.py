from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from vaulting import content

from anning.vault import Import, Note, Undo, Vault, verify
from anning.vault.checkpoints import Checkpoint


def kinds(vault: Vault) -> list[str]:
    return [type(entry.event).__name__ for entry in vault.events()]


def files(vault: Vault) -> dict[str, bytes]:
    return {str(p.relative_to(vault.path)): p.read_bytes() for p in vault.path.rglob("*") if p.is_file()}


def test_a_batch_that_raises_leaves_no_trace(vault: Vault) -> None:
    before = files(vault)

    with pytest.raises(ZeroDivisionError), vault.batch() as batch:
        batch.seal(b"x", name="a")
        batch.record(Undo(import_id="a"))
        raise ZeroDivisionError

    assert files(vault) == before
    assert kinds(vault) == ["Created"]


def test_a_batch_with_nothing_in_it_writes_nothing(vault: Vault) -> None:
    before = files(vault)
    with vault.batch():
        pass

    assert files(vault) == before


def test_events_keep_their_order(vault: Vault) -> None:
    with vault.batch() as batch:
        batch.record(Undo(import_id="1"))
        batch.seal(b"x", name="2")
        batch.record(Undo(import_id="3"))

    assert kinds(vault) == ["Created", "Undo", "Import", "Undo"]
    assert [entry.seq for entry in vault.events(since=2)] == [2, 3]


def test_every_commit_ends_with_a_checkpoint_that_openssl_can_check(vault: Vault) -> None:
    with vault.batch() as batch:
        batch.seal(b"x", name="a")
    mark = vault.checkpoint()
    text = (vault.path / "checkpoints/2.txt").read_bytes()

    assert mark.size == 2
    assert Checkpoint.read(text, (vault.path / "checkpoints/2.sig").read_bytes(), vault._keys.public) == mark


def test_two_handles_see_each_other(vault: Vault) -> None:
    other = Vault.open(vault.path)
    with vault.batch() as batch:
        sealed = batch.seal(b"x", name="a")

    assert content(other, sealed.evidence_id) == b"x"
    with other.batch() as batch:
        assert batch.seal(b"x", name="b").already
        batch.record(Undo(import_id="o"))
    assert kinds(vault) == ["Created", "Import", "Undo"]


def test_two_who_seal_the_same_bytes_at_once_share_one_object(vault: Vault) -> None:
    other = Vault.open(vault.path)
    with vault.batch() as one:
        one.seal(b"x", name="a", import_id="1")
        with other.batch() as two:
            sealed = two.seal(b"x", name="b", import_id="2")

    assert kinds(vault) == ["Created", "Import", "Import"]
    assert {entry.object for entry in vault.events(since=1)} == {sealed.object}
    assert len(list(vault.path.rglob("*.age"))) == 1
    assert verify(vault.path).ok


def test_threads_share_a_vault(vault: Vault) -> None:
    def work(number: int) -> None:
        for n in range(5):
            with vault.batch() as batch:
                batch.seal(f"{number} {n}".encode(), name="a")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kinds(vault).count("Import") == 20
    assert verify(vault.path).ok


@pytest.mark.parametrize("where", ["between batches", "within a batch", "after a restart"])
def test_a_clock_that_goes_back_is_recorded(tmp_path: Path, where: str) -> None:
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        vault = Vault.create(tmp_path / "v")
        clock.shift(60)
        with vault.batch() as batch:
            batch.record(Undo(import_id="1"))
            if where == "within a batch":
                clock.shift(-30)
                batch.record(Undo(import_id="2"))
        if where != "within a batch":
            clock.move_to(start - timedelta(days=1))
            with (Vault.open(vault.path) if where == "after a restart" else vault).batch() as batch:
                batch.record(Undo(import_id="2"))
        with vault.batch() as batch:
            batch.record(Undo(import_id="3"))

    notes = [entry.event for entry in vault.events() if isinstance(entry.event, Note)]
    assert [note.kind for note in notes] == ["clock_back"]


def test_a_clock_that_goes_on_is_not_mentioned(vault: Vault) -> None:
    other = Vault.open(vault.path)
    with vault.batch() as long:
        long.record(Undo(import_id="1"))
        with other.batch() as short:
            short.record(Undo(import_id="2"))
    with vault.batch() as batch:
        batch.record(Undo(import_id="3"))

    assert kinds(vault) == ["Created", "Undo", "Undo", "Undo"]


def test_an_undone_import_stays_sealed(vault: Vault) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(b"x", name="a", import_id="i1")
    with vault.batch() as batch:
        batch.record(Undo(import_id="i1"))
        assert batch.seal(b"x", name="a", import_id="i2").already

    assert content(vault, sealed.evidence_id) == b"x"
    assert kinds(vault) == ["Created", "Import", "Undo"]


def test_a_log_that_moved_on_while_a_batch_was_open_is_continued(vault: Vault) -> None:
    other = Vault.open(vault.path)
    with vault.batch() as batch:
        batch.seal(b"mine", name="a")
        for n in range(3):
            with other.batch() as quick:
                quick.seal(f"theirs {n}".encode(), name="b")

    assert [e.event.name for e in vault.events() if isinstance(e.event, Import)] == ["b", "b", "b", "a"]
    assert verify(vault.path).ok
