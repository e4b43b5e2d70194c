"""Which rules match which texts: one pass for the words of all rules, then each order's own expression in a sentence.

What a rule finds is Python's `re`, so every scanner gives the same answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from msgspec import Struct

from anning.detection import patterns, plans, views
from anning.detection.laid import Laid
from anning.detection.mentions import Mentions, There
from anning.detection.plans import Plans, Sentences
from anning.detection.scanners import Numbers, Scanner
from anning.detection.traces import restoring
from anning.detection.tree import TreeScanner
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Context, Slot

Recipient = Callable[[int], str]
Place = tuple[int, int, int]
"""An order of a rule's patterns by its number, and between where and where of a text it is to be looked for."""


class Candidate(Struct, frozen=True):
    """Rules that match in a text, and where, in the view in which they do."""

    text: int
    seen: views.Seen
    rules: Mapping[int, Sequence[Place]]
    disguised: bool
    contexts: Collection[str] | None
    """Those of which the text has the words; None when that is not known."""


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
        said = {n: _parsed(context.patterns, slots) for n, context in (contexts or {}).items()}
        each = [_parsed(rule.patterns, slots) for rule in rules]
        self._orders = [order for orders in each for order in orders]
        self._rules = [number for number, orders in enumerate(each) for _ in orders]
        self._rule_of = np.array(self._rules, np.intp)
        self._expressions: list[re.Pattern[str] | None] = [None] * len(self._orders)
        self._whole = np.array([plans.crosses(order) for order in self._orders], bool)
        edges = [[patterns.Edge(end) in order for end in (False, True)] for order in self._orders]
        self._opens, self._closes = np.array(edges, bool).reshape(-1, 2).T & ~self._whole
        self._hides = np.array([rule.disguise for rule in rules], bool)
        self._limited = np.array([rule.recipient != "any" for rule in rules], bool)
        self._contexts = frozenset(said)
        words: dict[str, int] = {}
        self._plans = Plans([[order] for order in self._orders], words)
        self._mentions = Mentions(rules, said, words)
        self.scanner = make(tuple(words))
        needed = {name for rule in rules for name in rule.need}
        hidden = [o for rule, orders in zip(rules, each, strict=True) if rule.disguise for o in orders]
        hidden += [order for name, orders in said.items() if name in needed for order in orders]
        around = [order for orders in said.values() for order in orders]
        self.restorer, self._traces = restoring(_words(hidden), _words(around))

    def expression(self, rule: int) -> re.Pattern[str]:
        """The regular expression of a rule over folded text: what matches, and which of several matches is taken."""
        orders = [order for order, number in enumerate(self._rules) if number == rule]
        return re.compile("|".join(f"(?:{self._order(order).pattern})" for order in orders))

    def matches(self, rule: int, places: Sequence[Place], text: str) -> Iterator[re.Match[str]]:  # noqa: ARG002
        """What the rule's expression finds in a folded text from left to right, given its places in a candidate."""
        if len(places) == 1:
            order, first, last = places[0]
            return self._order(order).finditer(text, first, last)
        return self._in_turn(places, text)

    def _in_turn(self, places: Iterable[Place], text: str) -> Iterator[re.Match[str]]:
        """As the alternation of all orders would find it: the leftmost, of these the first order, then behind it."""
        ahead: list[tuple[int, int, int, re.Match[str] | None]]
        ahead = [(first, order, last, None) for order, first, last in places]
        heapify(ahead)
        behind = 0
        while ahead:
            start, order, last, match = heappop(ahead)
            if match and start >= behind:
                yield match
                behind = match.end()
            if match := self._order(order).search(text, max(start, behind), last):
                heappush(ahead, (match.start(), order, last, match))

    def _order(self, number: int) -> re.Pattern[str]:
        """The expression of an order, compiled when first asked for."""
        if (known := self._expressions[number]) is None:
            known = re.compile(patterns.expression(self._orders[number], views.fold))
            self._expressions[number] = known
        return known

    def candidates(self, texts: Sequence[str], recipient: Recipient | None = None) -> Iterator[Candidate]:
        """What matches, text by text in order; each as written, without insertions and with disguises undone.

        With recipient, which tells by a text's number whom it reached, rules for others are left out.
        """
        if texts:
            laid = Laid(texts)
            laid.restore(self._traces.suspects(laid.points, laid.starts).tolist(), self.restorer)
            found = self._matching(laid, recipient)
            yield from sorted(found, key=lambda candidate: (candidate.text, candidate.disguised))

    def _matching(self, laid: Laid, recipient: Recipient | None) -> Iterator[Candidate]:
        expressions, rules = self._expressions, self._rules
        for view, places, there in self._named(laid, recipient):
            seen = laid.seen(view)
            found: dict[int, list[Place]] = {}
            for place in dict.fromkeys(places):
                order, first, last = place
                rule = rules[order]
                if rule in found:
                    found[rule].append(place)
                elif (expressions[order] or self._order(order)).search(seen.text, first, last):
                    found[rule] = [place]
            if found:
                text = int(laid.of[view])
                yield Candidate(text, seen, found, view != text, self._mentions.named(there.tobytes()))

    def _named(self, laid: Laid, recipient: Recipient | None) -> Iterator[tuple[int, Sequence[Place], There]]:
        """Views with what is to be looked for where in them, and the contexts that may be there."""
        words, ends = self.scanner.find(laid.points, laid.starts)
        sentences = Sentences(laid.points, laid.starts)
        inside = sentences.holding(ends)
        sentence, order = self._plans.open(words, inside)
        view = sentences.text[sentence]
        begin, end = (
            sentences.begins[sentence] - laid.starts[view],
            sentences.ends[sentence] - laid.starts[view],
        )
        length, text, rule, whole = (
            laid.lengths[view],
            laid.of[view],
            self._rule_of[order],
            self._whole[order],
        )
        kept = (view == text) | self._hides[rule]
        kept &= (begin == 0) | ~self._opens[order]
        kept &= (end == length) | ~self._closes[order]
        if recipient:
            kept &= self._reading(text, rule, recipient)
        there = self._mentions.there(
            words, inside, sentences, np.bincount(view[kept], minlength=len(laid.starts)) > 0
        )
        kept &= self._mentions.met(there, view, rule)
        begin, end = np.where(whole, 0, begin), np.where(whole, length, end)
        chosen = np.flatnonzero(kept)
        chosen = chosen[np.lexsort((begin[chosen], order[chosen], view[chosen]))]
        places = list(zip(order[chosen].tolist(), begin[chosen].tolist(), end[chosen].tolist(), strict=True))
        numbers, first = np.unique(view[chosen], return_index=True)
        for number, own in zip(numbers.tolist(), pairwise([*first.tolist(), len(places)]), strict=True):
            yield number, places[slice(*own)], there[number]

    def _reading(self, texts: Numbers, rules: Numbers, recipient: Recipient) -> There:
        """For pairs of a text and a rule, whether the rule looks at messages to whom the text reached."""
        limited = np.flatnonzero(self._limited[rules])
        asked = np.flatnonzero(np.bincount(texts[limited]))
        whom = [recipient(text) for text in asked.tolist()]
        kinds = [*dict.fromkeys(whom)]
        reads = np.array([[rule.reads(kind) for rule in self.rules] for kind in kinds], bool)
        kind = np.zeros(int(texts.max(initial=0)) + 1, np.intp)
        kind[asked] = [kinds.index(one) for one in whom]
        reading = np.ones(len(texts), bool)
        if kinds:
            reading[limited] = reads[kind[texts[limited]], rules[limited]]
        return reading

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and their words as compiled, so that a run can be told from another."""
        return hashlib.sha256(repr((self.rules, self._orders)).encode()).hexdigest()


def _parsed(written: Iterable[str], slots: Mapping[str, Slot]) -> list[patterns.Sequence]:
    """The orders of several patterns, one after the other."""
    return [order for pattern in written for order in patterns.parse(pattern, slots)]


def _words(orders: Iterable[patterns.Sequence]) -> frozenset[str]:
    """All words of some orders, folded."""
    lists = {element.options for order in orders for element in order if isinstance(element, patterns.Words)}
    return frozenset(views.fold("\0".join(word for options in lists for word in options)).split("\0"))
