"""The notebook: everything else the person writes, as batches of changes that are only ever added and can be undone.

The value of a thing is its newest change that was not undone. A batch is undone only while it is the last word
on all it touched, so what undo gives back is exactly what was there before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import connection

from anning.domain.china_time import Instant, now
from anning.errors import NotFound, Refused
from anning.store.guard import spoken
from anning.store.values import Batch
from anning.store.writing import writing

Thing = tuple[str, str, str | None]
"""kind, key, and the body as JSON; None takes the thing out."""

_COLUMNS = "batch, kind, key, body, title, at"


def write(title: str, things: Iterable[Thing]) -> str:
    """Write things down under one title, all of them or none, durably; gives the batch's id. Busy; DiskFull."""
    batch, at = secrets.token_hex(8), now()
    rows = [(batch, kind, key, body, title, at) for kind, key, body in things]
    with writing("notebook") as cursor:
        cursor.executemany(
            f"INSERT INTO notebook ({_COLUMNS}, undone) VALUES (%s, %s, %s, %s, %s, %s, 0)",  # noqa: S608
            rows,
        )
    return batch


def written(kind: str, key: str | None = None) -> dict[str, str]:
    """The bodies of all things of a kind, or of one of them, by key; the first one written first."""
    one, given = ("AND key = %s", (kind, key)) if key is not None else ("", (kind,))
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.key, n.body FROM notebook n JOIN (SELECT min(id) AS first, max(id) AS newest FROM notebook"  # noqa: S608
            f" WHERE kind = %s AND undone = 0 {one} GROUP BY key) AS v ON n.id = v.newest"
            " WHERE n.body IS NOT NULL ORDER BY v.first",
            given,
        )
        return dict(cursor.fetchall())


def undo(batch: str) -> None:
    """Take a batch back. NotFound; Refused when some of it was written over since. Twice is as once."""
    _turn(batch, undone=True)


def redo(batch: str) -> None:
    """Let a batch that was undone stand again; likewise."""
    _turn(batch, undone=False)


def _turn(batch: str, *, undone: bool) -> None:
    with writing("notebook") as cursor:
        cursor.execute("SELECT max(id) FROM notebook WHERE batch = %s", (batch,))
        if cursor.fetchone() == (None,):
            raise NotFound("没有这一次改动", where=batch, next_step="刷新改动记录再看")
        _refuse_if_written_over(cursor, batch)
        cursor.execute("UPDATE notebook SET undone = %s WHERE batch = %s", (int(undone), batch))


def _refuse_if_written_over(cursor: Any, batch: str) -> None:
    cursor.execute(
        "SELECT later.title FROM notebook later JOIN notebook mine ON later.kind = mine.kind"
        " AND later.key = mine.key AND later.id > mine.id"
        " WHERE mine.batch = %s AND later.batch <> mine.batch AND later.undone = 0"
        " ORDER BY later.id DESC LIMIT 1",
        (batch,),
    )
    if later := cursor.fetchone():
        raise Refused(
            "同样的内容后来又改过，撤回这一次会弄乱后来写的",
            where=later[0],
            next_step="先撤销后来的那一次，或直接修改现在的内容",
        )


def batches(limit: int = 50, *, since: Instant | None = None) -> list[Batch]:
    """What was written, the newest first; since is a moment in milliseconds."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.batch, n.title, n.at, n.undone, n.kind, n.key FROM notebook n JOIN"
            " (SELECT batch, max(id) AS newest FROM notebook WHERE at >= %s GROUP BY batch"
            " ORDER BY newest DESC LIMIT %s) AS b ON n.batch = b.batch ORDER BY b.newest DESC, n.id",
            (since or 0, limit),
        )
        found: dict[str, Batch] = {}
        for batch, title, at, undone, kind, key in cursor:
            before = found[batch].things if batch in found else ()
            found[batch] = Batch(
                id=batch, title=title, at=at, undone=bool(undone), things=(*before, (kind, key))
            )
        return list(found.values())
