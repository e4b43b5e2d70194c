"""Rows out of lines: the separator found, quoted line breaks joined, a quote never closed kept from eating the rest."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

SEPARATORS = (",", "\t", ";", "|")
LONGEST_ROW = 1 << 18
MOST_LINES = 1000
"""Characters and lines one quoted cell may go on for; beyond that its quote was never closed."""


class TableRow(Struct, frozen=True):
    """Line the row begins on (from 1), its cells, and what was wrong with it ("" when nothing)."""

    line: int
    cells: list[str]
    wrong: str = ""


def separator(lines: Sequence[str]) -> str:
    """The separator that cuts the lines into the same number of cells most often; "" when none does."""
    marked = next((line for line in lines[:1] if line.lower().startswith("sep=")), "")
    if len(mark := marked.rstrip("\r\n")[4:]) == 1:
        return mark
    best = max(SEPARATORS, key=lambda one: _evenness(lines, one))
    return best if _evenness(lines, best) else ""


def _evenness(lines: Sequence[str], separator_: str) -> float:
    """How many lines share the usual number of cells, times a little for more cells; 0 when that number is 1."""
    csv.field_size_limit(2 * LONGEST_ROW)
    rows = [row.cells for row in rows_of(lines, separator_) if any(cell.strip() for cell in row.cells)]
    widths = Counter(len(row) for row in rows)
    usual, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    return times / len(rows) * (1 + min(usual, 20) / 100) if usual > 1 else 0


def rows_of(lines: Iterable[str], separator_: str) -> Iterator[TableRow]:
    """Every row that is not blank; "" as separator gives rows of one cell."""
    csv.field_size_limit(2 * LONGEST_ROW)
    queue = _Queue(lines)
    while (first := queue.take()) is not None:
        line = queue.number
        text = first.rstrip("\r\n")
        if not text.strip() or (line == 1 and text.lower().startswith("sep=") and len(text) == 5):  # noqa: PLR2004
            continue
        if '"' not in text:
            yield TableRow(line, text.split(separator_) if separator_ else [text])
        else:
            yield _quoted(first, line, separator_ or ",", queue)


class _Queue:
    """Lines with their numbers, some of which may be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.number = 0

    def take(self) -> str | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        self.number += line is not None
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


class _Feed:
    """Hands csv.reader one line after another and notes when it wants more than there is."""

    def __init__(self, first: str, queue: _Queue) -> None:
        self.given = [first]
        self.starved = False
        self._queue = queue
        self._next: str | None = first
        self._room = LONGEST_ROW - len(first)

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line, self._next = self._next, None
        if line is not None:
            return line
        line = self._queue.take() if self._room > 0 and len(self.given) < MOST_LINES else None
        if line is None:
            self.starved = True
            raise StopIteration
        self.given.append(line)
        self._room -= len(line)
        return line


def _quoted(first: str, line: int, separator_: str, queue: _Queue) -> TableRow:
    feed = _Feed(first, queue)
    try:
        found = next(csv.reader(feed, delimiter=separator_), [])
    except csv.Error:
        found, feed.starved = [], True
    if not feed.starved:
        return TableRow(line, found)
    queue.put_back(feed.given[1:])
    return TableRow(line, first.rstrip("\r\n").split(separator_), "引号没有成对，按一行读入")
