"""Whose number it is, in the person's own word; kept through every rebuild."""

from __future__ import annotations

from anning import store
from anning.domain.entries import Role
from anning.domain.numbers import caller_key
from anning.errors import InputUnusable
from anning.services.desk import Desk
from anning.store import CallerMark


def mark(desk: Desk, address: str, role: Role | None, note: str = "") -> None:  # noqa: ARG001 - every service takes the desk
    """Say who calls from a number; None takes the word back. InputUnusable for a withheld number."""
    key = caller_key(address)
    if not key:
        raise InputUnusable(
            "这个来电没有显示号码，没法标记", next_step="可以在同一天的通话里看看有没有显示号码的来电"
        )
    if role is None:
        store.unmark_caller(key)
    else:
        store.mark_caller(key, role, note)


def marked(desk: Desk, address: str) -> CallerMark | None:  # noqa: ARG001 - as above
    """What the person said of a number, if anything."""
    return store.marks().get(caller_key(address))
