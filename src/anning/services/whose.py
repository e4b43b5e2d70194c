"""Numbers seen in the evidence that nobody was named for yet: who they say they are, and whom they may belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from anning import store
from anning.detection.sender_text import signatures
from anning.domain.case import Case, Party
from anning.domain.numbers import caller_key
from anning.services import case as acts
from anning.store import Caller, Where

_LOOKED_AT = 1500
"""Newest messages about collection whose signatures are read."""
_OFTEN = 3
"""A number that signs one in so many of its messages with a name claims that name."""
_SHORTEST = 2
"""Characters a name needs before one that holds it may be the same company."""


class Seen(Struct, frozen=True, kw_only=True):
    """A number nobody was named for. claims is how its messages are signed, which anybody can write.

    collecting: something in it speaks of collection, or the person said that it collects.
    """

    caller: Caller
    claims: str
    collecting: bool

    @property
    def name(self) -> str:
        """The newest name the phone had for it."""
        return self.caller.names[0] if self.caller.names else ""


class Group(Struct, frozen=True, kw_only=True):
    """Numbers that claim the same name, "" for those that claim none; party is whose they may be."""

    claims: str
    party: str
    seen: tuple[Seen, ...]


def joined(case: Case) -> dict[str, Caller]:
    """What is known from the evidence of numbers that belong to somebody, by key."""
    mine = {key for party in case.parties.values() for key in party.keys}
    return {caller.key: caller for caller in store.callers() if caller.key in mine}


def seen(case: Case, *, search: str = "") -> list[Seen]:
    """Numbers nobody was named for: those that collect first, then those the phone has a name for.

    search leaves those that have it in their number or name.
    """
    signed, about_debt = _signed()
    found = [
        Seen(
            caller=caller,
            claims=signed.get(caller.key, ""),
            collecting=caller.role not in {"known", "own"}
            and not acts.official(caller.key)
            and (bool(caller.found) or caller.role == "collector" or caller.key in about_debt),
        )
        for caller in store.callers()
        if caller.key and case.of_key(caller.key) is None and _fits(caller, search)
    ]
    return sorted(found, key=lambda one: (not one.collecting, not one.name, -one.caller.entries))


def groups(case: Case, some: Iterable[Seen]) -> list[Group]:
    """The numbers that collect, by the name they claim; those that claim none last."""
    by_name: dict[str, list[Seen]] = {}
    for one in some:
        if one.collecting:
            by_name.setdefault(one.claims, []).append(one)
    found = [
        Group(claims=name, party=party_named(case, name), seen=tuple(ones)) for name, ones in by_name.items()
    ]
    return sorted(found, key=lambda one: not one.claims)


def claimed(case: Case) -> list[tuple[str, int]]:
    """Names no party has, under which numbers speak of collection, with their contacts, most first."""
    counts: Counter[str] = Counter()
    for one in seen(case):
        if one.collecting and one.claims and not party_named(case, one.claims):
            counts[one.claims] += one.caller.entries
    return counts.most_common()


def party_named(case: Case, name: str) -> str:
    """The id of the party whose name holds this one or is held by it; "" when none is."""
    if len(name) < _SHORTEST:
        return ""
    return next((one.id for one in case.parties.values() if _alike(one, name)), "")


def _alike(party: Party, name: str) -> bool:
    return len(party.name) >= _SHORTEST and (name in party.name or party.name in name)


def _fits(caller: Caller, search: str) -> bool:
    if not search:
        return True
    return caller_key(search) in caller.key or any(search in name for name in caller.names)


def _signed() -> tuple[Mapping[str, str], set[str]]:
    """How each number signs most often, and which numbers wrote of collection at all, lawfully or not."""
    signed: dict[str, Counter[str]] = {}
    wrote: Counter[str] = Counter()
    messages = store.entries(
        Where(
            kinds=("message",),
            direction="in",
            verdicts=("likely_unlawful", "needs_context", "lawful_notice"),
        ),
        limit=_LOOKED_AT,
        newest_first=True,
    )
    for entry in messages:
        key = caller_key(entry.address)
        wrote[key] += 1
        signed.setdefault(key, Counter()).update(signatures(entry.text))
    newest = {key: names.most_common(1)[0] for key, names in signed.items() if names}
    return {key: name for key, (name, times) in newest.items() if times * _OFTEN >= wrote[key]}, set(wrote)
