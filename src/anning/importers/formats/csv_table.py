"""Tables: call records of carriers, lists of phone tools, chat exports; CSV, TSV and their relatives.

What each column means is guessed, reported in the Reading's settings and corrected by ``column.<role>`` in the
Place's (see table_layout.ROLES); also ``header`` (its line, 0 for none), ``delimiter``, ``encoding``, ``date_order``
(ymd, dmy, mdy), ``year``, ``kind`` (message, call), ``channel``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import BinaryIO, Literal

from anning.domain.china_time import Instant
from anning.domain.records import Contact, Direction, Problem, State
from anning.importers.formats import Found, Place, Tally, cells, decoding, table_rows
from anning.importers.formats.table_layout import Layout, is_table, lay_out, meaning_of
from anning.importers.formats.table_rows import TableRow

SAMPLE = 200
"""Rows the columns are guessed from."""
MOST_PROBLEMS = 200
"""Rows named one by one; of more the number is told."""
_ENDINGS = (".csv", ".tsv", ".tab")
_SEPARATOR_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}
_EVEN = 0.8
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|[-_./]?(?:0[1-9]|1[0-2])(?!\d)|(?:0[1-9]|1[0-2])[0-3]\d)")


class CsvTable:
    """One contact per row; cells no role was found for are kept in extra under their header.

    The locator ``row[12]`` is the line the row begins on, counted from 0 over the whole file, so that correcting
    a column changes no id.
    """

    name = "csv"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:
        """High for known headers, middling for a column of times and one of numbers, 0 for prose."""
        if not decoding.looks_like_text(head):
            return 0
        text, _ = decoding.decode(head)
        lines = text.splitlines(keepends=True)[: SAMPLE // 2]
        if len(head) >= decoding.BLOCK and len(lines) > 1:
            lines.pop()
        return _likelihood(lines, named=name.lower().endswith(_ENDINGS))

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Every row as a contact, rows that cannot be read as Problems, and the account."""
        lines = decoding.Lines(stream, place.settings.get("encoding", ""))
        source = iter(lines)
        start = list(islice(source, SAMPLE))
        wanted = place.settings.get("delimiter", "")
        mark = _SEPARATOR_WORDS.get(wanted, wanted[:1]) or table_rows.separator(start)
        rows = table_rows.rows_of(chain(start, source), mark)
        sample = list(islice(rows, SAMPLE))
        layout = lay_out([(row.line, row.cells) for row in sample], place.settings, place.name)
        table = _Table(layout, place, mark)
        yield from table.introduction()
        if is_table(layout):
            yield from table.contacts(chain(sample[layout.body :], rows))
        for line in lines.long_lines[:MOST_PROBLEMS]:
            yield Problem(place.line(line), f"这一行超过 {decoding.LONGEST_LINE >> 10} KB，只读了开头")
        yield table.tally.end(
            self.name,
            encoding=lines.encoding,
            repairs=dict(+(lines.repairs + table.repairs)),
            settings=table.settings(),
        )


def _likelihood(lines: Sequence[str], *, named: bool) -> int:
    mark = table_rows.separator(lines)
    rows = list(table_rows.rows_of(lines, mark))
    if not rows or not mark:
        return 0
    layout = lay_out([(row.line, row.cells) for row in rows], {})
    body = rows[layout.body :]
    if not layout.headers and len(body) < (1 if named else 2):
        return 0
    even = sum(len(row.cells) == layout.width for row in body) >= _EVEN * len(body)
    if layout.headers and is_table(layout) and (named or {"time", "number"} & set(layout.columns)):
        return 90 if named else 80
    if not layout.headers and even and {"time", "number"} <= set(layout.columns):
        return 85 if named else 60
    return 20 if named and even and layout.width > 1 else 0


