"""Search in a filled index: milliseconds for the first fifty hits, against plain scans in the same run.

    python benchmarks/search.py [MESSAGES] [--shuffled]

Words are drawn from the messages themselves, frequent and rare, of two to four characters, and some that are
nowhere; every answer is compared with a scan by Python's ``in``.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from anning import store
from anning.store import Where
from index import contacts, fill

WORDS = 40
HITS = 50


def words(texts: Sequence[str], length: int) -> list[str]:
    """Words of a length as they stand in messages, and two that stand nowhere."""
    draw = random.Random(length)
    found = []
    while len(found) < WORDS - 2:
        text = draw.choice(texts)
        place = draw.randrange(len(text) - length)
        found.append(text[place : place + length])
    return [*found, "龘" * length, "靐龘齉齾"[:length]]


def measured(action: Callable[[str], object], asked: Sequence[str]) -> str:
    """Median, 95th percentile and worst in milliseconds of processor time, the process and its pages warm."""
    action(asked[0])
    spent = []
    for word in asked:
        begun = time.process_time()
        action(word)
        spent.append((time.process_time() - begun) * 1000)
    return f"{statistics.median(spent):8.2f} {statistics.quantiles(spent, n=20)[-1]:8.2f} {max(spent):8.2f}"


def missed(texts: Sequence[str], asked: Sequence[str]) -> int:
    """Hits of a plain scan that search does not give; it gives more, for it looks at numbers and folds as well."""
    answers = {word: {entry.text for entry in store.every_entry(Where(search=word))} for word in asked}
    return sum(sum(word in text and text not in answers[word] for text in texts) for word in asked)


def main() -> None:
    """Run and print one line a figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=100_000)
    options.add_argument("--shuffled", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), asked.messages, shuffled=asked.shuffled)
        texts = [
            message.text
            for batch, _ in contacts(asked.messages, shuffled=asked.shuffled)
            for message in batch
        ]
        plain = sqlite3.connect(Path(folder) / "anning.sqlite3")
        scan = "SELECT seq FROM contact WHERE instr(text, ?) ORDER BY at DESC LIMIT 50"
        print(f"{asked.messages} messages; CPU milliseconds: median, 95 %, worst; first {HITS} hits")
        for length in (2, 3, 4):
            drawn = words(texts, length)
            newest = measured(lambda w: store.entries(Where(search=w), limit=HITS, newest_first=True), drawn)
            oldest = measured(lambda w: store.entries(Where(search=w), limit=HITS), drawn)
            print(f"{length} characters, newest first  {newest}")
            print(f"{length} characters, oldest first  {oldest}")
            by_scan = measured(lambda w: plain.execute(scan, (w,)).fetchall(), drawn[:10])
            print(f"{length} characters, SQLite instr  {by_scan}")
            print(
                f"{length} characters, Python in     {measured(lambda w: [w in text for text in texts], drawn[:5])}"
            )
            print(f"{length} characters, missed by search: {missed(texts, drawn[-6:])}")
        ids = [entry.id for entry in store.entries(limit=WORDS)]
        print(f"one entry by its id         {measured(store.entry, ids)}")


if __name__ == "__main__":
    sys.exit(main())
