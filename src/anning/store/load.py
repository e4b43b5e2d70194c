"""Putting the contacts of one original into the index: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from itertools import repeat
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
from django.db import connection, transaction

from anning.domain.china_time import Instant
from anning.domain.findings import Examined, Finding
from anning.domain.numbers import caller_key
from anning.domain.records import Contact, Problem, Reading
from anning.store import files, rows, search, sql
from anning.store.codes import CHANNEL, DIRECTION, KIND, NO_TIME, NOTHING, STATE, VERDICT, summary
from anning.store.duplicates import Counting, Held, Mark, fingerprint, held_elsewhere, mark_all
from anning.store.files import About
from anning.store.guard import spoken
from anning.store.search import INDEXED, Indexed
from anning.store.tally import Tally
from anning.store.values import ID_BYTES
from anning.store.writing import changed

_UNRELATED = Examined("unrelated", ())
_key_of = lru_cache(maxsize=4096)(caller_key)


_COLUMNS = (
    *INDEXED,
    "evidence",
    "kind",
    "direction",
    "channel",
    "state",
    "duration_s",
    "locator",
    "fingerprint",
    "nth",
    "found",
    "verdict",
    "conducts",
    "levels",
    "live_verdict",
    "live_conducts",
    "live_levels",
)
_NOTHING_FOUND = (None, *NOTHING, *NOTHING)
T = TypeVar("T")
_Row = tuple[Any, ...]
"""The columns but the first: a row gets its number once those around it are in order of time."""


def loading(  # noqa: PLR0913 - what is known of an original, by name
    evidence: str,
    *,
    name: str,
    import_id: str,
    sealed_at: Instant,
    media_type: str = "",
    size: int = 0,
    derived_from: str = "",
    locator: str = "",
) -> Loading:
    """A transaction that puts in one original, named by its SHA-256; what was there of it before is replaced.

    When two originals hold the same message, the one with the smaller (sealed_at, evidence) keeps it, in
    whatever order they are loaded: the timeline depends on what is in the vault, not on how it was read.
    """
    return Loading(
        evidence,
        About(
            name=name,
            import_id=import_id,
            sealed_at=sealed_at,
            media_type=media_type,
            size=size,
            derived_from=derived_from,
            locator=locator,
        ),
    )


class Loading:
    """One original on its way in; see loading(). Nobody sees any of it before the block ends well after finish().

    Raises Busy when another program writes for too long, DiskFull, Damage.
    """

    def __init__(self, evidence: str, about: About) -> None:
        self.evidence = evidence
        self.duplicates = 0
        self.added: Counter[str] = Counter()
        """How many were new, by kind."""
        self._about = about
        self._prefix = f"{evidence}\n".encode()
        self._atomic = transaction.atomic(durable=True)
        self._finished = False
        self._buffer: list[_Row] = []
        self._open_segment: list[Indexed] = []
        self._keepers: set[int] = set()
        self._stolen: dict[int, int] = {}
        self._tally = Tally(_COLUMNS)

    def __enter__(self) -> Self:
        with spoken():
            self._atomic.__enter__()
        try:
            with spoken():
                self._begin()
        except BaseException as reason:
            self._atomic.__exit__(type(reason), reason, reason.__traceback__)
            raise
        return self

    def _begin(self) -> None:
        self._cursor = connection.cursor()
        sql.one_writer(self._cursor)
        self._number = files.put(self._cursor, self.evidence, self._about)
        self._order = (self._about.sealed_at, self.evidence)
        self._others = files.others(self._cursor, self._number)
        self._said = Said(self._cursor)
        self._dismissed = rows.dismissed(self._cursor)
        self._counting = Counting(self._cursor, self._number)
        self._first = self._next = files.next_seq(self._cursor)

    def add(self, contacts: Sequence[Contact], examined: Sequence[Examined] = ()) -> int:
        """Put in contacts with what was found in each (nothing, when examined is empty); how many were new.

        What an earlier original already has is left out and counted in duplicates.
        """
        if not contacts:
            return 0
        kinds, locators, given, directions, addresses, names, texts, channels, durations, states, _ = zip(
            *map(msgspec.structs.astuple, _storable(contacts)), strict=True
        )
        at = [NO_TIME if moment is None else moment for moment in given]
        kind, direction = [KIND[word] for word in kinds], [DIRECTION[word] for word in directions]
        callers = [_key_of(address) for address in addresses]
        marks: list[Mark] = mark_all(kind, direction, callers, at, durations, texts)
        results = examined or repeat(_UNRELATED, len(contacts))
        with spoken():
            nth = self._counting.nth(marks)
            kept = self._kept(marks, nth, [word == "file" for word in channels])
            columns = zip(
                *(at, map(self._uid, locators), callers, names, addresses, texts, repeat(self._number)),
                *(kind, direction, [CHANNEL[word] for word in channels], [STATE[word] for word in states]),
                *(durations, locators, map(fingerprint, marks), nth),
                strict=False,
            )
            plain = list(zip(columns, results, strict=True))
            self._buffer += [(*row, *self._found(row[1], result)) for row, result in _at(plain, kept)]
            self._counting.waiting += _at(marks, kept)
            while len(self._buffer) >= self._room():
                self._flush(self._room())
        self.duplicates += len(contacts) - len(kept)
        self.added.update(_at(kinds, kept))
        return len(kept)

    def attach(self, contact: str, evidence: str, media_type: str, name: str) -> None:
        """An original that came with the contact at this locator."""
        with spoken():
            self._cursor.execute(
                "INSERT INTO attached (contact, owner, evidence, media_type, name) VALUES (%s, %s, %s, %s, %s)",
                (self._uid(contact), self._number, evidence, media_type, name),
            )

    def finish(
        self, reading: Reading, problems: Sequence[Problem] = (), duplicates: int | None = None
    ) -> None:
        """The account of the reading; after this the end of the block makes everything visible at once."""
        with spoken():
            while self._buffer:
                self._flush(min(len(self._buffer), self._room()))
            if duplicates is not None:
                self.duplicates = duplicates
            files.account(self._cursor, self._number, reading, problems)
            files.count(self._cursor, self._number, self._first, self._next, self.duplicates)
            files.shadowed(self._cursor, self._number, self._keepers, self._stolen)
            self._tally.write(self._cursor, self._number)
            changed(self._cursor, "contacts")
        self._finished = True

    def __exit__(
        self, kind: type[BaseException] | None, reason: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._finished:
            transaction.set_rollback(True)
        with spoken():
            self._atomic.__exit__(kind, reason, trace)

    def _kept(self, marks: Sequence[Mark], nth: Sequence[int], alone: Sequence[bool]) -> Sequence[int]:
        """Places in the batch of those no earlier original has; a later one gives up what this one has.

        A file that stands alone is never a copy of another: with the same bytes it would be the same original.
        """
        if not self._others:
            return range(len(marks))
        held = held_elsewhere(self._cursor, self._number, marks)
        kept = []
        for n, mark in enumerate(marks):
            other = None if alone[n] else held.get((mark, nth[n]))
            if other and self._others[other.evidence] < self._order:
                self._keepers.add(other.evidence)
                self._counting.left_out.append(hash(mark))
                continue
            if other:
                self._take_over(other)
            kept.append(n)
        return kept

    def _take_over(self, other: Held) -> None:
        self._cursor.execute("DELETE FROM contact WHERE seq = %s", (other.seq,))
        self._stolen[other.evidence] = self._stolen.get(other.evidence, 0) + 1

    def _found(self, uid: bytes, result: Examined) -> tuple[Any, ...]:
        """The columns from found on."""
        if not result.findings:
            return _NOTHING_FOUND
        return found_columns(self._said, result, self._dismissed.get(uid))

    def _uid(self, locator: str) -> bytes:
        """domain.records.contact_id, as bytes."""
        return sha256(self._prefix + locator.encode()).digest()[:ID_BYTES]

    def _room(self) -> int:
        return search.SEGMENT - self._next % search.SEGMENT

    def _flush(self, count: int) -> None:
        """Give numbers to the oldest of the buffer, in order of time so that blocks span little of it, and write."""
        batch = sorted(self._buffer[:count])
        del self._buffer[:count], self._counting.waiting[:count]
        numbered = [(seq, *row) for seq, row in enumerate(batch, self._next)]
        sql.insert_many(self._cursor, "contact", _COLUMNS, numbered)
        self._tally.add(numbered)
        self._open_segment += numbered
        self._next += count
        if self._next % search.SEGMENT == 0:
            number = self._next // search.SEGMENT - 1
            search.write_segment(self._cursor, number, self._before(number) + self._open_segment)
            self._open_segment = []

    def _before(self, number: int) -> list[Indexed]:
        """What earlier originals put into the segment this one has filled."""
        self._cursor.execute(
            f"SELECT {', '.join(INDEXED)} FROM contact WHERE seq >= %s AND seq < %s ORDER BY seq",  # noqa: S608
            (number * search.SEGMENT, self._first),
        )
        return [(seq, at, bytes(uid), *words) for seq, at, uid, *words in self._cursor]


def found_columns(said: Said, result: Examined, gone: set[rows.Place] | None = None) -> tuple[Any, ...]:
    """The columns from found on, for a text in which something was found; gone is what the person took out."""
    own = live = (VERDICT[result.verdict], *summary(result.findings)[1:])
    if gone:
        live = summary(rows.stands(result.findings, gone))
    return (said.places(result.findings), *own, *live)


class Said:
    """Numbers for what findings say; the same words under the same norms are written once."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._numbers: dict[tuple[Any, ...], int] = {}

    def places(self, findings: Iterable[Finding]) -> str:
        """The findings as [[said, start, end], …]."""
        return "[" + ",".join(f"[{self._number(f)},{f.start},{f.end}]" for f in findings) + "]"

    def _number(self, finding: Finding) -> int:
        key = (
            finding.rule,
            finding.level,
            finding.verdict,
            finding.decides,
            finding.disguised,
            finding.citations,
            finding.caution,
            finding.conduct,
        )
        if key not in self._numbers:
            self._numbers[key] = self._written(finding)
        return self._numbers[key]

    def _written(self, finding: Finding) -> int:
        body = msgspec.json.encode(msgspec.structs.replace(finding, start=0, end=0, quote=""))
        digest = sha256(body).digest()
        self._cursor.execute("SELECT id FROM said WHERE digest = %s", (digest,))
        if (known := self._cursor.fetchone()) is None:
            self._cursor.execute(
                "INSERT INTO said (digest, body) VALUES (%s, %s) RETURNING id", (digest, body.decode())
            )
            known = self._cursor.fetchone()
        return int(known[0])


def _at(values: Sequence[T], places: Sequence[int]) -> Sequence[T]:
    """The values at some places, which are in order."""
    return values if len(places) == len(values) else [values[place] for place in places]


def _storable(contacts: Sequence[Contact]) -> Sequence[Contact]:
    """The contacts without NUL and half characters, which no database holds; offsets stay."""
    words = "".join([f"{c.text}{c.name}{c.address}{c.locator}" for c in contacts])
    with suppress(UnicodeEncodeError):
        if b"\0" not in words.encode():
            return contacts
    return [
        msgspec.structs.replace(
            contact,
            text=_clean(contact.text),
            name=_clean(contact.name),
            address=_clean(contact.address),
            locator=_clean(contact.locator),
        )
        for contact in contacts
    ]


def _clean(text: str) -> str:
    return "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
