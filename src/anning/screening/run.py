"""Chunks through the examiner, in this process or in several, their order kept."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date

from anning.detection.wording import examiner
from anning.domain.china_time import china_day, now
from anning.screening.lines import Answered, answer

_AHEAD = 3
"""Chunks handed out for each worker: enough that none waits, few enough that memory stays flat."""


def screen(
    chunks: Iterable[bytes], *, workers: int = 1, today: date | None = None, engine: str = "tree"
) -> Iterator[Answered]:
    """Answers for chunks of JSON lines, in order; today (China) is the day for messages without a date.

    engine is a name of detection.wording.ENGINES; ImportError when it is not installed.
    """
    day = today or china_day(now())
    numbered = _numbered(chunks)
    if workers > 1:
        yield from _spread(numbered, workers, day, engine)
        return
    for chunk, first in numbered:
        yield answer(examiner(engine), chunk, first, day)


def _spread(
    numbered: Iterable[tuple[bytes, int]], workers: int, today: date, engine: str
) -> Iterator[Answered]:
    # spawn: a forked child would inherit whatever threads the caller has in an undefined state.
    context = multiprocessing.get_context("spawn")
    pending: deque[Future[Answered]] = deque()
    with ProcessPoolExecutor(workers, context) as pool:
        for chunk, first in numbered:
            pending.append(pool.submit(_elsewhere, chunk, first, today, engine))
            if len(pending) >= workers * _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def _elsewhere(chunk: bytes, first: int, today: date, engine: str) -> Answered:
    return answer(examiner(engine), chunk, first, today)


def _numbered(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    line = 1
    for chunk in chunks:
        yield chunk, line
        line += chunk.count(b"\n")
