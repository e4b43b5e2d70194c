"""What stands around a match and turns its meaning round: negation, report, warning, a safe phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from anning.detection import patterns, views
from anning.knowledge.phrases import Context, Slot

_SENTENCE_END = re.compile(f"[{re.escape(patterns.STOPS)}]")
_COMMA = re.compile(f"[{re.escape(patterns.STOPS)}，,]")
_CLAUSE_END = re.compile(f"[{re.escape(patterns.STOPS)}，,、：:]")


class Weighed(Struct, frozen=True):
    """What the surroundings make of a match: dropped, so many levels lower, or a question that decides."""

    dropped: bool = False
    lower: int = 0
    asks: str = ""


class Surroundings:
    """The contexts of the knowledge room, compiled; weigh() holds one match against those that apply."""

    def __init__(self, contexts: Mapping[str, Context], slots: Mapping[str, Slot]) -> None:
        self._contexts = dict(contexts)
        self._said = {name: _compiled(context.patterns, slots) for name, context in contexts.items()}
        self._cancelled = {name: _compiled(c.unless, slots) for name, c in contexts.items() if c.unless}
        self.always = tuple(name for name, context in contexts.items() if context.always)

    def holds(self, name: str, text: str, start: int, end: int) -> bool:
        """Whether the named context is there for the match text[start:end] of a folded text."""
        context = self._contexts[name]
        first, last = _window(context, text, start, end)
        cancelled = self._cancelled.get(name)
        wide = text[max(0, first - 4) : min(len(text), last + 6)] if cancelled else ""
        shift = first - max(0, first - 4)
        for said in self._said[name].finditer(text, first, last):
            left, right = said.start() - first + shift, said.end() - first + shift
            if not cancelled or not any(
                c.start() < right and c.end() > left for c in cancelled.finditer(wide)
            ):
                return True
        return False

    def weigh(self, names: Iterable[str], text: str, start: int, end: int) -> Weighed:
        """All named contexts together."""
        lower, asks = 0, ""
        for name in names:
            context = self._contexts[name]
            if not self.holds(name, text, start, end):
                continue
            if context.effect == "drop":
                return Weighed(dropped=True)
            lower += context.effect == "lower"
            asks = asks or (context.asks if context.effect == "ask" else "")
        return Weighed(lower=lower, asks=asks)


def inside_safe(safe: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether the match lies in, or is cut by, one of the phrases that mean nothing."""
    for phrase in safe:
        place = text.find(phrase, max(0, start - len(phrase) + 1))
        if place != -1 and place < end:
            return True
    return False


def _compiled(written: Iterable[str], slots: Mapping[str, Slot]) -> re.Pattern[str]:
    orders = (
        patterns.expression(s, views.fold) for pattern in written for s in patterns.parse(pattern, slots)
    )
    return re.compile("|".join(f"(?:{order})" for order in orders))


def _window(context: Context, text: str, start: int, end: int) -> tuple[int, int]:
    if context.where == "message":
        return 0, len(text)
    first, last = _bounds(_CLAUSE_END if context.where == "clause" else _SENTENCE_END, text, start, end)
    match context.where:
        case "before":
            # What stands before a comma ("不要再躲了，…") does not govern what follows it.
            return max(_bounds(_COMMA, text, start, end)[0], start - context.within), start
        case "after":
            return end, min(last, end + context.within)
        case "around":
            return max(first, start - context.within), min(last, end + context.within)
        case _:
            return first, last


def _bounds(ends: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or clause the match stands in."""
    before = [m.end() for m in ends.finditer(text, 0, start)]
    after = ends.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))
