"""Whether a chat or contract is that of an agency which sells what is free, and by which words that shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from anning.detection import patterns, views
from anning.knowledge import agency, phrases
from anning.knowledge.agency import Signal

_AROUND = 14
"""Characters before and behind a match in which words that turn its meaning round are looked for."""


class Seen(Struct, frozen=True, kw_only=True):
    """One signal with the words it was seen in: quote == text[start:end]."""

    signal: Signal
    start: int
    end: int
    quote: str


class Read(Struct, frozen=True, kw_only=True):
    """A text read for signals; topic says whether it speaks of such services at all."""

    topic: bool
    seen: tuple[Seen, ...]


def read(text: str) -> Read:
    """The signals of one text, the first place of each, in the signals' own order."""
    folded = views.fold(text)
    topic, known = _compiled()
    found = [one for signal, said, unless in known if (one := _first(signal, said, unless, folded, text))]
    return Read(topic=bool(topic.search(folded)), seen=tuple(found))


def _first(
    signal: Signal, said: re.Pattern[str], unless: re.Pattern[str] | None, folded: str, text: str
) -> Seen | None:
    for match in said.finditer(folded):
        start, end = match.span()
        if unless is None or not unless.search(folded, max(0, start - _AROUND), end + _AROUND):
            return Seen(signal=signal, start=start, end=end, quote=text[start:end])
    return None


@cache
def _compiled() -> tuple[re.Pattern[str], tuple[tuple[Signal, re.Pattern[str], re.Pattern[str] | None], ...]]:
    topic = re.compile("|".join(_written(agency.words().topic)))
    known = (
        (
            s,
            re.compile("|".join(_written(s.patterns))),
            re.compile("|".join(_written(s.unless))) if s.unless else None,
        )
        for s in agency.signals()
    )
    return topic, tuple(known)


def _written(written: tuple[str, ...]) -> Iterator[str]:
    slots = phrases.slots()
    for pattern in written:
        yield from (
            f"(?:{patterns.expression(order, views.fold)})" for order in patterns.parse(pattern, slots)
        )
