"""Small originals sealed with one commit: items a second, beside the bare encryption of the same bytes.

python benchmarks/vault.py [--items 5000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import pyrage

from anning.vault import Vault


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    items = parser.parse_args().items
    contents = [os.urandom(500) for _ in range(items)]
    recipient = pyrage.x25519.Identity.generate().to_public()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        vault = Vault.ensure(Path(folder) / "vault")
        start = time.perf_counter()
        with vault.batch() as batch:
            for number, content in enumerate(contents):
                batch.seal(content, name=f"{number}.bin")
        sealed = time.perf_counter() - start
        start = time.perf_counter()
        for content in contents:
            pyrage.encrypt(content, [recipient])
        bare = time.perf_counter() - start
    print(
        f"sealed {items} originals of 500 bytes in one commit: {items / sealed:,.0f} a second (goal ≥ 1,000)"
    )
    print(f"bare age encryption of the same: {items / bare:,.0f} a second; ratio {sealed / bare:.1f}")


if __name__ == "__main__":
    main()
