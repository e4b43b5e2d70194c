"""What stands around a match and turns its meaning round: negation, report, warning, a safe phrase."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from anning.detection import patterns, views
from anning.knowledge.phrases import Context, Slot

_SENTENCE_END = re.compile(f"[{re.escape(patterns.STOPS)}]")
_COMMA = re.compile(f"[{re.escape(patterns.STOPS)}，,]")
_CLAUSE_END = re.compile(f"[{re.escape(patterns.STOPS)}，,、：:]")
_WIDER, _WIDER_BEHIND = 4, 6
"""How far outside its window words that cancel a context are looked for."""


class Weighed(Struct, frozen=True):
    """What the surroundings make of a match: dropped, so many levels lower, or a question that decides."""

    dropped: bool = False
    lower: int = 0
    asks: str = ""


class Surroundings:
    """The contexts of the knowledge room, compiled; of(text) looks at one text."""

    def __init__(self, contexts: Mapping[str, Context], slots: Mapping[str, Slot]) -> None:
        self.contexts = dict(contexts)
        self._slots = slots
        self._expressions: dict[tuple[str, bool], re.Pattern[str]] = {}
        self._told: dict[str, bool] = {}
        self.always = tuple(name for name, context in contexts.items() if context.always)

    def of(self, text: str, possible: Collection[str] | None = None) -> Around:
        """The surroundings in one folded text; possible names all contexts of which it has the words, if known."""
        return Around(self, text, possible)

    def told(self, name: str) -> bool:
        """Whether a context is there wherever any of its words is, so that nothing has to be looked for."""
        if name not in self._told:
            context = self.contexts[name]
            orders = (order for pattern in context.patterns for order in patterns.parse(pattern, self._slots))
            alone = all(len(order) == len(patterns.fixed(order)) == 1 for order in orders)
            self._told[name] = context.where == "message" and not context.unless and alone
        return self._told[name]

    def said(self, name: str, *, cancelled: bool = False) -> re.Pattern[str]:
        """The words of a context, or those that cancel it, as a regular expression, compiled when first asked for."""
        if (name, cancelled) not in self._expressions:
            written = self.contexts[name].unless if cancelled else self.contexts[name].patterns
            parsed = (order for pattern in written for order in patterns.parse(pattern, self._slots))
            orders = (f"(?:{patterns.expression(order, views.fold)})" for order in parsed)
            self._expressions[name, cancelled] = re.compile("|".join(orders))
        return self._expressions[name, cancelled]


class Around:
    """What stands around matches in one folded text; what is asked twice is looked for once."""

    def __init__(self, surroundings: Surroundings, text: str, possible: Collection[str] | None) -> None:
        self._known, self._text, self._told = surroundings, text, possible is not None
        self._possible = surroundings.contexts if possible is None else possible
        self._answers: dict[tuple[str, int, int], bool] = {}
        self._ends: dict[re.Pattern[str], tuple[list[int], list[int]]] = {}

    def holds(self, name: str, start: int, end: int) -> bool:
        """Whether the named context is there for the match text[start:end]."""
        if name not in self._possible:
            return False
        if self._told and self._known.told(name):
            return True
        window = (name, *self._window(self._known.contexts[name], start, end))
        if window not in self._answers:
            self._answers[window] = self._said(*window)
        return self._answers[window]

    def weigh(self, names: Iterable[str], start: int, end: int) -> Weighed:
        """All named contexts together."""
        lower, asks = 0, ""
        possible = self._possible
        for name in names:
            if name not in possible or not self.holds(name, start, end):
                continue
            context = self._known.contexts[name]
            if context.effect == "drop":
                if not self._yields(name, start, end):
                    return Weighed(dropped=True)
                context, lower = self._known.contexts[context.yields], lower + 1
            lower += context.effect == "lower"
            asks = asks or (context.asks if context.effect == "ask" else "")
        return Weighed(lower=lower, asks=asks)

    def _yields(self, name: str, start: int, end: int) -> bool:
        """Whether what stands elsewhere in the message must not hide the match: its own sentence is of another kind.

        A demand or threat to "you" stays one when a warning against fraud is put before it.
        """
        other = self._known.contexts[name].yields
        if not other or not self.holds(other, start, end):
            return False
        return not self._said(name, *self._bounds(_SENTENCE_END, start, end))

    def _said(self, name: str, first: int, last: int) -> bool:
        cancelled = self._known.said(name, cancelled=True) if self._known.contexts[name].unless else None
        before = max(0, first - _WIDER)
        wide = self._text[before : last + _WIDER_BEHIND] if cancelled else ""
        for said in self._known.said(name).finditer(self._text, first, last):
            left, right = said.start() - before, said.end() - before
            if not cancelled or not any(
                c.start() < right and c.end() > left for c in cancelled.finditer(wide)
            ):
                return True
        return False

    def _window(self, context: Context, start: int, end: int) -> tuple[int, int]:
        if context.where == "message":
            return 0, len(self._text)
        first, last = self._bounds(_CLAUSE_END if context.where == "clause" else _SENTENCE_END, start, end)
        match context.where:
            case "before":
                # What stands before a comma ("不要再躲了，…") does not govern what follows it.
                return max(self._bounds(_COMMA, start, end)[0], start - context.within), start
            case "after":
                return end, min(last, end + context.within)
            case "around":
                return max(first, start - context.within), min(last, end + context.within)
            case _:
                return first, last

    def _bounds(self, ends: re.Pattern[str], start: int, end: int) -> tuple[int, int]:
        """The sentence or clause the match stands in."""
        if ends not in self._ends:
            spans = [end.span() for end in ends.finditer(self._text)]
            self._ends[ends] = (
                [0, *(behind for _, behind in spans)],
                [*(at for at, _ in spans), len(self._text)],
            )
        opens, closes = self._ends[ends]
        return opens[bisect_right(opens, start) - 1], closes[bisect_left(closes, end)]


def inside_safe(safe: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether the match lies in, or is cut by, one of the phrases that mean nothing."""
    return any(
        text.find(phrase, max(0, start - len(phrase) + 1), end + len(phrase) - 1) != -1 for phrase in safe
    )
