"""Originals and imports in the index: what each is, what it holds, and taking it out and back in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

from anning.domain.china_time import Instant
from anning.domain.records import Problem, Reading
from anning.errors import NotFound
from anning.store import search, sql, tally
from anning.store.guard import spoken
from anning.store.values import EvidenceRow, ImportRow
from anning.store.writing import writing

_INDEX_TABLES = ("evidence", "contact", "tally", "said", "attached", "trouble", "shadow", "segment", "terms")
_ORDER = "ORDER BY sealed_at, sha256"
_COLUMNS = (
    "sha256, name, media_type, size, import_id, sealed_at, derived_from, locator, reading, entries, duplicates,"
    " (SELECT count(*) FROM trouble t WHERE t.owner = evidence.id), hidden, unread"
)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an original before it is read."""

    name: str
    import_id: str
    sealed_at: Instant
    media_type: str = ""
    size: int = 0
    derived_from: str = ""
    locator: str = ""


def evidences() -> list[EvidenceRow]:
    """All originals in the order they were sealed, undone ones too."""
    return _rows("")


def evidence(evidence_id: str) -> EvidenceRow:
    """One original by its SHA-256; NotFound."""
    found = _rows("WHERE sha256 = %s", evidence_id)
    if not found:
        raise _missing("证据", evidence_id)
    return found[0]


def problems(evidence_id: str) -> list[Problem]:
    """What could not be read in an original, in the order it was met."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.place, t.reason FROM trouble t JOIN evidence e ON e.id = t.owner"
            " WHERE e.sha256 = %s ORDER BY t.id",
            (evidence_id,),
        )
        return [Problem(place, reason) for place, reason in cursor]


def imports() -> list[ImportRow]:
    """All imports, the newest first."""
    groups: dict[str, list[EvidenceRow]] = {}
    for row in evidences():
        groups.setdefault(row.import_id, []).append(row)
    found = [_import(import_id, rows) for import_id, rows in groups.items()]
    return sorted(found, key=lambda row: (-row.at, row.id))


def unread() -> list[str]:
    """Originals to be read again with loading(), in order: after an undo, a redo or a crash between."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(f"SELECT sha256 FROM evidence WHERE unread = 1 AND hidden = 0 {_ORDER}")  # noqa: S608
        return [sha256 for (sha256,) in cursor]


def forget(evidence_id: str) -> list[str]:
    """Take one original out of the index; the originals to be read again, since it kept messages they have too."""
    with writing("contacts") as cursor:
        numbers = _numbers(cursor, "sha256 = %s", evidence_id)
        if not numbers:
            raise _missing("证据", evidence_id)
        again = _withdraw(cursor, numbers)
        cursor.execute("DELETE FROM evidence WHERE id = %s", (numbers[0],))
        return again


def hide_import(import_id: str) -> list[str]:
    """Take one import out of what is shown; the originals to be read again. NotFound.

    They are those that left out messages this import had; unread() names them until they were loaded.
    """
    with writing("contacts") as cursor:
        _known(cursor, import_id)
        again = _withdraw(cursor, _numbers(cursor, "import_id = %s AND hidden = 0", import_id))
        cursor.execute(
            "UPDATE evidence SET hidden = 1, unread = 0, entries = 0, duplicates = 0, first_seq = 0, end_seq = 0"
            " WHERE import_id = %s",
            (import_id,),
        )
        return again


def show_import(import_id: str) -> list[str]:
    """Bring an import back that was hidden; its originals, which are to be read again. NotFound."""
    with writing("contacts") as cursor:
        _known(cursor, import_id)
        cursor.execute(
            "UPDATE evidence SET hidden = 0, unread = 1 WHERE import_id = %s AND hidden = 1", (import_id,)
        )
        cursor.execute(
            f"SELECT sha256 FROM evidence WHERE import_id = %s AND unread = 1 {_ORDER}",  # noqa: S608
            (import_id,),
        )
        return [sha256 for (sha256,) in cursor]


def wipe_index() -> None:
    """Empty all that the vault can make again; what the person wrote stays."""
    with writing("contacts") as cursor:
        for table in _INDEX_TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def put(cursor: Any, sha256: str, about: About) -> int:
    """The number of an original about to be loaded; what was there of it before is gone."""
    known = _numbers(cursor, "sha256 = %s", sha256)
    if known:
        cursor.execute("SELECT unread, hidden FROM evidence WHERE id = %s", (known[0],))
        shown = cursor.fetchone() == (0, 0)
        # Read again without being asked to, it may come out different: who left out what it had is read again.
        _withdraw(cursor, known, ask_others=shown)
    values = (
        about.name,
        about.media_type,
        about.size,
        about.import_id,
        about.sealed_at,
        about.derived_from,
        about.locator,
    )
    cursor.execute(
        "INSERT INTO evidence (sha256, name, media_type, size, import_id, sealed_at, derived_from, locator,"
        " entries, duplicates, first_seq, end_seq, hidden, unread)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, 0)"
        " ON CONFLICT (sha256) DO UPDATE SET name = excluded.name, media_type = excluded.media_type,"
        " size = excluded.size, import_id = excluded.import_id, sealed_at = excluded.sealed_at,"
        " derived_from = excluded.derived_from, locator = excluded.locator, reading = NULL,"
        " entries = 0, duplicates = 0, first_seq = 0, end_seq = 0, hidden = 0, unread = 0"
        " RETURNING id",
        (sha256, *values),
    )
    return int(cursor.fetchone()[0])


def others(cursor: Any, number: int) -> dict[int, tuple[int, str]]:
    """The precedence of all other originals that show something."""
    cursor.execute("SELECT id, sealed_at, sha256 FROM evidence WHERE entries > 0 AND id <> %s", (number,))
    return {other: (sealed_at, sha256) for other, sealed_at, sha256 in cursor}


