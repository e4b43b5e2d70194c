"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

What a rule finds is Python's `re`, so every scanner gives the same answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.mentions import Mentions
from anning.detection.plans import Plans
from anning.detection.scanners import Numbers, Scanner
from anning.detection.traces import restoring
from anning.detection.tree import TreeScanner
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Context, Slot

Recipient = Callable[[int], str]
_NEWLINE = views.codes("\n")
_SUBSETS = 64
"""Expressions of some orders kept for one rule; more are not worth their compiling."""


Orders = tuple[int, ...]
"""Numbers of orders of the patterns of one rule; none stands for all."""


class Candidate(Struct, frozen=True):
    """Rules worth trying on a text, in the view in which their words were seen, with the orders that may match."""

    text: int
    seen: views.Seen
    rules: Mapping[int, Orders]
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
        self._expressions: dict[tuple[int, Orders], re.Pattern[str]] = {}
        self._compiled = [0] * len(self._orders)
        self._rule_of = np.repeat(np.arange(len(self._orders)), [len(orders) for orders in self._orders])
        self._first_of = np.searchsorted(self._rule_of, np.arange(len(self._orders))).tolist()
        self._contexts = frozenset(contexts or {})
        self._mentions = Mentions(rules, contexts or {}, slots)
        alone = [[order] for orders in self._orders for order in orders]
        self._plans = Plans([*alone, *self._mentions.orders])
        self.scanner = make(self._plans.words)
        needed = {name for rule in rules for name in rule.need}
        said = {
            n: [s for p in c.patterns for s in patterns.parse(p, slots)] for n, c in (contexts or {}).items()
        }
        hidden = [
            o for rule, orders in zip(rules, self._orders, strict=True) if rule.disguise for o in orders
        ]
        hidden += [order for name, orders in said.items() if name in needed for order in orders]
        around = [order for orders in said.values() for order in orders]
        self.restorer, self._traces = restoring(_words(hidden), _words(around))

    def expression(self, rule: int, orders: Orders = ()) -> re.Pattern[str]:
        """The regular expression of a rule over folded text, of some orders or of all; compiled when first asked for.

        Orders whose words are not all there match nothing, so leaving them out changes nothing but the time.
        """
        if (rule, orders) not in self._expressions:
            if orders and self._compiled[rule] >= _SUBSETS:
                return self.expression(rule)
            self._compiled[rule] += 1
            first, every = self._first_of[rule], self._orders[rule]
            some = [every[number - first] for number in orders] or every
            written = "|".join(f"(?:{patterns.expression(order, views.fold)})" for order in some)
            self._expressions[rule, orders] = re.compile(written)
        return self._expressions[rule, orders]

    def candidates(self, texts: Sequence[str], recipient: Recipient | None = None) -> Iterator[Candidate]:
        """Rules to try, text by text in order; each as written, without insertions and with disguises undone.

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
        suspects = np.unique(of[self._traces.suspects(both, begins)]).tolist()
        plain = {n: folded[starts[n] : ends[n] - 1] for n in suspects}
        restored = [(n, seen) for n, text in plain.items() if (seen := self.restorer.restored(text))]
        if restored:
            more = [seen.text for _, seen in restored]
            behind = np.cumsum([len(both) + 1, *(len(text) + 1 for text in more[:-1])])
            both = np.concatenate((both, _NEWLINE, views.codes("\n".join(more))))
            begins = np.concatenate((begins, behind))
            of = np.concatenate((of, [n for n, _ in restored]))
        known = len(texts) + len(bare.texts)
        for number, rules, contexts in self._named(both, begins, of, recipient):
            if number < len(texts):
                seen = views.Seen(folded[starts[number] : ends[number] - 1])
            elif number < known:
                seen = bare.seen(number - len(texts))
            else:
                seen = restored[number - known][1]
            candidates.append(Candidate(int(of[number]), seen, rules, number >= len(texts), contexts))
        yield from sorted(candidates, key=lambda c: (c.text, c.disguised))

    def _named(
        self, points: views.Codes, starts: Numbers, of: Numbers, recipient: Recipient | None
    ) -> Iterator[tuple[int, Mapping[int, Orders], Collection[str]]]:
        """Each view with its rules, in order, and contexts; of tells whose text it is, plain views first."""
        view, order = self._plans.open(points, starts, self.scanner.find(points, starts))
        total = len(self._rule_of)
        ours = order < total
        there = self._mentions.there(view[~ours], order[~ours] - total, len(starts))
        view, order = np.divmod(np.unique(view[ours] * total + order[ours]), total)
        named = self._rule_of[order]
        kept = ((view == of[view]) | self._hides[named]) & self._mentions.met(there, view, named)
        if recipient:
            for pair in np.flatnonzero(kept & self._limited[named]).tolist():
                kept[pair] = self.rules[named[pair]].reads(recipient(int(of[view[pair]])))
        view, named, order = view[kept], named[kept].tolist(), order[kept].tolist()
        numbers, first = np.unique(view, return_index=True)
        bounds = pairwise([*first.tolist(), len(named)])
        rules = [_by_rule(named[begin:end], order[begin:end]) for begin, end in bounds]
        return zip(numbers.tolist(), rules, self._mentions.named(there[numbers]), strict=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and their words as compiled, so that a run can be told from another."""
        return hashlib.sha256(repr((self.rules, self._orders)).encode()).hexdigest()


def _words(orders: Iterable[patterns.Sequence]) -> frozenset[str]:
    """All words of some orders, folded."""
    lists = {element.options for order in orders for element in order if isinstance(element, patterns.Words)}
    return frozenset(views.fold(word) for options in lists for word in options)


def _by_rule(rules: Sequence[int], orders: Sequence[int]) -> Mapping[int, Orders]:
    """The orders of each rule, for pairs of the two in order."""
    found: dict[int, Orders] = {}
    for rule, order in zip(rules, orders, strict=True):
        found[rule] = (*found.get(rule, ()), order)
    return found


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
