"""How long a person waits: ``anning --help``, and the first page after the start on an empty home.

python benchmarks/start.py [--runs 7]
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ANNING = [sys.executable, "-m", "anning"]


def main() -> None:
    """Print medians over the runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    bare = statistics.median(_timed([sys.executable, "-c", "pass"]) for _ in range(runs))
    help_ = statistics.median(_timed([*ANNING, "--help"]) for _ in range(runs))
    page = statistics.median(_first_page() for _ in range(max(3, runs // 2)))
    print(f"anning --help: {help_:.3f} s, bare Python in the same run {bare:.3f} s (goal < 0.25 s)")
    print(f"first page after start on an empty home: {page:.2f} s (goal < 3 s)")


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _first_page() -> float:
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        command = [*ANNING, "--home", home, "--no-browser"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None  # noqa: S101 - PIPE above
            url = next(found[0] for line in program.stdout if (found := re.search(r"http://\S+", line)))
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            opener.open(url, timeout=20).read()
            waited = time.perf_counter() - start
            program.terminate()
    return waited


if __name__ == "__main__":
    main()
