"""What the store sums up and services keep, read contact by contact: the long way, for tests to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anning.domain.entries import Entry, Received, Tallied
from anning.domain.findings import Conduct
from anning.domain.numbers import caller_key
from anning.store.codes import CONDUCTS


def standing(entry: Entry) -> set[str]:
    """The conducts of an entry that the person did not take out."""
    return {f.conduct for f in entry.findings if f.rule not in entry.dismissed}


def collects(entry: Entry) -> bool:
    """Whether its words are about collection. A court's notice is none, nor is what the person dismissed."""
    return bool(standing(entry) - {Conduct.LAWFUL_LEGAL_NOTICE})


def received(entries: Iterable[Entry]) -> Iterator[Received]:
    """Calls that came in, and messages in which something about collection was found.

    Other messages are not counted: a receipt sent at night is no collection.
    """
    for entry in entries:
        if entry.direction != "in" or entry.kind not in {"call", "message"}:
            continue
        if entry.kind == "call" or (collects(entry) and entry.verdict != "unrelated"):
            key = caller_key(entry.address)
            yield Received(entry.at, key, entry.kind, entry.state, entry.duration_s, collects(entry))


def alike(entry: Entry) -> Tallied:
    """One entry as a sum of one."""
    return Tallied(
        evidence=entry.evidence,
        caller=caller_key(entry.address),
        kind=entry.kind,
        direction=entry.direction,
        verdict=entry.verdict,
        conducts=tuple(word for word in CONDUCTS if word in standing(entry)),
        entries=1,
        first=entry.at,
        last=entry.at,
    )
