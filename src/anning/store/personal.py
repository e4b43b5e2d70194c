"""What only the person could write again, row by row, for a backup and back from one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from anning.errors import InputUnusable
from anning.store.guard import spoken
from anning.store.opening import PERSONAL
from anning.store.writing import PARTS, writing

Row = dict[str, Any]
"""{"table", and its columns}; bytes as {"hex"}."""


def dump_personal() -> Iterator[Row]:
    """Every row, table by table in the order they were written."""
    for table, columns in PERSONAL.items():
        with spoken(), connection.cursor() as cursor:
            order = "key" if table == "caller_mark" else "id"
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608 - our own names
            for values in cursor.fetchall():
                yield {"table": table} | {c: _plain(v) for c, v in zip(columns, values, strict=True)}


def load_personal(rows: Iterable[Row]) -> int:
    """Put rows back, all or none; those already there stay. InputUnusable for a row that is none of ours."""
    count = 0
    with writing(*PARTS) as cursor:
        for row in rows:
            table = row.get("table")
            if table not in PERSONAL:
                raise InputUnusable(
                    "备份里有一行不认识", where=str(table)[:40], next_step="请升级安宁后再恢复"
                )
            columns = PERSONAL[table]
            marks = ", ".join(["%s"] * len(columns))
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
                [_value(row.get(column)) for column in columns],
            )
            count += 1
    return count


def _plain(value: Any) -> Any:
    return {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _value(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
