"""Rows of the database as entries of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from anning.domain.entries import Entry
from anning.domain.findings import Finding
from anning.store import sql
from anning.store.codes import CHANNELS, DIRECTIONS, KINDS, NO_TIME, STATES, VERDICTS

COLUMNS = (
    "c.uid, c.at, c.kind, c.direction, c.address, c.name, c.text, c.channel, c.duration_s, c.state, c.locator,"
    " c.found, c.live_verdict, e.sha256, e.import_id, e.media_type"
)
SOURCE = "contact c JOIN evidence e ON e.id = c.evidence"
_FILES = frozenset({"recording", "image", "document"})
_PLACES = msgspec.json.Decoder(list[tuple[int, int, int]])

Place = tuple[str, int, int]
"""Where a finding stands in its contact: rule, start, end."""


def dismissed(cursor: Any) -> dict[bytes, set[Place]]:
    """The findings the person took out, by contact."""
    cursor.execute("SELECT contact, rule, start_at, end_at FROM dismissed")
    found: dict[bytes, set[Place]] = {}
    for contact, *place in cursor:
        found.setdefault(bytes(contact), set()).add(tuple(place))
    return found


def stands(findings: Iterable[Finding], gone: set[Place]) -> list[Finding]:
    """The findings that were not dismissed."""
    return [finding for finding in findings if (finding.rule, finding.start, finding.end) not in gone]


class Maker:
    """Turns rows with COLUMNS into entries; remembers what findings say, so use one for a whole answer."""

    def __init__(self) -> None:
        self._said: dict[int, Finding] = {}
        with connection.cursor() as cursor:
            self._dismissed = dismissed(cursor)
            cursor.execute("SELECT 1 FROM attached LIMIT 1")
            self._any_attached = cursor.fetchone() is not None

    def entries(self, rows: Iterable[Sequence[Any]]) -> list[Entry]:
        """The entries of some rows, in their order."""
        plain: list[tuple[Any, ...]] = [(bytes(uid), *rest) for uid, *rest in rows]
        places = [_PLACES.decode(row[11]) if row[11] else [] for row in plain]
        self._learn({said for found in places for said, _, _ in found} - self._said.keys())
        attached = self._attached([row[0] for row in plain])
        return [self._entry(row, found, attached) for row, found in zip(plain, places, strict=True)]

    def _entry(
        self, row: tuple[Any, ...], found: list[tuple[int, int, int]], attached: dict[bytes, list[str]]
    ) -> Entry:
        (
            uid,
            at,
            kind,
            direction,
            address,
            name,
            text,
            channel,
            duration_s,
            state,
            locator,
            _,
            verdict,
            *file,
        ) = row
        evidence, import_id, media_type = file
        findings = tuple(self._finding(said, start, end, text) for said, start, end in found)
        gone = self._dismissed.get(uid)
        return Entry(
            id=uid.hex(),
            kind=KINDS[kind],
            at=None if at == NO_TIME else at,
            direction=DIRECTIONS[direction],
            address=address,
            name=name,
            text=text,
            channel=CHANNELS[channel],
            duration_s=duration_s,
            state=STATES[state],
            evidence=evidence,
            locator=locator,
            import_id=import_id,
            verdict=VERDICTS[verdict],
            findings=findings,
            dismissed=tuple(f.rule for f in findings if (f.rule, f.start, f.end) in gone) if gone else (),
            attachments=tuple(attached.get(uid, ())),
            media_type=media_type if KINDS[kind] in _FILES else "",
        )

    def _finding(self, said: int, start: int, end: int, text: str) -> Finding:
        return msgspec.structs.replace(self._said[said], start=start, end=end, quote=text[start:end])

    def _learn(self, numbers: set[int]) -> None:
        if not numbers:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.id, s.body FROM {sql.numbers()} CROSS JOIN said s WHERE s.id = v.value",  # noqa: S608
                (sql.given(sorted(numbers)),),
            )
            self._said |= {number: msgspec.json.decode(body, type=Finding) for number, body in cursor}

    def _attached(self, uids: Sequence[bytes]) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        if not self._any_attached or not uids:
            return found
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT contact, evidence FROM attached WHERE contact IN ({sql.list_of(uids)}) ORDER BY id",  # noqa: S608
                tuple(uids),
            )
            for contact, evidence in cursor:
                found.setdefault(bytes(contact), []).append(evidence)
        return found
