"""Screening: messages a second on one core, JSON lines to JSON lines, and the engine against a plain `re` loop.

    python benchmarks/screen.py [MESSAGES]

The messages are those of the made-up case (knowledge/phrases/sample), thinned until one in forty has findings;
all rules of the product are at work. CPU
seconds are the measure, of the best of three runs; `bytes.count` of one word over the same bytes is measured
beside them, so that figures of two machines can be compared.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from anning import screening
from anning.detection import views
from anning.detection.plain import PlainEngine
from anning.detection.wording import Examiner, examiner
from anning.knowledge.phrases.sample import senders, world
from anning.services.sample_story import Story

SAMPLE = 2_000
SHARE = 0.025
DAY = date(2026, 3, 2)
TEXTS_AT_ONCE = 12_000
RUNS = 3
_REFERENCE = re.compile(r"&(?:#\d+|\w+);")


def texts(total: int) -> Iterator[str]:
    """Texts of the made-up case; of every forty, one with findings, as in traffic that is mostly ordinary."""
    story = Story(world(), senders(), total * 2, 1)
    said = iter(_REFERENCE.sub("", told.text) for told in story.messages())
    given = hits = 0
    while given < total:
        some = list(islice(said, TEXTS_AT_ONCE))
        found = examiner().found(some, lambda _: DAY)
        for number, text in enumerate(some):
            if number not in found or hits < given * SHARE:
                hits += number in found
                given += 1
                yield text
                if given == total:
                    return


def best(action: Callable[[], object], runs: int = RUNS) -> float:
    """CPU seconds of the fastest run."""
    spent = []
    for _ in range(runs):
        began = time.process_time()
        action()
        spent.append(time.process_time() - began)
    return min(spent)


def end_to_end(file: Path) -> tuple[int, int]:
    """Screen the file into nowhere; messages, and messages with findings."""
    usable = found = 0
    with file.open("rb") as stream, Path("/dev/null").open("wb") as out:
        for answered in screening.screen(screening.read(stream, "jsonl")):
            out.write(answered.lines)
            usable += answered.usable
            found += answered.found
    return usable, found


def engine_alone(judge: Examiner, said: Sequence[str]) -> None:
    """Which rules match which texts."""
    for start in range(0, len(said), TEXTS_AT_ONCE):
        deque(judge.engine.candidates(said[start : start + TEXTS_AT_ONCE]), maxlen=0)


def plain_loop(expressions: Sequence[re.Pattern[str]], said: Sequence[str]) -> None:
    """Every rule's expression on every text, as it would be done without an engine; width and script made one."""
    for text in said:
        folded = views.fold(text)
        for expression in expressions:
            expression.search(folded)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("messages", type=int, nargs="?", default=1_000_000)
    total = parser.parse_args().messages
    began = time.process_time()
    judge = examiner()
    rules = len(judge.engine.rules)
    print(
        f"start of the examiner: {time.process_time() - began:.2f} CPU s, {rules} rules, {judge.engine.scanner.name}"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "messages.jsonl")
        with file.open("w", encoding="utf-8") as out:
            for number, text in enumerate(texts(total)):
                line = {"id": str(number), "text": text, "at": "2026-03-02T10:00:00+08:00"}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        usable, found = end_to_end(file)
        spent = best(lambda: end_to_end(file))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        data = file.read_bytes()
        scan = best(lambda: data.count("欠款".encode()))
        print(f"end to end: {usable:,} messages, {found / usable:.1%} with findings, {spent:.2f} CPU s")
        print(
            f"  {usable / spent:,.0f} messages/s on one core; one bytes.count of the file takes {scan:.3f} s"
        )
        print(f"  peak memory {peak} MB")
    said = list(texts(min(total, 50_000)))
    some = said[:: max(1, len(said) // SAMPLE)]
    expressions = [judge.engine.expression(number) for number in range(rules)]
    each = best(lambda: engine_alone(judge, said)) / len(said)
    plain = best(lambda: plain_loop(expressions, some), 1) / len(some)
    print(f"engine alone: {1 / each:,.0f} messages/s, plain re loop {1 / plain:,.0f}: {plain / each:.0f} ×")
    same = Examiner(kind=PlainEngine)
    agreed = all(_findings(judge, text) == _findings(same, text) for text in some[:300])
    print(f"same findings as the plain loop on {len(some[:300])} messages: {'yes' if agreed else 'NO'}")


def _findings(judge: Examiner, text: str) -> object:
    return judge.one(text, DAY)


if __name__ == "__main__":
    main()
