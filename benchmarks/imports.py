"""Import of a big export: CPU seconds and peak memory, beside SHA-256 of the same file in the same run.

python benchmarks/imports.py [--messages 1000000] [--small 10000]

The whole job is counted with its children: hash, seal, parse, screen, store, index for search.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    given = parser.parse_args()
    peaks = [_measured(count) for count in (given.small, given.messages)]
    print(
        f"peak memory at {given.messages} against {given.small} messages: {peaks[1] / peaks[0]:.2f} × (goal ≤ 1.2)"
    )


def _measured(messages: int) -> float:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        export = Path(folder) / "sms.xml"
        command = [sys.executable, "-m", "anning", "sample", str(export), "--messages", str(messages)]
        subprocess.run(command, check=True, capture_output=True)
        start = time.process_time()
        with export.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        hashing = time.process_time() - start
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter()
        home = str(Path(folder) / "home")
        command = [sys.executable, "-m", "anning", "--home", home, "import", str(export), "--json"]
        subprocess.run(command, check=True, capture_output=True)
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = export.stat().st_size
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss / 1024
    print(
        f"{messages} messages, {size / 1e6:.0f} MB: {cpu:.1f} CPU s ({wall:.1f} s wall), SHA-256 of the file "
        f"{hashing:.2f} s, ratio {cpu / hashing:.0f} × (limit 130, goal 75); peak {peak:.0f} MB (limit 200)"
    )
    return peak


if __name__ == "__main__":
    main()
