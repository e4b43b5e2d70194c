"""Power cuts at every moment of a vault's life, on a simulated disk.

    python tests/fault/power_loss.py --seeds 100000 [--first 0] [--mutants]

A seed is one short life: batches of originals and events, aborted batches, restarts, four cuts at work and
more while the vault is being put right after one. After each cut the vault must verify deep without
damage, before and after it is opened, hold every original and event that was acknowledged, and nothing of a
batch that was aborted.
With --mutants each sync is left out in turn, and must be missed within 100 seeds.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EIO, ENOSPC
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pyrage
from simulated_disk import PowerCut, SimulatedDisk

from anning.errors import AnningError, DiskFull, HomeUnusable
from anning.vault import Vault, View, batch, events, index, keys, sealing, staging, verify
from anning.vault.staging import Stage

HOME = Path("/home/vault")
LOG = f"append {HOME}/log.jsonl"
TRAPS = [f"names {HOME}{rest}" for rest in ("", "/checkpoints", "/objects/*", "/tmp/*")] + ["names /home"]
TROUBLES = (PowerCut, PowerCut, PowerCut, KeyboardInterrupt, OSError(EIO, "bad"), OSError(ENOSPC, "full"))
OBJECTS_LAST = "objects placed after the log"


class Lost(AssertionError):
    """A promise was broken."""


class Life:
    """One seed: what was promised so far, and the disk that must keep it."""

    def __init__(self, seed: int, skipped: str = "") -> None:
        self.rng = Random(seed)
        self.disk = SimulatedDisk(self.rng, skipped=skipped)
        self.originals: dict[str, bytes] = {}
        self.events: set[str] = set()
        self.aborted: set[str] = set()
        self.serial = 0
        self.troubles = 0

    def run(self) -> None:
        if self.rng.random() < 0.3:
            self.births()
        for _ in range(5):
            self.set_fuse()
            try:
                self.live()
            except (PowerCut, KeyboardInterrupt, HomeUnusable, DiskFull):
                self.troubles += 1
            if self.disk.trouble is not PowerCut and self.rng.random() < 0.5:
                self.disk.fuse, self.disk.trap = -1, ""
                self.check()
            self.disk.restart()
            while self.rng.random() < 0.6:
                self.cut_again_while_opening()
            self.check()

    def births(self) -> None:
        """Many vaults that die young: the moment a vault begins comes only once in a life."""
        for _ in range(6):
            self.disk.fuse = self.rng.randint(35, 60)
            with suppress(PowerCut):
                Vault.ensure(HOME, disk=self.disk)
            self.disk.restart()
            self.check()
            self.disk.vanish(HOME)

    def set_fuse(self) -> None:
        """Any moment is possible; those that need luck to be met are made likelier than they are."""
        disk, rng = self.disk, self.rng
        disk.trouble = rng.choice(TROUBLES)
        disk.trap, disk.nth, disk.delay = LOG, rng.randint(1, 3), 0
        match rng.choices(("torn", "refused", "after", "elsewhere", "early", "any"), (30, 25, 15, 15, 5, 10))[
            0
        ]:
            case "torn":
                disk.trouble = PowerCut
            case "refused":
                disk.trouble = OSError(EIO, "bad")
            case "after":
                disk.delay = rng.randint(1, 3)
            case "elsewhere":
                disk.trap, disk.delay = rng.choice(TRAPS), rng.randint(0, 3)
            case "early":
                disk.trap, disk.fuse = "", rng.randint(30, 70)
            case "any":
                disk.trap, disk.fuse = "", rng.randint(0, 250)

    def live(self) -> None:
        vault = Vault.ensure(HOME, disk=self.disk)
        for _ in range(self.rng.randint(1, 5)):
            if self.rng.random() < 0.2:
                vault = Vault.open(HOME, disk=self.disk)
            try:
                self.batch(vault)
            except InterruptedError:
                continue

    def batch(self, vault: Vault) -> None:
        originals: dict[str, bytes] = {}
        events: set[str] = set()
        aborts = self.rng.random() < 0.15
        with vault.batch() as batch:
            for _ in range(self.rng.choice((0, 1, 1, 3))):
                data = self.rng.choice((self.new_bytes(), *self.originals.values()))
                originals[batch.seal(data, name=f"{self.serial}.txt").evidence_id] = data
            for _ in range(self.rng.choice((0, 1, 2))):
                self.serial += 1
                events.add(f"event {self.serial}")
                batch.record(View(evidence=(), purpose=f"event {self.serial}"))
            if aborts:
                self.aborted |= events
                raise InterruptedError
        self.originals |= originals
        self.events |= events

    def new_bytes(self) -> bytes:
        self.serial += 1
        return f"original {self.serial} ".encode() * self.rng.randint(1, 20)

    def cut_again_while_opening(self) -> None:
        self.disk.fuse = self.disk.steps + self.rng.randint(0, 20)
        try:
            Vault.ensure(HOME, disk=self.disk)
        except PowerCut:
            self.troubles += 1
        self.disk.restart()

    def check(self) -> None:
        self.verify("as the cut left it")
        vault = Vault.ensure(HOME, disk=self.disk)
        self.verify("once it was opened")
        for evidence_id, data in self.originals.items():
            out = io.BytesIO()
            vault.copy_to(evidence_id, out)
            if out.getvalue() != data:
                raise Lost(f"{evidence_id} came back changed")
        there = {entry.event.purpose for entry in vault.events() if isinstance(entry.event, View)}
        if not self.events <= there or there & self.aborted:
            raise Lost(f"events lost {self.events - there}, events of aborted batches {there & self.aborted}")

    def verify(self, moment: str) -> None:
        if self.disk.names(HOME) and not (found := verify(HOME, disk=self.disk)).ok:
            raise Lost(f"damage {moment}: {found.damage}")


class FakeAge:
    """In place of age, whose keys and lengths are random: a seed must give the same names and sizes each time."""

    EncryptError = DecryptError = ValueError
    IdentityError, RecipientError = pyrage.IdentityError, pyrage.RecipientError

    def __init__(self) -> None:
        self.serial = count()

    def encrypt(self, data: bytes, recipients: Any) -> bytes:
        return b"%8d" % next(self.serial) + data

    def decrypt(self, data: bytes, identities: Any) -> bytes:
        return data[8:]

    def encrypt_io(self, reader: Any, writer: Any, recipients: Any) -> None:
        writer.write(self.encrypt(b"".join(iter(lambda: reader.read(8192), b"")), recipients))

    def decrypt_io(self, reader: Any, writer: Any, identities: Any) -> None:
        writer.write(b"".join(iter(lambda: reader.read(8192), b""))[8:])


@contextmanager
def replayable(seed: int, skipped: str = "") -> Iterator[Life]:
    """A life in which nothing is left to chance but by its seed."""
    life, age = Life(seed, skipped), FakeAge()
    clock, names = count(1_700_000_000_001, 2), count()
    with (
        patch.object(sealing, "pyrage", age),
        patch.object(keys, "pyrage", age),
        patch.object(staging, "token_hex", lambda size: f"{next(names):0{2 * size}x}"),
        patch.object(events, "now", lambda: next(clock)),
        patch.object(batch, "now", lambda: next(clock)),
        patch.object(index, "KEEP_AFTER", 6),  # so that short lives write the kept index too
    ):
        if skipped == OBJECTS_LAST:
            with objects_last():
                yield life
        else:
            yield life


@contextmanager
def objects_last() -> Iterator[None]:
    """A vault with its steps in the wrong order: the log first, what it speaks of afterwards."""
    place, move, waiting = Stage.place, Stage.move, []

    def move_after(self: Stage, *given: Any) -> None:
        while waiting:
            place(self, waiting.pop())
        move(self, *given)

    with (
        patch.object(Stage, "place", lambda _, objects: waiting.append(objects)),
        patch.object(Stage, "move", move_after),
    ):
        yield


def live(seed: int, skipped: str = "") -> str:
    """Run one seed; return what went wrong, empty when nothing did."""
    with replayable(seed, skipped) as life:
        try:
            life.run()
        except (Lost, AnningError, LookupError, OSError) as reason:
            return f"{type(reason).__name__}: {reason}"
    return ""


def sync_sites(seeds: range) -> list[str]:
    """Every kind of sync that these seeds come by."""
    found: set[str] = set()
    for seed in seeds:
        with replayable(seed) as life:
            life.run()
        found |= life.disk.syncs
    return sorted(found)


def missed(site: str, seeds: range) -> int | None:
    """Leave this sync out; return the first seed that notices."""
    return next((seed for seed in seeds if live(seed, site)), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--mutants", action="store_true")
    given = parser.parse_args()
    if given.mutants:
        sites = [*sync_sites(range(200)), OBJECTS_LAST]
        results = {site: missed(site, range(100)) for site in sites}
        for site, seed in results.items():
            print(f"{'NOT MISSED' if seed is None else f'missed by seed {seed}':18}{site}")
        return int(None in results.values())
    failures = {seed: why for seed in range(given.first, given.first + given.seeds) if (why := live(seed))}
    for seed, why in list(failures.items())[:20]:
        print(f"seed {seed}: {why}")
    print(f"{given.seeds} seeds, {len(failures)} failures")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
