"""Which column of a table means what: guessed from headers and cells, corrected by the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct, field

from anning.domain.records import Channel
from anning.importers.formats import cells
from anning.knowledge import formats as knowledge

Row = tuple[int, list[str]]
"""Number of the line a row begins on, counted from 1, and its cells."""

ROLES = ("time", "clock", "number", "name", "direction", "text", "duration", "state", "kind")
HEADER_WITHIN = 30
"""Rows in which the header is looked for: carriers put title, owner and period above it."""
_LOOKED_AT = 200
"""Characters of a cell by which it is judged."""
_ENOUGH = 0.8
_HALF = 0.5
_TWO = 2
_DIGITS = re.compile(r"\d+")


class Layout(Struct, frozen=True, kw_only=True):
    """What was understood of a table.

    columns gives the index of each role that was found, headers the header cells (empty when there are none),
    body the place of the first row of data within the sample, width the usual number of cells.
    """

    columns: dict[str, int]
    headers: list[str]
    body: int
    width: int
    kind: Literal["message", "call", ""] = ""
    channel: Channel = "sms"
    order: cells.Order = ""
    minutes: bool = False
    unknown: tuple[str, ...] = ()
    preamble: tuple[str, ...] = field(default=())

    def title(self, index: int) -> str:
        """The header of a column, or its number counted from 1."""
        named = index < len(self.headers) and self.headers[index].strip()
        return named or str(index + 1)

    def codes(self, *, call: bool) -> Mapping[str, knowledge.Meaning]:
        """What a bare number in the direction column means."""
        codes = knowledge.columns().codes
        sender = _is_sender(self.title(self.columns["direction"])) if "direction" in self.columns else False
        return codes.sender if sender else codes.call if call else codes.message

    def settings(self) -> dict[str, str]:
        """The guess as it is shown: role → header or number, and all headers for choosing another."""
        shown = {role: self.title(index) for role, index in self.columns.items()}
        shown["headers"] = "\t".join(self.title(index) for index in range(self.width))
        if self.order:
            shown["date_order"] = self.order
        return shown


def lay_out(sample: Sequence[Row], settings: Mapping[str, str], name: str = "") -> Layout:
    """The layout of a table from its first rows, with what the person has said in ``column.<role>``."""
    body = _header_end(sample, settings)
    headers = sample[body - 1][1] if body else []
    rows = [row for _, row in sample[body:] if any(row)]
    width = max(len(headers), _usual([len(row) for row in rows]))
    columns = _guess(headers, rows, width)
    unknown = _correct(columns, headers, settings, width)
    if headers and columns.get("text") == len(headers) - 1:
        # What stands beyond a text in the last column is the rest of that text, its separators unquoted.
        width = len(headers)
    times = _column(columns, "time", rows)
    return Layout(
        columns=columns,
        headers=headers,
        body=body,
        width=width,
        kind=_kind(columns, rows, settings, name),
        channel=_channel(headers, settings),
        order=_order(times, settings),
        minutes="分" in _title(headers, columns.get("duration")),
        unknown=unknown,
        preamble=tuple("".join(row) for _, row in sample[: max(body - 1, 0)]),
    )


def roles_in(row: Sequence[str]) -> set[str]:
    """The roles whose header words stand in a row exactly as a cell."""
    return {role for cell in row for role in _words().get(_plain_header(cell[:_LOOKED_AT]), {})}


def is_table(layout: Layout) -> bool:
    """Whether enough was understood to read contacts out of it: a time or a text, and something beside it."""
    return bool({"time", "text"} & set(layout.columns)) and len(layout.columns) >= _TWO


@cache
def _words() -> dict[str, dict[str, int]]:
    """Header word → role → weight, the first words of a role weighing most."""
    table: dict[str, dict[str, int]] = {}
    for column in knowledge.columns().columns:
        for rank, word in enumerate(column.words):
            table.setdefault(_plain_header(word), {}).setdefault(column.role, 100 - rank)
    return table


@lru_cache(maxsize=4096)
def _plain_header(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).lower().strip().strip("\ufeff")
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\s\"'_:：*-]+", "", text)


def _title(headers: Sequence[str], index: int | None) -> str:
    return headers[index] if index is not None and index < len(headers) else ""


def _header_end(sample: Sequence[Row], settings: Mapping[str, str]) -> int:
    """How many rows of the sample stand above the data; 0 when there is no header."""
    wanted = settings.get("header", "")
    if wanted.isdecimal():
        return next((at + 1 for at, (line, _) in enumerate(sample) if line == int(wanted)), 0)
    named = {value.strip() for key, value in settings.items() if key.startswith("column.")}
    known = [len(roles_in(row) | (named & set(row))) for _, row in sample[:HEADER_WITHIN]]
    best = max(known, default=0)
    if best >= _TWO or (best == 1 and known[0] == 1 and not _has_data(sample[0][1])):
        return known.index(best) + 1
    # Headers in words nobody knows still show: no time or number in the first row, but in the second.
    return int(
        len(sample) > 1 and _has_data(sample[1][1]) and not _has_data(sample[0][1]) and len(sample[0][1]) > 1
    )


def _has_data(row: Sequence[str]) -> bool:
    return any(cells.is_moment(cell) or cells.is_phone(cell) for cell in row)


def _column(columns: Mapping[str, int], role: str, rows: Sequence[Sequence[str]]) -> list[str]:
    index = columns.get(role)
    return [] if index is None else [row[index] for row in rows if index < len(row)]


def _usual(widths: Sequence[int]) -> int:
    return max(set(widths), key=lambda width: (widths.count(width), -width), default=0)


def _guess(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> dict[str, int]:
    """Role → column, best fitting pair first, no column twice."""
    headed = bool(roles_in(headers))
    cells_of = [
        [row[i].strip()[:_LOOKED_AT] for row in rows if i < len(row) and row[i].strip()] for i in range(width)
    ]
    offers = [
        (score, role, i)
        for i in range(width)
        for role in ROLES
        if (score := _score(role, _title(headers, i), cells_of[i], headed=headed)) > 0
    ]
    columns: dict[str, int] = {}
    for _, role, i in sorted(offers, key=lambda offer: (-offer[0], ROLES.index(offer[1]), offer[2])):
        if role not in columns and i not in columns.values():
            columns[role] = i
    return _sensible(columns, cells_of, headed=headed)


def _score(role: str, header: str, values: Sequence[str], *, headed: bool) -> float:
    fit = _fit(role, values, header)
    if not headed:
        return fit * 50 if fit >= _ENOUGH and role in _BY_CONTENT else 0
    exact = _words().get(_plain_header(header), {}).get(role, 0)
    word = exact or _contained(role, header)
    if not word or (values and fit < _HALF and not (exact and role in ("number", "name", "text"))):
        return 0
    if role == "number" and _plain_header(header) in _not_numbers():
        return 0
    return word * (0.3 + 0.7 * (fit if values else 1))


def _contained(role: str, header: str) -> float:
    plain = _plain_header(header)
    inside = [
        weight * len(word) / len(plain)
        for word, roles in _words().items()
        if len(word) >= _TWO and word in plain and (weight := roles.get(role))
    ]
    return max(inside, default=0) * 0.6


@cache
def _not_numbers() -> frozenset[str]:
    return frozenset(_plain_header(word) for word in knowledge.columns().not_number)


_BY_CONTENT = {"time", "clock", "number", "direction", "text", "duration", "kind"}
"""Roles that a table without headers gives away; a name or a state cannot be told from any other word."""


def _fit(role: str, values: Sequence[str], header: str = "") -> float:
    """Share of the cells that look like the role, 0 to 1."""
    if not values:
        return 0
    good = sum(_looks(role, value, header) for value in values)
    return good / len(values)


def _looks(role: str, value: str, header: str) -> bool:
    meaning = meaning_of(value)
    looks = {
        "time": lambda: cells.is_moment(value),
        "clock": lambda: cells.is_clock(value),
        "number": lambda: cells.is_phone(value),
        "name": lambda: not cells.is_moment(value) and not _DIGITS.fullmatch(value),
        "direction": lambda: bool(meaning.direction) or value.lower() in _codes(header),
        "text": lambda: len(value) >= _TWO and not cells.is_moment(value) and not cells.is_phone(value),
        "duration": lambda: cells.is_length(value) or (bool(header) and value.isdecimal()),
        "state": lambda: bool(meaning.state),
        "kind": lambda: meaning.kind is not None and not meaning.direction,
    }
    return looks[role]()


def _codes(header: str) -> Mapping[str, knowledge.Meaning]:
    codes = knowledge.columns().codes
    if _is_sender(header):
        return codes.sender
    return codes.message if header else {}


def _is_sender(header: str) -> bool:
    """Whether 1 in this column means "I sent it"."""
    return _plain_header(header) in {_plain_header(word) for word in knowledge.columns().codes.sender_headers}


def _sensible(columns: dict[str, int], cells_of: Sequence[Sequence[str]], *, headed: bool) -> dict[str, int]:
    """Corrections that need the whole picture."""
    if "number" not in columns and "name" in columns and _fit("number", cells_of[columns["name"]]) >= _HALF:
        columns["number"] = columns.pop("name")
    if "clock" in columns and ("time" not in columns or _with_clock(cells_of[columns["time"]])):
        del columns["clock"]
    if (
        not headed
        and "text" in columns
        and (texts := cells_of[columns["text"]])
        and not _is_wordy(texts)
        and "duration" in columns
    ):
        del columns["text"]
    return columns


def _with_clock(values: Sequence[str]) -> bool:
    return any(":" in cells.plain(value) or "时" in value or value.isdecimal() for value in values[:20])


def _is_wordy(values: Sequence[str]) -> bool:
    return any(len(value) > 6 for value in values)  # noqa: PLR2004 - longer than "主叫" or "国内通话"


def _correct(
    columns: dict[str, int], headers: Sequence[str], settings: Mapping[str, str], width: int
) -> tuple[str, ...]:
    """Put in what the person chose (header, or number from 1; "-" for none); returns choices not to be found."""
    unknown = []
    for key, wanted in settings.items():
        role = key.removeprefix("column.")
        if role == key or role not in ROLES:
            continue
        columns.pop(role, None)
        index = _find(wanted.strip(), headers, width)
        if index is not None:
            for other in [other for other, taken in columns.items() if taken == index]:
                del columns[other]
            columns[role] = index
        elif wanted.strip() not in ("", "-"):
            unknown.append(wanted)
    return tuple(unknown)


def _find(wanted: str, headers: Sequence[str], width: int) -> int | None:
    exact = [i for i, header in enumerate(headers) if header.strip() == wanted]
    alike = [
        i for i, header in enumerate(headers) if wanted and _plain_header(header) == _plain_header(wanted)
    ]
    if exact or alike:
        return (exact or alike)[0]
    return int(wanted) - 1 if wanted.isdecimal() and 1 <= int(wanted) <= width else None


def _kind(
    columns: Mapping[str, int], rows: Sequence[Sequence[str]], settings: Mapping[str, str], name: str
) -> Literal["message", "call", ""]:
    """What a row is when neither its own words nor a text in it say so; "" when nobody can tell."""
    wanted = settings.get("kind", "")
    if wanted in ("message", "call"):
        return "message" if wanted == "message" else "call"
    if "text" in columns or "duration" in columns:
        return "message" if "text" in columns else "call"
    said = [
        meaning_of(row[columns["direction"]]).kind for row in rows if columns.get("direction", 99) < len(row)
    ]
    if "call" in said:
        return "call"
    found = re.search(r"通话|话单|来电|call|短信|信息|sms|message", name.lower())
    if found:
        return "message" if found[0] in ("短信", "信息", "sms", "message") else "call"
    return ""


def _channel(headers: Sequence[str], settings: Mapping[str, str]) -> Channel:
    wanted = settings.get("channel", "")
    if wanted in ("sms", "wechat", "email", "note"):
        return (
            "wechat"
            if wanted == "wechat"
            else "email"
            if wanted == "email"
            else "note"
            if wanted == "note"
            else "sms"
        )
    known = {_plain_header(word) for word in knowledge.columns().wechat}
    return "wechat" if known & {_plain_header(header) for header in headers} else "sms"


def _order(times: Sequence[str], settings: Mapping[str, str]) -> cells.Order:
    """Day or month first, from dates in which only one of them is possible; "" when none tells or they disagree."""
    wanted = settings.get("date_order", "")
    if wanted in ("ymd", "dmy", "mdy"):
        return "ymd" if wanted == "ymd" else "dmy" if wanted == "dmy" else "mdy"
    parts = [found for value in times if (found := cells.ambiguous_parts(value))]
    day_first = any(a > 12 for a, _ in parts)  # noqa: PLR2004 - months
    month_first = any(b > 12 for _, b in parts)  # noqa: PLR2004 - months
    if day_first == month_first:
        return ""
    return "dmy" if day_first else "mdy"


def meaning_of(cell: str) -> knowledge.Meaning:
    """What the words of a short cell say; ``未接来电``, ``呼出（未接通）`` and ``Missed Call`` are understood."""
    return _meaning_of(cell[:_LOOKED_AT])


@lru_cache(maxsize=4096)
def _meaning_of(cell: str) -> knowledge.Meaning:
    text = cells.plain(cell)
    exact, inside = _meanings()
    if text in exact:
        return exact[text]
    if not text or len(text) > 16:  # noqa: PLR2004 - longer cells are texts, not labels
        return knowledge.Meaning()
    found: list[knowledge.Meaning] = []
    for word in inside:
        if word in text:
            found.append(exact[word])
            text = text.replace(word, " ")
    return knowledge.Meaning(
        direction=next((one.direction for one in found if one.direction), None),
        kind=next((one.kind for one in found if one.kind), None),
        state=next((one.state for one in found if one.state), None),
    )


@cache
def _meanings() -> tuple[dict[str, knowledge.Meaning], list[str]]:
    """Every word with its meaning, and those that may stand inside a longer cell, the longest first."""
    exact = {cells.plain(word): meaning for meaning in knowledge.columns().values for word in meaning.words}
    inside = sorted(
        (word for word in exact if len(word) >= _TWO and not word.isascii()), key=len, reverse=True
    )
    return exact, inside
