"""Everything the person writes, as things with an id in batches that can be undone.

A thing is a frozen Struct of KINDS. What a newer or older version wrote is read as far as it goes: a field
nobody knows any more is passed over, one that is new has its default.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from anning import store
from anning.domain import case, exhibits, exposure, looks, papers, plans, preferences, quiet
from anning.domain.china_time import in_china, instant, now
from anning.errors import Damage, NotFound
from anning.services.home import Desk
from anning.store import Batch

__all__ = [
    "KINDS",
    "Batch",
    "all_of",
    "everything",
    "get",
    "history",
    "id_of",
    "keep",
    "redo",
    "take_out",
    "undo",
]

T = TypeVar("T", bound=Struct)


class Sample(Struct, frozen=True, kw_only=True):
    """The id of the import that brought the made-up case along."""

    id: str


KINDS: dict[str, type[Struct]] = {
    "party": case.Party,
    "debt": case.Debt,
    "filing": case.Filing,
    "served": case.Served,
    "promise": case.Promise,
    "paper_draft": papers.PaperDraft,
    "sample": Sample,
    "exhibit": exhibits.Chosen,
    "look": looks.Look,
    "silenced": quiet.Silenced,
    "preferences": preferences.Preferences,
    "exposure": exposure.Exposure,
    "month": plans.Month,
    "planned": plans.Planned,
    "proposal": plans.Proposal,
    "notice_read": plans.NoticeRead,
}
"""Name → Struct with an id; names are kept for ever, a new kind is one more line."""

HISTORY = timedelta(days=30)
"""How far back the list of changes goes; what is older stays in the notebook."""


def keep(desk: Desk, title: str, *things: Struct, out: Sequence[Struct] = ()) -> str:  # noqa: ARG001 - every service takes the desk
    """Write things down, and take those of out away: all or none, durably. Gives the batch's id.

    title is Chinese and names the act in the list of changes.
    """
    written = [(_name(type(one)), id_of(one), _body(one)) for one in things]
    return store.write(title, [*written, *((_name(type(one)), id_of(one), None) for one in out)])


def take_out(desk: Desk, title: str, *things: Struct) -> str:
    """Take things away; undo brings them back. Gives the batch's id."""
    return keep(desk, title, out=things)


def all_of(kind: type[T]) -> dict[str, T]:
    """Every thing of a kind by id, in the order they were first written. Damage names one that cannot be read."""
    return {key: _read(kind, key, body) for key, body in store.written(_name(kind)).items()}


def get(kind: type[T], key: str) -> T:
    """One thing. NotFound; Damage."""
    body = store.written(_name(kind), key).get(key)
    if body is None:
        raise NotFound(
            "没有这一项，可能已经删去", where=f"{_name(kind)} {key}", next_step="在改动记录里可以撤销"
        )
    return _read(kind, key, body)


def everything() -> list[Struct]:
    """Every thing of every kind."""
    return [one for kind in KINDS.values() for one in all_of(kind).values()]


def undo(batch: str) -> None:
    """Take one act back. NotFound; Refused when the same thing was written over since.

    Where numbers may have moved, case.undo() keeps their marks in step.
    """
    store.undo(batch)


def redo(batch: str) -> None:
    """Let it stand again."""
    store.redo(batch)


def history(limit: int = 200) -> list[Batch]:
    """The acts of the last 30 days, newest first, undone ones among them."""
    return store.batches(limit, since=instant(in_china(now()) - HISTORY))


def _name(kind: type[Struct]) -> str:
    return next(name for name, one in KINDS.items() if one is kind)


def id_of(thing: Any) -> str:
    """The id of a thing of any kind."""
    key: str = thing.id
    return key


def _body(thing: Struct) -> str:
    return msgspec.json.encode(thing).decode()


def _read(kind: type[T], key: str, body: str) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as reason:
        raise Damage(
            "这一项写下的内容读不出来了",
            where=f"{_name(kind)} {key}：{reason}",
            next_step="在改动记录里撤销最近一次对它的改动，就会回到之前的内容",
        ) from reason
