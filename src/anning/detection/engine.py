"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

What a rule finds is Python's `re`, so every scanner gives the same answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.mentions import Mentions
from anning.detection.plans import Plans
from anning.detection.scanners import Numbers, Scanner
from anning.detection.tree import TreeScanner
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Context, Slot

Recipient = Callable[[int], str]
_NEWLINE = views.codes("\n")


class Candidate(Struct, frozen=True):
    """Rules worth trying on a text, in the view in which their words were seen."""

    text: int
    seen: views.Seen
    rules: Sequence[int]
    disguised: bool
    contexts: Collection[str]
    """Those that may be in the text; the others are not."""


class Engine:
    """The compiled rules. Build once; several threads may use one engine at the same time."""

    def __init__(
        self,
        rules: Sequence[Rule],
        slots: Mapping[str, Slot],
        make: Callable[[Sequence[str]], Scanner] = TreeScanner,
        contexts: Mapping[str, Context] | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self._orders = [[s for p in rule.patterns for s in patterns.parse(p, slots)] for rule in rules]
        self._hides = np.array([rule.disguise for rule in rules], bool)
        self._limited = np.array([rule.recipient != "any" for rule in rules], bool)
        self._expressions: dict[int, re.Pattern[str]] = {}
        self._contexts = frozenset(contexts or {})
        self._mentions = Mentions(rules, contexts or {}, slots)
        self._plans = Plans([*self._orders, *self._mentions.orders])
        self.scanner = make(self._plans.words)

    def expression(self, rule: int) -> re.Pattern[str]:
        """The regular expression of a rule over folded text, compiled when first asked for."""
        if rule not in self._expressions:
            orders = "|".join(f"(?:{patterns.expression(s, views.fold)})" for s in self._orders[rule])
            self._expressions[rule] = re.compile(orders)
        return self._expressions[rule]

    def candidates(self, texts: Sequence[str], recipient: Recipient | None = None) -> Iterator[Candidate]:
        """Rules to try, text by text in order; each text at most once as written and once without insertions.

        With recipient, which tells by a text's number whom it reached, rules for others are left out.
        """
        if not texts:
            return
        ends = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1)
        starts = np.concatenate(([0], ends[:-1]))
        points = views.codes("\n".join(texts))
        bare = _Bare(points, starts)
        # Both views in one buffer: the scan and the plans cost as much for few texts as for many.
        both = np.concatenate((points, _NEWLINE, points[bare.places]))
        begins = np.concatenate((starts, bare.begins + len(points) + 1))
        of = np.concatenate((np.arange(len(texts)), bare.texts))
        folded, candidates = views.text_of(views.table()[points]), []
        for number, rules, contexts in self._named(both, begins, of, recipient):
            if plain := number < len(texts):
                seen = views.Seen(folded[starts[number] : ends[number] - 1])
            else:
                seen = bare.seen(number - len(texts))
            candidates.append(Candidate(int(of[number]), seen, rules, not plain, contexts))
        yield from sorted(candidates, key=lambda c: (c.text, c.disguised))

    def _named(
        self, points: views.Codes, starts: Numbers, of: Numbers, recipient: Recipient | None
    ) -> Iterator[tuple[int, Sequence[int], Collection[str]]]:
        """Each view with its rules, in order, and contexts; of tells whose text it is, plain views first."""
        view, named = self._plans.open(points, starts, self.scanner.find(points, starts))
        rule = named < len(self.rules)
        there = self._mentions.there(view[~rule], named[~rule] - len(self.rules), len(starts))
        view, named = np.divmod(np.unique(view[rule] * len(self.rules) + named[rule]), len(self.rules))
        kept = ((view == of[view]) | self._hides[named]) & self._mentions.met(there, view, named)
        if recipient:
            for pair in np.flatnonzero(kept & self._limited[named]).tolist():
                kept[pair] = recipient(int(of[view[pair]])) == self.rules[named[pair]].recipient
        view, named = view[kept], named[kept].tolist()
        numbers, first = np.unique(view, return_index=True)
        bounds = pairwise([*first.tolist(), len(named)])
        rules = [named[begin:end] for begin, end in bounds]
        return zip(numbers.tolist(), rules, self._mentions.named(there[numbers]), strict=True)

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

    def seen(self, number: int) -> views.Seen:
        """The view of one of these texts."""
        own = self.places[self.begins[number] : self._ends[number] - 1]
        origin = own - self._starts[self.texts[number]]
        return views.Seen(views.text_of(views.table()[self._points[own]]), origin.tolist())
