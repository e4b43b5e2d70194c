"""The case as the person tells it, and their acts on it: who is who, which number is whose, what is owed to whom.

What is left blank never erases what was told before; clear names the fields that are to be emptied. Every act is
one batch of the notebook and can be undone. A number belongs to one party at most.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from anning import store
from anning.domain import case as told
from anning.domain import entries
from anning.domain.case import Case, Debt, Filing, Party, Promise, Served
from anning.domain.numbers import caller_key
from anning.errors import InputUnusable, Refused
from anning.knowledge.interview import interview
from anning.knowledge.numbers import classes
from anning.services import callers, notebook
from anning.services.desk import Desk

T = TypeVar("T", Party, Debt)

PREFIXES: dict[told.Role, str] = {
    "self": "me",
    "creditor": "c",
    "agency": "a",
    "collector": "k",
    "third_party": "t",
    "guarantor": "g",
}
"""How the ids of parties begin; what follows ties a debt to the creditor and agency told with it."""

_CALLS_AS: dict[told.Role, entries.Role] = {
    "self": "own",
    "creditor": "collector",
    "agency": "collector",
    "collector": "collector",
    "third_party": "known",
    "guarantor": "known",
}
_OURS = "案情 "
"""How the note of a mark begins that follows from the case; behind it stands the person's own earlier word."""


def case() -> Case:
    """Everything told. Damage names what cannot be read."""
    return Case(
        parties=_apart(notebook.all_of(Party)),
        debts=notebook.all_of(Debt),
        filings=notebook.all_of(Filing),
        served=notebook.all_of(Served),
        promises=notebook.all_of(Promise),
    )


def as_json() -> dict[str, Any]:
    """The contract of ``anning case --json``: lists of everything told; fields nobody told are left out."""
    plain: dict[str, dict[str, Any]] = msgspec.to_builtins(case())
    return {name: list(things.values()) for name, things in plain.items()}


def new_id(prefix: str) -> str:
    """An id nobody has."""
    return f"{prefix}-{secrets.token_hex(4)}"


def role_of(prefix: str) -> told.Role | None:
    """The role that ids with this beginning have."""
    return next((role for role, mine in PREFIXES.items() if mine == prefix), None)


def titled(party: Party) -> str:
    """A party as a list names it."""
    return party.name or f"没有写名字的{interview().roles[party.role].title}"


def save_party(desk: Desk, party: Party, clear: Iterable[str] = ()) -> str:
    """Keep a party; gives the batch's id, "" when nothing changed. Its numbers come from those that had them."""
    known = case()
    before = known.parties.get(party.id)
    after = filled(party, before, clear)
    after = replace(after, keys=tuple(dict.fromkeys((*(before.keys if before else ()), *party.keys))))
    if after == before:
        return ""
    _refuse_public(after, party.keys)
    title = f"{'改了' if before else '记下'}{interview().roles[after.role].title}：{titled(after)}"
    batch = notebook.keep(desk, title, *_without(known, after.keys, after.id), after)
    in_step(desk)
    return batch


def save_debt(desk: Desk, debt: Debt, clear: Iterable[str] = ()) -> str:
    """Keep a debt; likewise."""
    known = case()
    before = known.debts.get(debt.id)
    after = filled(debt, before, clear)
    if after == before:
        return ""
    return notebook.keep(desk, f"{'改了' if before else '记下'}欠款：{owed(known, after)}", after)


def owed(known: Case, debt: Debt) -> str:
    """A debt as a list names it: creditor and contract."""
    creditor = known.parties.get(debt.creditor)
    return " ".join(
        part for part in (titled(creditor) if creditor else "放款机构未写", debt.contract_no) if part
    )


def filled(new: T, before: T | None, clear: Iterable[str] = ()) -> T:
    """What is new over what was told before: a blank is no answer, unless its field is named in clear."""
    if before is None:
        return new
    blank = {one.name for one in fields(new) if getattr(new, one.name) == one.default} - set(clear)
    return replace(new, **{name: getattr(before, name) for name in blank})


def remove(desk: Desk, key: str) -> str:
    """Take a party or debt out. NotFound."""
    known = case()
    if key in known.debts:
        return notebook.take_out(desk, f"删去欠款：{owed(known, known.debts[key])}", known.debts[key])
    party = known.parties.get(key) or notebook.get(Party, key)
    batch = notebook.take_out(desk, f"删去{interview().roles[party.role].title}：{titled(party)}", party)
    in_step(desk)
    return batch


def join(desk: Desk, party_id: str, *numbers: str) -> str:
    """Say that numbers or sender names are this party's, whoever had them before.

    NotFound; InputUnusable for a withheld number; Refused where a court's line would become a collector's.
    """
    known = case()
    party = known.parties.get(party_id) or notebook.get(Party, party_id)
    keys = [caller_key(number) for number in numbers]
    if not keys or not all(keys):
        raise InputUnusable("没有显示号码的来电，没法归到谁名下", next_step="请选有号码的联系")
    _refuse_public(party, keys)
    after = replace(party, keys=tuple(dict.fromkeys((*party.keys, *keys))))
    if after == party:
        return ""
    title = f"{_listed(keys)} 归到 {titled(party)}"
    batch = notebook.keep(desk, title, *_without(known, keys, party.id), after)
    in_step(desk)
    return batch


