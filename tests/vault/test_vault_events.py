from __future__ import annotations

import json
from pathlib import Path

import pytest

from anning.domain.records import Reading
from anning.vault import (
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
    Redo,
    Undo,
    Unknown,
    Vault,
    VerifyRun,
    View,
    events,
    verify,
)
from anning.vault.batch import Item
from anning.vault.lines import Draft

SAMPLES = [
    Created(tool="anning 1"),
    Import(sha256="sha256:ab", size=2, name="a"),
    Parsed(
        evidence="ab", reading=Reading(container="zip", format="sms", counts={"message": 3}), gaps=("4-6",)
    ),
    View(evidence=("ab",), actor="本人"),
    Export(evidence=("ab",), name="投诉材料.pdf", sha256="sha256:cd"),
    Handover(evidence=("ab",), to="律师", purpose="起诉", hash_before="sha256:ab", hash_after="sha256:ab"),
    Undo(import_id="i1", reason="选错了文件"),
    Redo(import_id="i1"),
    VerifyRun(ok=False, checked=3, damage=("log.jsonl",)),
    Anchor(checkpoint=4, authority="tsa.example", token="checkpoints/4.tsr", sha256="sha256:ef"),
    Note(kind="torn_tail", detail="x"),
    Correction(corrects=3, was="a", now="b", reason="c"),
    KeyChange(what="passphrase"),
    Erasure(evidence="ab", reason="依本人要求"),
]


def test_every_kind_of_event_has_a_sample() -> None:
    assert {type(sample) for sample in SAMPLES} == set(Event.__subclasses__())


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was_recorded(tmp_path: Path, event: Event) -> None:
    vault = Vault.create(tmp_path / "v")
    with vault.batch() as batch:
        batch.record(event)

    assert [entry.event for entry in Vault.open(vault.path).events(since=1)] == [event]
    assert [entry.event for entry in vault.events(since=1)] == [event]


def test_each_body_is_salted_anew() -> None:
    assert len({Undo(import_id="a").nonce for _ in range(50)}) == 50
    assert all(len(bytes.fromhex(sample.nonce)) == 32 for sample in SAMPLES)


def write_body(vault: Vault, body: dict[str, object]) -> None:
    data = json.dumps(body).encode()
    with vault.batch() as batch:
        batch.items.append(Item(Note(kind="", detail=""), Draft(data, vault._keys.encrypt(data))))


def test_an_event_of_a_later_version_is_kept_and_shown(vault: Vault) -> None:
    write_body(vault, {"type": "moonlight", "at": "2031-01-01T00:00:00+08:00", "phase": 3})

    (entry,) = Vault.open(vault.path).events(since=1)

    assert entry.event == Unknown(fields={"type": "moonlight", "at": "2031-01-01T00:00:00+08:00", "phase": 3})
    assert (entry.event.type, entry.event.at) == ("moonlight", "2031-01-01T00:00:00+08:00")
    assert verify(vault.path).ok
    with Vault.open(vault.path).batch() as batch:
        batch.record(Undo(import_id="after"))


def test_a_field_of_a_later_version_does_no_harm(vault: Vault) -> None:
    write_body(vault, {"type": "undo", "nonce": "", "at": "x", "import_id": "i1", "later": [1]})

    (entry,) = Vault.open(vault.path).events(since=1)

    assert entry.event == Undo(nonce="", at="x", import_id="i1")


def test_an_import_begins_with_the_fields_restore_looks_for() -> None:
    body = events.encode(Import(sha256="sha256:ab", size=2, name='a"b'))

    assert list(json.loads(body))[:8] == ["type", "nonce", "at", "actor", "sha256", "sm3", "size", "name"]
    assert b"\n" not in body


def test_an_anchor_is_reported_by_a_check(vault: Vault) -> None:
    with vault.batch() as batch:
        batch.record(
            Anchor(checkpoint=1, authority="tsa.example", token="checkpoints/1.tsr", sha256="sha256:ab")
        )

    assert [anchor.authority for anchor in verify(vault.path).anchors] == ["tsa.example"]
