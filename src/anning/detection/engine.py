"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

What a rule finds is Python's `re`, so every scanner gives the same answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.plans import Plans
from anning.detection.scanners import Numbers, Scanner, scanner
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Slot

ANYONE = ("debtor", "third_party")
_NEWLINE = views.codes("\n")


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

    def candidates(self, texts: Sequence[str], recipients: Collection[str] = ANYONE) -> Iterator[Candidate]:
        """Rules to try, text by text in order; each text at most once as written and once without insertions.

        recipients are all there are among these texts; rules for others are left out.
        """
        if not texts:
            return
        asked = np.array([rule.recipient in ("any", *recipients) for rule in self.rules], bool)
        ends = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1)
        starts = np.concatenate(([0], ends[:-1]))
        points = views.codes("\n".join(texts))
        bare = _Bare(points, starts)
        # Both views in one buffer: the scan and the plans cost as much for few texts as for many.
        both = np.concatenate((points, _NEWLINE, points[bare.places]))
        begins = np.concatenate((starts, bare.begins + len(points) + 1))
        found, rules = self._plans.open(both, begins, self.scanner.find(both, begins))
        kept = ((found < len(texts)) | self._hides[rules]) & asked[rules]
        folded, candidates = views.text_of(views.table()[points]), []
        for number, named in _grouped(found[kept], rules[kept], len(self.rules)):
            if number < len(texts):
                seen = views.Seen(folded[starts[number] : ends[number] - 1])
                candidates.append(Candidate(number, seen, named, disguised=False))
            else:
                text, seen = bare.seen(number - len(texts))
                candidates.append(Candidate(text, seen, named, disguised=True))
        yield from sorted(candidates, key=lambda c: (c.text, c.disguised))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and their words as compiled, so that a run can be told from another."""
        return hashlib.sha256(repr((self.rules, self._orders)).encode()).hexdigest()


class _Bare:
    """Those texts of a buffer that have symbols inserted between Han characters, without these symbols.

    places are the kept places of the buffer, text after text with the newlines between; begins where each begins.
    """

    def __init__(self, points: views.Codes, starts: Numbers) -> None:
        gone = views.hidden(points)
        inside = np.searchsorted(starts, gone, side="right") - 1
        self.texts, removed = np.unique(inside, return_counts=True)
        lengths = np.diff(starts, append=len(points) + 1)
        hit = np.zeros(len(starts), bool)
        hit[self.texts] = True
        kept = np.repeat(hit, lengths)[: len(points)]
        kept[gone] = False
        self.places = np.flatnonzero(kept)
        self._ends = np.cumsum(lengths[self.texts] - removed)
        self.begins = self._ends - (lengths[self.texts] - removed)
        self._points, self._starts = points, starts

    def seen(self, number: int) -> tuple[int, views.Seen]:
        """The number of the text, and its view."""
        own = self.places[self.begins[number] : self._ends[number] - 1]
        text = views.text_of(views.table()[self._points[own]])
        origin = own - self._starts[self.texts[number]]
        return int(self.texts[number]), views.Seen(text, origin.tolist())


def _grouped(texts: Numbers, rules: Numbers, count: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each text once, with its rules in order; count is the number of all rules."""
    pairs = np.unique(texts * count + rules)
    of_text: dict[int, list[int]] = {}
    for text, rule in zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True):
        of_text.setdefault(text, []).append(rule)
    return ((text, tuple(found)) for text, found in of_text.items())