class _Table:
    """Turns rows into contacts and keeps the account."""

    def __init__(self, layout: Layout, place: Place, mark: str) -> None:
        self.layout = layout
        self.place = place
        self.mark = mark
        self.tally = Tally()
        self.repairs: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.wordless = 0
        self.year, self.year_from = _year(layout, place)
        spare = set(range(max(layout.width, 1) + 50)) - set(layout.columns.values())
        self.labels = {i: layout.title(i) if i < len(layout.headers) else f"第{i + 1}列" for i in spare}

    def settings(self) -> Mapping[str, str]:
        """What was understood, to be shown and corrected."""
        shown = {"delimiter": "tab" if self.mark == "\t" else self.mark, **self.layout.settings()}
        if self.year_from:
            shown["year"] = f"{self.year}（{self.year_from}）"
        return shown

    def introduction(self) -> Iterator[Problem]:
        """What has to be said of the table as a whole."""
        layout, where = self.layout, self.place.name
        for wanted in layout.unknown:
            yield Problem(where, f"没有叫“{wanted}”的列")
        if not is_table(layout):
            yield Problem(where, "认不出哪一列是时间、号码、内容，请在列设置里指定后重新读取")
            return
        if "direction" not in layout.columns and not self.place.settings.get("direction"):
            yield Problem(where, "表里没有说明是收到还是发出，都先按收到的登记；可以在列设置里更正")
        if "time" not in layout.columns:
            yield Problem(where, "表里没有时间一列，登记的内容都没有时间")
        if not layout.kind and "kind" not in layout.columns:
            yield Problem(where, "看不出是短信还是通话，先按短信登记；可以在列设置里更正")

    def contacts(self, rows: Iterator[TableRow]) -> Iterator[Found]:
        """Contacts and Problems in the order of the file."""
        for row in rows:
            if row.cells == self.layout.headers:
                self.repairs["repeated_header"] += 1
                continue
            if row.wrong:
                yield from self._problem(row, row.wrong)
            yield from self._contact(row)
        if self.wordless:
            yield Problem(
                self.place.name,
                f"有 {self.wordless} 条消息没有文字（图片、语音、引用等），导出时没有写出内容",
            )
        for reason, times in self.reasons.items():
            if times > MOST_PROBLEMS:
                yield Problem(
                    self.place.name, f"{reason}：这样的行共 {times} 行，只列出前 {MOST_PROBLEMS} 行"
                )

    def _problem(self, row: TableRow, reason: str, cell: str = "") -> Iterator[Problem]:
        self.reasons[reason] += 1
        if self.reasons[reason] <= MOST_PROBLEMS:
            said = f"{reason}：“{cell[:40]}”" if cell else reason
            yield Problem(self.place.line(row.line), said)

    def _contact(self, row: TableRow) -> Iterator[Found]:
        given = self._fitted(row.cells)
        cell = {role: given[i] for role, i in self.layout.columns.items() if i < len(given)}
        text, address = cell.get("text", ""), cells.number(cell.get("number", ""))
        if not text.strip() and not address and not cells.is_moment(cell.get("time", "")):
            yield from self._problem(row, "这一行缺少时间、号码或内容，没有登记")
            return
        at, wrong_time = self._moment(cell)
        if wrong_time:
            yield from self._problem(row, f"时间没有读出（{wrong_time}），其余已登记", cell.get("time", ""))
        elif at is not None and not cells.is_likely(at):
            yield from self._problem(row, "时间不可信，可能是手机时钟没有设好", cell.get("time", ""))
        if cells.is_spoilt(address):
            yield from self._problem(row, "号码被表格软件改写过，后几位已经丢失", address)
        length, wrong_length = self._length(cell)
        if wrong_length:
            yield from self._problem(row, wrong_length, cell.get("duration", ""))
        yield self.tally.add(self._made(row, cell, (at, length), self._extra(given, cell, at)))

    def _fitted(self, given: list[str]) -> list[str]:
        """Cells in their columns: a text with unquoted separators is put together again, empty ends are dropped."""
        width, at = self.layout.width, self.layout.columns.get("text")
        while len(given) > width and not given[-1].strip():
            given = given[:-1]
        over = len(given) - width
        if over <= 0 or at is None:
            return given
        self.repairs["unquoted_separator"] += 1
        return [*given[:at], self.mark.join(given[at : at + over + 1]), *given[at + over + 1 :]]

    def _moment(self, cell: Mapping[str, str]) -> tuple[Instant | None, str]:
        written = cell.get("time", "").strip()
        if "time" not in cell:
            return None, ""
        joined = f"{written} {cell['clock'].strip()}" if cell.get("clock") else written
        try:
            return cells.moment(joined, order=self.layout.order, year=self.year), ""
        except cells.UnreadableError as reason:
            return None, str(reason)

    def _length(self, cell: Mapping[str, str]) -> tuple[int | None, str]:
        try:
            return cells.seconds(cell.get("duration", ""), minutes=self.layout.minutes), ""
        except cells.UnreadableError:
            return None, "时长没有读出，其余已登记"

    def _made(
        self,
        row: TableRow,
        cell: Mapping[str, str],
        measured: tuple[Instant | None, int | None],
        extra: Mapping[str, str],
    ) -> Contact:
        at, length = measured
        kind, direction, state = self._meaning(cell)
        text = cell.get("text", "")
        if kind == "message" and "text" in self.layout.columns and not text.strip():
            self.wordless += 1
        if kind == "call" and state == "unknown" and length:
            state = "connected"
        return Contact(
            kind=kind,
            locator=f"{self.place.prefix}row[{row.line - 1}]",
            at=at,
            direction=direction,
            address=cells.number(cell.get("number", "")),
            name=cell.get("name", "").strip(),
            text=text,
            channel="call" if kind == "call" else self.layout.channel,
            duration_s=length if kind == "call" else None,
            state=state if kind == "call" else "unknown",
            extra=extra,
        )

    def _meaning(self, cell: Mapping[str, str]) -> tuple[Literal["message", "call"], Direction, State]:
        said, code = meaning_of(cell.get("direction", "")), cell.get("direction", "").strip().lower()
        kind = meaning_of(cell.get("kind", "")).kind or (
            "message" if cell.get("text", "").strip() else said.kind
        )
        kind = kind or self.layout.kind or "message"
        if self.layout.kind and self.place.settings.get("kind"):
            kind = self.layout.kind
        if not said.direction and code:
            said = self.layout.codes(call=kind == "call").get(code, said)
        state = meaning_of(cell.get("state", "")).state or said.state or "unknown"
        fallback: Direction = "out" if self.place.settings.get("direction") == "out" else "in"
        return "call" if kind == "call" else "message", said.direction or fallback, state

    def _extra(self, given: Sequence[str], cell: Mapping[str, str], at: Instant | None) -> Mapping[str, str]:
        """Cells of columns without a role under their header, and the time as written when it was not read."""
        extra = {self.labels[i]: given[i] for i in range(len(given)) if i in self.labels and given[i].strip()}
        if at is None and cell.get("time", "").strip():
            extra["time"] = cell["time"].strip()
        return extra


def _year(layout: Layout, place: Place) -> tuple[int, str]:
    """The year for dates without one, and where it is from: the person, the lines above the table, the file name."""
    wanted = place.settings.get("year", "")[:4]
    if wanted.isdecimal():
        return int(wanted), ""
    for text, origin in ((" ".join(layout.preamble), "表头"), (place.name, "文件名")):
        years = set(_YEAR.findall(text))
        if len(years) == 1:
            return int(years.pop()), origin
    return 0, ""


FORMAT = CsvTable()
