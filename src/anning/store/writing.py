"""A writer's transaction, and the stamps by which readers know that something changed.

Each part of the store has a stamp: a number drawn anew by every transaction that writes to it, and within it. Who
keeps an answer beside the stamps of what it was made from can tell at any time whether it still holds, whichever
thread or program wrote. Numbers are drawn, not counted: no two states of any two databases share one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, get_args

from django.db import connection, transaction

from anning.store import sql
from anning.store.guard import spoken

Part = Literal["contacts", "marks", "notebook"]
"""contacts: the index and what was dismissed; marks: whose number is whose; notebook: everything else written."""
PARTS: tuple[Part, ...] = get_args(Part)

_BITS = 62


@contextmanager
def writing(*parts: Part) -> Iterator[Any]:
    """A cursor in a transaction of its own, durable when the block ends well, that changes these parts.

    Busy when another program writes for too long; DiskFull; Damage.
    """
    with spoken(), transaction.atomic(durable=True), connection.cursor() as cursor:
        sql.one_writer(cursor)
        yield cursor
        changed(cursor, *parts)


def changed(cursor: Any, *parts: Part) -> None:
    """New stamps, in the transaction that writes."""
    cursor.executemany(
        "INSERT INTO stamp (part, number) VALUES (%s, %s) ON CONFLICT (part) DO UPDATE SET number = excluded.number",
        [(part, secrets.randbits(_BITS)) for part in parts],
    )


def stamps(*parts: Part) -> tuple[int, ...] | None:
    """The stamps of some parts as they stand; None while they do not tell: in the midst of a write, or without any."""
    if connection.in_atomic_block:
        return None
    with spoken(), connection.cursor() as cursor:
        cursor.execute(f"SELECT part, number FROM stamp WHERE part IN ({sql.list_of(parts)})", parts)  # noqa: S608
        found = dict(cursor.fetchall())
    return tuple(found[part] for part in parts) if len(found) == len(parts) else None
