"""What one number said over time: threats in pieces, words that grow graver, promises that were not kept."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import merge
from typing import Any

import msgspec
from msgspec import Struct

from anning import store
from anning.detection.conversation import Reader, Thread
from anning.detection.speaker import Whose, speaker
from anning.detection.wording import examiner
from anning.domain.case import Case
from anning.domain.china_time import iso
from anning.domain.entries import Entry
from anning.domain.numbers import caller_key
from anning.services import case
from anning.services.desk import Desk
from anning.store import Caller, CallerMark, Where
from anning.store.remembering import remembered

__all__ = ["Heard", "Thread", "as_json", "heard", "threads"]


_BYSTANDERS = frozenset({"third_party", "guarantor"})


class Heard(Struct, frozen=True, kw_only=True):
    """One caller, or one party with several numbers, and what their contacts show together.

    caller is the number with the most to tell, callers all of them, names those of the case and the phone book.
    """

    caller: str
    callers: tuple[str, ...]
    names: tuple[str, ...]
    thread: Thread


def threads(desk: Desk) -> Iterator[Heard]:  # noqa: ARG001 - every service takes the desk
    """Every caller who may be a collector and whose contacts show something together, most findings first.

    Numbers the person joined to one party are read as one. All contacts are gone through once; people in the phone
    book in whose words nothing was found, and numbers that never wrote, are passed over.
    """
    return _threads(None)


def among(numbers: Container[str]) -> Iterator[Heard]:
    """Those of threads() that have one of these numbers, by caller_key; only their contacts are read."""
    return _threads(numbers)


def _threads(among: Container[str] | None) -> Iterator[Heard]:
    known, told = case.case(), store.marks()
    heads: dict[str, tuple[str, ...]] = {}
    readers: dict[str, Reader] = {}
    names = {caller.key: caller.names for caller in store.callers()}
    for caller in store.callers():
        if caller.key and caller.key not in readers and caller.incoming and _may_collect(caller):
            keys = _keys(caller.key, known)
            readers |= dict.fromkeys(keys, own := _reader(caller.key, known, told))
            if among is None or any(key in among for key in keys):
                heads[caller.key] = keys
                if among is not None:
                    _read(keys, own)
    for entry in store.every_entry() if readers and among is None else ():
        if reader := readers.get(_key_of(entry.address)):
            reader.take(entry)
    for key, keys in heads.items():
        if (thread := readers[key].thread()).telling:
            yield Heard(caller=key, callers=keys, names=_names(key, keys, known, names), thread=thread)


def heard(desk: Desk, address: str) -> Heard:  # noqa: ARG001 - as above
    """One caller, whatever there is to tell."""
    return _heard(caller_key(address))


@remembered("contacts", "marks", "notebook")
def _heard(key: str) -> Heard:
    known = case.case()
    keys, reader = _keys(key, known), _reader(key, known, store.marks())
    _read(keys, reader)
    return Heard(caller=key, callers=keys, names=_names(key, keys, known, {}), thread=reader.thread())


def _read(keys: Iterable[str], reader: Reader) -> None:
    """All contacts of these numbers, in order of time."""
    for entry in merge(*(store.every_entry(Where(address=one)) for one in keys), key=_order):
        reader.take(entry)


_key_of = lru_cache(maxsize=4096)(caller_key)


def _keys(key: str, known: Case) -> tuple[str, ...]:
    """All numbers of the same party; none for a withheld number."""
    party = known.of_key(key) if key else None
    return tuple(dict.fromkeys((key, *(party.keys if party else ())))) if key else ()


def _reader(key: str, known: Case, told: Mapping[str, CallerMark]) -> Reader:
    party, mark = known.of_key(key) if key else None, told.get(key)
    whose: Whose = "third_party" if party and party.role in _BYSTANDERS else mark.role if mark else ""
    return Reader(speaker("in", key, told=whose), examiner())


def _names(
    key: str, keys: Iterable[str], known: Case, names: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """What the case calls the party, then what the phone book does."""
    party = known.of_key(key) if key else None
    called = [party.name] if party and party.name else []
    return tuple(dict.fromkeys([*called, *(name for one in keys for name in names.get(one, ()))]))


def _order(entry: Entry) -> tuple[bool, int, str]:
    """As the index orders: by time, what has none last."""
    return entry.at is None, entry.at or 0, entry.id


def as_json(found: Heard) -> dict[str, Any]:
    """The contract of ``anning threads --json``: one caller, moments with the offset of China."""
    plain: dict[str, Any] = msgspec.to_builtins(found.thread)
    head = {"caller": found.caller, "callers": list(found.callers), "names": list(found.names)}
    return {**head, **_moments(plain)}


def _may_collect(caller: Caller) -> bool:
    if caller.role == "collector" or caller.found:
        return caller.role not in {"known", "own"}
    return caller.role is None and not any(caller.names) and caller.entries > caller.calls


def _moments(value: Any) -> Any:
    """Instants as ISO 8601, wherever they stand."""
    if isinstance(value, dict):
        return {
            name: iso(one) if name in {"at", "first", "last"} and isinstance(one, int) else _moments(one)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_moments(one) for one in value]
    return value
