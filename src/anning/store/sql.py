"""The few places where SQLite and PostgreSQL need different words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

_WRITER_LOCK = 0x616E6E696E67


def one_writer(cursor: Any) -> None:
    """Hold off other writers until this transaction ends; SQLite did so when it began."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_WRITER_LOCK,))


def numbers() -> str:
    """A table ``v(value)`` of the numbers given as one parameter, made by given()."""
    if connection.vendor == "postgresql":
        return "unnest(%s::bigint[]) AS v(value)"
    return "json_each(%s) AS v"


def given(values: Sequence[int]) -> Any:
    """The parameter for numbers()."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def insert_many(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows as fast as the database takes them."""
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def list_of(values: Sequence[Any]) -> str:
    """As many marks as there are values, for IN (…)."""
    return ", ".join(["%s"] * len(values))