def official(key: str) -> bool:
    """Whether a number is a court's, the police's or another public body's line."""
    return any(one.official and re.fullmatch(one.pattern, key) for one in classes())


def split(desk: Desk, *numbers: str) -> str:
    """Say that numbers are not that party's; gives the batch's id, "" when they were nobody's."""
    known = case()
    keys = [caller_key(number) for number in numbers]
    changed = _without(known, keys)
    if not changed:
        return ""
    names = "、".join(titled(one) for one in changed)
    batch = notebook.keep(desk, f"{_listed(keys)} 不再归到 {names}", *changed)
    in_step(desk)
    return batch


def merge(desk: Desk, into: str, other: str) -> str:
    """Say that two parties are one: numbers, debts, filings, promises follow; into is completed from other.

    Refused for the person themself, and for one party with itself. NotFound.
    """
    known = case()
    stays, goes = (known.parties.get(key) or notebook.get(Party, key) for key in (into, other))
    if into == other or "self" in {stays.role, goes.role}:
        raise Refused("这两项不能合并", next_step="请选两家不同的机构，或两个不同的人")
    one = filled(stays, goes)
    one = replace(
        one,
        keys=(*stays.keys, *goes.keys),
        acts_for=tuple(
            dict.fromkeys(key for key in (*stays.acts_for, *goes.acts_for) if key not in {into, other})
        ),
        note="\n".join(dict.fromkeys(note for note in (stays.note, goes.note) if note)),
    )
    following = [
        moved
        for thing in notebook.everything()
        if notebook.id_of(thing) not in {into, other} and (moved := _renamed(thing, other, into)) != thing
    ]
    batch = notebook.keep(desk, f"合并：{titled(goes)} 并入 {titled(stays)}", one, *following, out=[goes])
    in_step(desk)
    return batch


def mark(desk: Desk, address: str, role: entries.Role | None) -> None:
    """The person's word on a number alone. One that belongs to a party of another kind is taken from it."""
    key = caller_key(address)
    party = case().of_key(key) if key else None
    if party is not None:
        if _CALLS_AS[party.role] == role:
            return
        split(desk, key)
    callers.mark(desk, address, role)


def undo(desk: Desk, batch: str) -> None:
    """Take one act back. NotFound; Refused when the same thing was changed again since."""
    notebook.undo(batch)
    in_step(desk)


def redo(desk: Desk, batch: str) -> None:
    """Let it stand again; likewise."""
    notebook.redo(batch)
    in_step(desk)


def in_step(desk: Desk) -> None:
    """Marks of numbers as the case has them: what a party's number says is weighed by who the party is."""
    held = {key: _CALLS_AS[one.role] for one in case().parties.values() for key in one.keys}
    marks = store.marks()
    for key in held.keys() | {key for key, one in marks.items() if one.note.startswith(_OURS)}:
        now = marks.get(key)
        own = (now.note.removeprefix(_OURS) if now.note.startswith(_OURS) else now.role) if now else ""
        role, note = (held[key], _OURS + own) if key in held else (own or None, "")
        if now is None or (now.role, now.note) != (role, note):
            callers.mark(desk, key, role, note)  # type: ignore[arg-type]


def _apart(parties: dict[str, Party]) -> dict[str, Party]:
    """Each number with one party only, the first that has it: redoing an old act may have given it to two."""
    seen: set[str] = set()
    found = {}
    for key, party in parties.items():
        mine = tuple(number for number in party.keys if number not in seen)
        seen.update(mine)
        found[key] = party if mine == party.keys else replace(party, keys=mine)
    return found


def _refuse_public(party: Party, keys: Iterable[str]) -> None:
    if _CALLS_AS[party.role] == "collector" and (public := next(filter(official, keys), "")):
        raise Refused(
            f"{public} 是公共机构的号码，不能记成催收",
            next_step="短信里的事，请按“收到法院的短信”那一页的办法核对",
        )


def _without(known: Case, keys: Iterable[str], but: str = "") -> list[Party]:
    """The parties that have one of these numbers, without them."""
    gone = set(keys)
    return [
        replace(one, keys=tuple(key for key in one.keys if key not in gone))
        for one in known.parties.values()
        if one.id != but and gone & set(one.keys)
    ]


def _renamed(thing: Struct, old: str, new: str) -> Struct:
    """The thing with every reference to one id made one to another."""
    changed: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if value == old and one.name != "id":
            changed[one.name] = new
        elif isinstance(value, tuple) and old in value:
            changed[one.name] = tuple(dict.fromkeys(new if part == old else part for part in value))
    return replace(thing, **changed) if changed else thing


def _listed(keys: Iterable[str]) -> str:
    return "、".join(keys)
