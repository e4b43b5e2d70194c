"""A power cut at any moment of a change of the passphrase leaves a vault that opens the old or the new way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from simulated_disk import PowerCut, SimulatedDisk

from anning.errors import Locked
from anning.vault import Vault, is_locked, unlock, verify

pytestmark = pytest.mark.fault

PLACE = Path("/home/vault")
MANY = 75  # steps: more than any of these acts takes
Act = Callable[[Vault], object]

CHANGES: dict[str, tuple[str, Act, str]] = {
    "set": ("", lambda vault: vault.protect("new words"), "new words"),
    "set with paper": ("", lambda vault: vault.protect("new words", paper=True), "new words"),
    "changed": ("old words", lambda vault: vault.protect("new words"), "new words"),
    "removed": ("old words", lambda vault: vault.unprotect(), ""),
}


def opened(disk: SimulatedDisk, ways: tuple[str, ...]) -> tuple[Vault, str]:
    """The vault, and which of the ways opened it: "" for none needed."""
    if not is_locked(PLACE, disk=disk):
        assert "" in ways
        return Vault.open(PLACE, disk=disk), ""
    for words in ways:
        with suppress(Locked):
            return Vault.open(PLACE, identity=unlock(PLACE, words, disk=disk), disk=disk), words
    raise AssertionError("shut for good")


def cut(seed: int, fuse: int, before: str, act: Act, after: str) -> bool:
    """One life with a cut so many steps into act; whether act was done."""
    disk = SimulatedDisk(Random(seed))
    disk.make_folder(Path("/home"))
    disk.sync(Path("/"))
    vault = Vault.create(PLACE, disk=disk)
    with vault.batch() as batch:
        kept = batch.seal(b"original", name="x").evidence_id
    if before:
        vault.protect(before)
    disk.fuse, disk.steps, done = fuse, 0, True
    try:
        act(vault)
    except PowerCut:
        done = False
    disk.restart()
    assert verify(PLACE, disk=disk).damage == (), "as it was left"
    again, way = opened(disk, (before, after))
    assert way == after or not done, "acknowledged is durable"
    assert verify(PLACE, disk=disk, identity=again.identity).damage == (), "once opened"
    assert again.evidence(kept).name == "x"
    settled, way = opened(disk, (before, after))
    names = set(disk.names(PLACE / "keys"))
    assert way in (before, after)
    assert ("identity.txt" in names) is (way == "") is not ("identity.age" in names), (
        "never both, once opened"
    )
    assert settled.ways >= ({"passphrase"} if way else {"file"})
    return done


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_the_moment_the_vault_opens_the_old_or_the_new_way(change: str) -> None:
    for fuse in range(MANY):
        for seed in (fuse, fuse + 1000):
            cut(seed, fuse, *CHANGES[change])


@pytest.mark.parametrize("change", CHANGES)
def test_the_cuts_tried_reach_the_end(change: str) -> None:
    assert not cut(0, 0, *CHANGES[change])
    assert cut(0, MANY - 1, *CHANGES[change])
