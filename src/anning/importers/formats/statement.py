"""A statement of a bank, Alipay or WeChat as CSV: one row of money a line. Read only where somebody says it is one.

A row is a contact of the kind document that goes to nobody's timeline: name is the other side, text the purpose,
extra has ``amount`` (CNY, positive), ``direction`` (in, out or "" where the file does not say), ``state`` and
``moved`` ("no" where the file says that no money moved). The locator ``row[12]`` is the line, counted from 0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO, get_args

from msgspec import Struct

from anning.domain import money
from anning.domain.china_time import Instant
from anning.domain.records import Contact, Problem
from anning.importers.formats import Found, Place, Tally, cells, decoding, table_rows
from anning.importers.formats.table_rows import TableRow
from anning.knowledge.statements import statements

NAME = "statement"
PREAMBLE = 80
"""Rows among which the header is looked for; statements begin with a page of words."""
MOST_PROBLEMS = 200
_BRACKETS = re.compile(r"[（(【\[].*?[)）\]】]")
_ZIP = b"PK\x03\x04"


class _Head(Struct, frozen=True):
    """The header: its place among the rows, its titles, and which column has which role."""

    place: int
    titles: tuple[str, ...]
    roles: Mapping[str, int]

    @property
    def usable(self) -> bool:
        """Whether money and time can be found."""
        return "time" in self.roles and bool({"amount", "income", "outcome"} & self.roles.keys())


class Statement:
    """Rows of money, rows that cannot be read as Problems by line, and the account.

    The Reading's settings are ``column.<role>`` (the title taken for it) and ``headers`` (all titles, one a line).
    """

    name = NAME
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - never by looks
        """Never claimed: whose money this is has to be said."""
        return 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Every row, and the account."""
        lines = decoding.Lines(stream, place.settings.get("encoding", ""))
        source = iter(lines)
        start = list(islice(source, PREAMBLE))
        mark = table_rows.separator(start)
        rows = table_rows.rows_of(chain(start, source), mark)
        sample = list(islice(rows, PREAMBLE))
        head = _head(sample, place.settings)
        tally = Tally()
        if not head.usable:
            yield Problem(place.name, "认不出哪一列是时间、哪一列是金额；请在下面指给安宁看")
        else:
            reader = _Rows(head, place)
            for found in reader.found(chain(sample[head.place + 1 :], rows)):
                yield tally.add(found) if isinstance(found, Contact) else found
        settings = {f"column.{role}": head.titles[i] for role, i in head.roles.items()}
        settings["headers"] = "\n".join(title for title in head.titles if title)
        yield tally.end(NAME, complete=head.usable, encoding=lines.encoding, settings=settings)


def _head(rows: Sequence[TableRow], settings: Mapping[str, str]) -> _Head:
    """The first row that names a time and an amount; where there is none, the one with the most titles."""
    heads = [_named(place, row.cells, settings) for place, row in enumerate(rows)]
    good = next((one for one in heads if one.usable), None)
    return good or max(heads, key=lambda one: sum(map(bool, one.titles)), default=_Head(0, (), {}))


def _named(place: int, given: Sequence[str], settings: Mapping[str, str]) -> _Head:
    titles = tuple(cell.strip().strip("\ufeff\t") for cell in given)
    plain = [_BRACKETS.sub("", cells.plain(title)).replace(" ", "") for title in titles]
    roles: dict[str, int] = {}
    for column in statements().columns:
        wanted = settings.get(f"column.{column.role}", "")
        if wanted in titles and wanted:
            roles[column.role] = titles.index(wanted)
            continue
        taken = set(roles.values())
        found = (plain.index(word) for word in column.words if word in plain)
        if not wanted and (at := next((one for one in found if one not in taken), None)) is not None:
            roles[column.role] = at
    return _Head(place, titles, roles)


class _Rows:
    """Turns rows into contacts; one that has a time without money, or money without a time, is named by its line."""

    def __init__(self, head: _Head, place: Place) -> None:
        self._head, self._place = head, place
        self._named: Counter[str] = Counter()

    def found(self, rows: Iterator[TableRow]) -> Iterator[Found]:
        """Contacts and Problems in the order of the file; words below the table are passed over."""
        for row in rows:
            cell = {role: row.cells[i].strip() for role, i in self._head.roles.items() if i < len(row.cells)}
            if tuple(map(str.strip, row.cells)) == self._head.titles:
                continue
            timed = cells.is_moment(cell.get("time", ""))
            amount, direction = _amount(cell)
            if not timed and amount is None:
                continue
            at, wrong = self._moment(cell)
            if amount is None:
                wrong = "金额没有读出，这一行没有用"
            if wrong or amount is None:
                yield from self._problem(row, wrong, cell)
                continue
            yield self._contact(row, cell, (at, amount, direction))
        for reason, times in self._named.items():
            if times > MOST_PROBLEMS:
                yield Problem(
                    self._place.name, f"{reason}：这样的行共 {times} 行，只列出前 {MOST_PROBLEMS} 行"
                )

    def _moment(self, cell: Mapping[str, str]) -> tuple[Instant | None, str]:
        try:
            return cells.moment(cell.get("time", ""), order=_order(self._place)), ""
        except cells.UnreadableError as reason:
            return None, f"时间没有读出（{reason}），这一行没有用"

    def _problem(self, row: TableRow, reason: str, cell: Mapping[str, str]) -> Iterator[Problem]:
        self._named[reason] += 1
        if self._named[reason] <= MOST_PROBLEMS:
            written = " ".join(part for part in (cell.get("time", ""), cell.get("amount", "")) if part)
            yield Problem(self._place.line(row.line), f"{reason}：“{written[:40]}”")

    def _contact(
        self, row: TableRow, cell: Mapping[str, str], known: tuple[Instant | None, Decimal, str]
    ) -> Contact:
        at, amount, direction = known
        state = cells.plain(cell.get("state", ""))
        extra = {"amount": money.shown(abs(amount)), "direction": direction, "state": cell.get("state", "")}
        if state in statements().not_moved:
            extra["moved"] = "no"
        return Contact(
            kind="document",
            locator=f"{self._place.prefix}row[{row.line - 1}]",
            at=at,
            direction="out" if direction == "out" else "in",
            name=cells.number(cell.get("other", "")),
            text=cells.number(cell.get("what", "")),
            channel="file",
            extra={key: value for key, value in extra.items() if value},
        )


def _order(place: Place) -> cells.Order:
    wanted = place.settings.get("date_order", "")
    return next((one for one in get_args(cells.Order) if one == wanted), "")


def _amount(cell: Mapping[str, str]) -> tuple[Decimal | None, str]:
    """The sum and where it went: in, out, or "" where the file does not say."""
    known = statements()
    came, went = (_number(cell.get(role, "")) for role in ("income", "outcome"))
    if came or went:
        return (came, "in") if came else (went, "out")
    amount, said = _number(cell.get("amount", "")), cells.plain(cell.get("direction", ""))
    if said in known.income or said in known.outcome:
        return amount, "in" if said in known.income else "out"
    if amount is not None and (amount < 0 or cell.get("amount", "").lstrip().startswith("+")):
        return amount, "out" if amount < 0 else "in"
    return amount, ""


def _number(cell: str) -> Decimal | None:
    """A sum; None for an empty cell or words."""
    try:
        return money.number(cells.plain(cell).replace(",", "")) if cells.plain(cell) else None
    except ValueError:
        return None


FORMAT = Statement()
