"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

What a rule finds is Python's `re`, so every scanner gives the same answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.plans import Plans
from anning.detection.scanners import Numbers, Scanner, scanner
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Slot


class Candidate(Struct, frozen=True):
    """Rules worth trying on a text, in the view in which their words were seen."""

    text: int
    seen: views.Seen
    rules: tuple[int, ...]
    disguised: bool


class Engine:
    """The compiled rules. Build once; several threads may use one engine at the same time."""

    def __init__(
        self,
        rules: Sequence[Rule],
        slots: Mapping[str, Slot],
        make: Callable[[Sequence[str]], Scanner] = scanner,
    ) -> None:
        self.rules = tuple(rules)
        self._orders = [[s for p in rule.patterns for s in patterns.parse(p, slots)] for rule in rules]
        self._hides = np.array([rule.disguise for rule in rules], bool)
        self._expressions: dict[int, re.Pattern[str]] = {}
        self._plans = Plans(self._orders)
        self.scanner = make(self._plans.words)

    def expression(self, rule: int) -> re.Pattern[str]:
        """The regular expression of a rule over folded text, compiled when first asked for."""
        if rule not in self._expressions:
            orders = "|".join(f"(?:{patterns.expression(s, views.fold)})" for s in self._orders[rule])
            self._expressions[rule] = re.compile(orders)
        return self._expressions[rule]

    def candidates(self, texts: Sequence[str]) -> Iterator[Candidate]:
        """Rules to try, text by text in order; each text at most once as written and once without insertions."""
        if not texts:
            return
        ends = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1)
        starts = np.concatenate(([0], ends[:-1]))
        points = views.codes("\n".join(texts))
        found = [
            Candidate(number, views.Seen(views.fold(texts[number])), rules, disguised=False)
            for number, rules in _grouped(*self._open(points, starts), len(self.rules))
        ]
        found += self._disguised(points, starts)
        yield from sorted(found, key=lambda c: (c.text, c.disguised))

    def _disguised(self, points: views.Codes, starts: Numbers) -> Iterator[Candidate]:
        """The same for texts with symbols inserted between Han characters, looked at without them."""
        gone = views.hidden(points)
        if not len(gone):
            return
        numbers, removed = np.unique(np.searchsorted(starts, gone, side="right") - 1, return_counts=True)
        lengths = np.diff(starts, append=len(points) + 1)
        kept = np.repeat(np.isin(np.arange(len(starts)), numbers), lengths)[: len(points)]
        kept[gone] = False
        places = np.flatnonzero(kept)
        ends = np.cumsum(lengths[numbers] - removed)
        begins = np.concatenate(([0], ends[:-1]))
        texts, rules = self._open(points[places], begins)
        hides = self._hides[rules]
        for bare, open_to in _grouped(texts[hides], rules[hides], len(self.rules)):
            own = places[begins[bare] : ends[bare] - 1]
            seen = views.Seen(views.text_of(views.table()[points[own]]), (own - starts[numbers[bare]]).tolist())
            yield Candidate(int(numbers[bare]), seen, open_to, disguised=True)

    def _open(self, points: views.Codes, starts: Numbers) -> tuple[Numbers, Numbers]:
        return self._plans.open(points, starts, self.scanner.find(points, starts))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and their words as compiled, so that a run can be told from another."""
        return hashlib.sha256(repr((self.rules, self._orders)).encode()).hexdigest()


def _grouped(texts: Numbers, rules: Numbers, count: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each text once, with its rules in order; count is the number of all rules."""
    pairs = np.unique(texts * count + rules)
    of_text: dict[int, list[int]] = {}
    for text, rule in zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True):
        of_text.setdefault(text, []).append(rule)
    return ((text, tuple(found)) for text, found in of_text.items())
