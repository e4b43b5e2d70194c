"""A program that lives through a vault's ordinary day and says what it was promised; the tests kill it.

    python vault_worker.py HOME [NUMBER]

Without NUMBER: makes the vault, seals one original, then three, then another batch. With NUMBER: one of several
writers, twenty batches of two. Each line on standard output is an id whose batch has ended.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from anning.vault import Undo, Vault


def day(home: str) -> list[list[bytes]]:
    return [[b"one"], [b"two", b"three" * 50_000, b"one"], [b"four"]]


def say(*words: str) -> None:
    os.write(1, "".join(f"{word}\n" for word in words).encode())


def main() -> None:
    home, *number = sys.argv[1:]
    with suppress(FileNotFoundError):
        os.mkdir("/here-the-vault-begins/x")  # noqa: PTH102 - seen by strace
    vault = Vault.ensure(home)
    say("made")
    batches = day(home) if not number else [[f"{number} {n} {m}".encode() for m in (0, 1)] for n in range(20)]
    for originals in batches:
        with vault.batch() as batch:
            ids = [batch.seal(data, name="原件").evidence_id for data in originals]
            batch.record(Undo(import_id=f"{number} {len(ids)}"))
        say(*ids)


main()
