"""What the person decided: findings they do not agree with, and whose number is whose. Kept through every rebuild."""

from __future__ import annotations

from typing import Any

from django.db import connection

from anning.domain.china_time import now
from anning.domain.entries import Role
from anning.domain.numbers import caller_key
from anning.errors import NotFound
from anning.store import reading, tally
from anning.store.codes import summary
from anning.store.guard import spoken
from anning.store.rows import dismissed, stands
from anning.store.values import CallerMark, Dismissal
from anning.store.writing import writing


def dismiss(entry_id: str, rule: str, start: int, end: int, reason: str) -> Dismissal:
    """Take a finding out of all counts, with a reason; it stays to be seen. NotFound when there is none such."""
    found = reading.entry(entry_id)
    if not any((f.rule, f.start, f.end) == (rule, start, end) for f in found.findings):
        raise NotFound(
            "这条记录没有这一项发现", where=f"{entry_id} {rule} {start}-{end}", next_step="刷新页面再看"
        )
    made = Dismissal(entry_id=entry_id, rule=rule, start=start, end=end, reason=reason, at=now())
    with writing("contacts") as cursor:
        cursor.execute(
            "INSERT INTO dismissed (contact, rule, start_at, end_at, reason, at) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (contact, rule, start_at, end_at) DO UPDATE SET reason = excluded.reason, at = excluded.at",
            (bytes.fromhex(entry_id), rule, start, end, reason, made.at),
        )
        _weigh_again(cursor, entry_id)
    return made


def restore(entry_id: str, rule: str, start: int, end: int) -> None:
    """Let a dismissed finding stand again; nothing happens when it was not dismissed."""
    with writing("contacts") as cursor:
        cursor.execute(
            "DELETE FROM dismissed WHERE contact = %s AND rule = %s AND start_at = %s AND end_at = %s",
            (bytes.fromhex(entry_id), rule, start, end),
        )
        _weigh_again(cursor, entry_id)


def dismissals() -> list[Dismissal]:
    """All dismissed findings, the oldest decision first; some may belong to entries that are hidden now."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute("SELECT contact, rule, start_at, end_at, reason, at FROM dismissed ORDER BY at, id")
        return [
            Dismissal(entry_id=bytes(contact).hex(), rule=rule, start=start, end=end, reason=reason, at=at)
            for contact, rule, start, end, reason, at in cursor
        ]


def _weigh_again(cursor: Any, entry_id: str) -> None:
    """The entry's live sums, without what is dismissed now."""
    seq = reading.locate(cursor, entry_id)
    if seq is None:
        return
    left = stands(reading.entry(entry_id).findings, dismissed(cursor).get(bytes.fromhex(entry_id), set()))
    tally.change(cursor, seq, "live_verdict = %s, live_conducts = %s, live_levels = %s", summary(left))


def mark_caller(key: str, role: Role, note: str = "") -> CallerMark:
    """Say whose number it is; key may be written as a phone writes it. A later word replaces an earlier one."""
    made = CallerMark(key=caller_key(key), role=role, note=note, at=now())
    with writing("marks") as cursor:
        cursor.execute(
            "INSERT INTO caller_mark (key, role, note, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (key) DO UPDATE SET role = excluded.role, note = excluded.note, at = excluded.at",
            (made.key, made.role, made.note, made.at),
        )
    return made


def unmark_caller(key: str) -> None:
    """Take back what was said of a number."""
    with writing("marks") as cursor:
        cursor.execute("DELETE FROM caller_mark WHERE key = %s", (caller_key(key),))


def marks() -> dict[str, CallerMark]:
    """What the person said of numbers, by caller key."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute("SELECT key, role, note, at FROM caller_mark ORDER BY key")
        return {key: CallerMark(key=key, role=role, note=note, at=at) for key, role, note, at in cursor}
