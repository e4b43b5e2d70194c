"""Putting contacts into the index: CPU seconds, memory and size, against a bare table and FTS5 in the same run.

    python benchmarks/index.py [MESSAGES] [--shuffled] [--bare]

Contacts are made while they are put in, as an importer would hand them over; making them is timed apart.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from anning import store
from anning.config import Config
from anning.domain.findings import Citation, Examined, Finding
from anning.domain.records import Contact, Reading

BATCH = 500
START = 1_700_000_000_000
_PARTS = (
    "您好我是{}的工作人员，您在我平台的借款{}元已经逾期{}天，请今天{}点前处理。",
    "【{}】尊敬的客户，您尾号{}的账户本期应还{}元，还款日{}日，已还请忽略。",
    "再不还钱就去你单位找你领导，你家住{}，{}我们都知道，{}万块别想赖，{}",
    "验证码{}，{}分钟内有效，请勿告诉他人。{}{}",
    "妈，我今天{}点到家，晚饭想吃{}，{}元够了，{}",
)
_FOUND = Examined(
    "likely_unlawful",
    (
        Finding(
            conduct="visit_threat",
            rule="visit_threat.workplace",
            start=4,
            end=9,
            quote="",
            level="high",
            citations=(
                Citation(
                    law="中华人民共和国治安管理处罚法", article="50(1)(5)", in_force="2026-01-01/", mark="V"
                ),
            ),
            caution="对方可能会说只是上门送达材料。",
        ),
    ),
)
_UNLAWFUL = 2
"""Which of the templates has a finding."""
_NOTHING = Examined("unrelated", ())


def contacts(total: int, *, shuffled: bool = False) -> Iterator[tuple[list[Contact], list[Examined]]]:
    """Batches of synthetic messages in order of time, a fifth with a finding; the same ones every time.

    Han characters beside the templates are drawn by a power law, so that there are rare pairs too.
    """
    draw = random.Random(7)
    weights = [1 / (n + 5) for n in range(5000)]
    stock = draw.choices([chr(0x4E00 + 4 * n) for n in range(5000)], weights, k=1 << 16)
    senders = [f"1069{draw.randrange(10**8):08d}" for _ in range(300)]
    for first in range(0, total, BATCH):
        messages, results = [], []
        for n in range(first, min(first + BATCH, total)):
            template = _PARTS[n % len(_PARTS)]
            place = draw.randrange(len(stock) - 20)
            words = "".join(stock[place : place + draw.randrange(4, 16)])
            text = template.format(words, draw.randrange(10**5), draw.randrange(30), draw.randrange(24))
            at = START + (draw.randrange(total) if shuffled else n) * 60_000
            sender = senders[draw.randrange(300)]
            messages.append(Contact("message", f"sms[{n}]", at, "in", sender, "", text))
            results.append(_FOUND if n % len(_PARTS) == _UNLAWFUL else _NOTHING)
        yield messages, results


def fill(home: Path, total: int, *, shuffled: bool = False) -> float:
    """Put messages into a new index; the CPU seconds it took beside making them."""
    store.ready(Config(home=home).prepare())
    made = 0.0
    begun = time.process_time()
    with store.loading("a" * 64, name="sms.xml", import_id="bench", sealed_at=START) as load:
        source = contacts(total, shuffled=shuffled)
        while True:
            before = time.process_time()
            batch = next(source, None)
            made += time.process_time() - before
            if batch is None:
                break
            load.add(*batch)
        load.finish(Reading(container="file", format="bench"))
    return time.process_time() - begun - made


def bare(total: int, folder: Path) -> tuple[float, float]:
    """The floor and the usual way: CPU seconds of a table with text only, and of FTS5 over pairs on top."""
    database = sqlite3.connect(folder / "bare.sqlite3")
    database.execute("PRAGMA journal_mode=WAL")
    texts = [message.text for batch, _ in contacts(total) for message in batch]
    begun = time.process_time()
    database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT)")
    database.executemany("INSERT INTO message (text) VALUES (?)", ((text,) for text in texts))
    database.commit()
    plain = time.process_time() - begun
    begun = time.process_time()
    database.execute("CREATE VIRTUAL TABLE pairs USING fts5(body, content='', detail=none)")
    rows = ((n, " ".join(a + b for a, b in pairwise(text))) for n, text in enumerate(texts, 1))
    database.executemany("INSERT INTO pairs (rowid, body) VALUES (?, ?)", rows)
    database.commit()
    return plain, time.process_time() - begun


def main() -> None:
    """Run and print one line a figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=100_000)
    options.add_argument("--shuffled", action="store_true")
    options.add_argument("--bare", action="store_true", help="the peers as well")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spent = fill(Path(folder), asked.messages, shuffled=asked.shuffled)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{asked.messages} messages: {spent:.2f} CPU s, {spent / asked.messages * 1e6:.1f} per million")
        print(f"peak memory {peak:.0f} MB; files {size / 1e6:.0f} MB")
        if asked.bare:
            plain, pairs = bare(asked.messages, Path(folder))
            print(f"bare table {plain:.2f} CPU s; FTS5 over pairs {pairs:.2f} CPU s on top")


if __name__ == "__main__":
    sys.exit(main())