def next_seq(cursor: Any) -> int:
    """The first number no contact has and no full segment covers."""
    covered = search.tail(cursor)
    cursor.execute("SELECT max(end_seq) FROM evidence")
    return max(covered, cursor.fetchone()[0] or 0)


def account(cursor: Any, number: int, reading: Reading, found: Sequence[Problem]) -> None:
    """Keep what an importer says of its reading."""
    cursor.execute(
        "UPDATE evidence SET reading = %s WHERE id = %s", (msgspec.json.encode(reading).decode(), number)
    )
    if found:
        rows = [(number, _plain(problem.where), _plain(problem.reason)) for problem in found]
        cursor.executemany("INSERT INTO trouble (owner, place, reason) VALUES (%s, %s, %s)", rows)


def count(cursor: Any, number: int, first: int, end: int, duplicates: int) -> None:
    """Which contacts are this original's, and how many it left out."""
    cursor.execute(
        "UPDATE evidence SET first_seq = %s, end_seq = %s, entries = %s, duplicates = %s WHERE id = %s",
        (first, end, end - first, duplicates, number),
    )


def shadowed(cursor: Any, number: int, keepers: Iterable[int], stolen: Mapping[int, int]) -> None:
    """Remember whose messages this original left out, and which others now leave out some for its sake."""
    pairs = [(number, keeper) for keeper in keepers] + [(other, number) for other in stolen]
    if pairs:
        cursor.executemany(
            "INSERT INTO shadow (evidence, keeper) VALUES (%s, %s) ON CONFLICT (evidence, keeper) DO NOTHING",
            pairs,
        )
    for other, taken in stolen.items():
        cursor.execute(
            "UPDATE evidence SET entries = entries - %s, duplicates = duplicates + %s WHERE id = %s",
            (taken, taken, other),
        )
        tally.recount(cursor, other)


def _withdraw(cursor: Any, numbers: Sequence[int], *, ask_others: bool = True) -> list[str]:
    """Remove the contents of some originals; those to be read again, marked so, in order."""
    if not numbers:
        return []
    marks = sql.list_of(numbers)
    for number in numbers:
        _empty(cursor, number)
    if ask_others:
        cursor.execute(
            "UPDATE evidence SET unread = 1 WHERE hidden = 0 AND id IN"  # noqa: S608
            f" (SELECT evidence FROM shadow WHERE keeper IN ({marks})) AND id NOT IN ({marks})",
            (*numbers, *numbers),
        )
        cursor.execute(f"DELETE FROM shadow WHERE keeper IN ({marks})", tuple(numbers))  # noqa: S608
    cursor.execute(f"DELETE FROM shadow WHERE evidence IN ({marks})", tuple(numbers))  # noqa: S608
    cursor.execute(
        f"SELECT sha256 FROM evidence WHERE unread = 1 AND hidden = 0 AND id NOT IN ({marks}) {_ORDER}",  # noqa: S608
        tuple(numbers),
    )
    return [sha256 for (sha256,) in cursor.fetchall()]


def _empty(cursor: Any, number: int) -> None:
    cursor.execute("SELECT first_seq, end_seq FROM evidence WHERE id = %s", (number,))
    first, end = cursor.fetchone()
    cursor.execute("DELETE FROM contact WHERE seq >= %s AND seq < %s", (first, end))
    cursor.execute("DELETE FROM tally WHERE evidence = %s", (number,))
    cursor.execute("DELETE FROM attached WHERE owner = %s", (number,))
    cursor.execute("DELETE FROM trouble WHERE owner = %s", (number,))
    cursor.execute("UPDATE evidence SET first_seq = 0, end_seq = 0, entries = 0 WHERE id = %s", (number,))
    search.drop_empty(cursor, first, end)


def _numbers(cursor: Any, condition: str, value: str) -> list[int]:
    cursor.execute(f"SELECT id FROM evidence WHERE {condition} ORDER BY id", (value,))  # noqa: S608
    return [number for (number,) in cursor.fetchall()]


def _known(cursor: Any, import_id: str) -> None:
    if not _numbers(cursor, "import_id = %s", import_id):
        raise _missing("导入", import_id)


def _missing(what: str, which: str) -> NotFound:
    return NotFound(f"没有这个{what}", where=which, next_step="核对编号；“导入记录”里列出了全部")


def _rows(condition: str, *values: str) -> list[EvidenceRow]:
    with spoken(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM evidence {condition} {_ORDER}", values)  # noqa: S608
        return [_evidence(*row) for row in cursor]


def _evidence(*row: Any) -> EvidenceRow:
    sha256, name, media_type, size, import_id, sealed_at, derived_from, locator, reading, *rest = row
    entries, duplicates, troubles, hidden, unread_ = rest
    return EvidenceRow(
        id=sha256,
        name=name,
        media_type=media_type,
        size=size,
        import_id=import_id,
        sealed_at=sealed_at,
        derived_from=derived_from,
        locator=locator,
        reading=msgspec.json.decode(reading, type=Reading) if reading else None,
        entries=entries,
        duplicates=duplicates,
        problems=troubles,
        hidden=bool(hidden),
        unread=bool(unread_),
    )


def _import(import_id: str, rows: Sequence[EvidenceRow]) -> ImportRow:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.reading.counts if row.reading else {})
    return ImportRow(
        id=import_id,
        at=min(row.sealed_at for row in rows),
        files=sum(not row.derived_from for row in rows),
        entries=sum(row.entries for row in rows),
        duplicates=sum(row.duplicates for row in rows),
        problems=sum(row.problems for row in rows),
        counts=dict(counts),
        hidden=all(row.hidden for row in rows),
    )


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
