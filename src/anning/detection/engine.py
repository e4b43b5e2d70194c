"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

The scan looks for words only (two characters or more). A rule is tried on a text when all words that one of
its patterns cannot do without are there; what it then finds is Python's `re`, so every scanner gives the same
answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.scanners import Hits, Numbers, Scanner, scanner
from anning.knowledge import shelf
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Slot


class Plan(Struct, frozen=True):
    """One order of one pattern: the elements it needs (as bits) and the rule it belongs to."""

    needs: int
    rule: int


class Candidate(Struct, frozen=True):
    """A rule worth trying on a text, in the view in which its words were seen."""

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
        self._sequences = [[s for p in rule.patterns for s in patterns.parse(p, slots)] for rule in rules]
        self._index()
        self.scanner = make(self._words)
        self._expressions: dict[int, re.Pattern[str]] = {}

    def expression(self, rule: int) -> re.Pattern[str]:
        """The regular expression of a rule over folded text, compiled when first asked for."""
        if rule not in self._expressions:
            orders = "|".join(f"(?:{patterns.expression(s, views.fold)})" for s in self._sequences[rule])
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
            for number, rules in self._open(self.scanner.find(points, starts), len(texts))
        ]
        found += self._disguised(points, starts)
        yield from sorted(found, key=lambda c: (c.text, c.disguised))

    def _disguised(self, points: views.Codes, starts: Numbers) -> Iterator[Candidate]:
        """The same for texts with symbols inserted between Han characters, looked at without them."""
        gone = views.hidden(points)
        if not len(gone):
            return
        inside = np.searchsorted(starts, gone, side="right") - 1
        numbers, removed = np.unique(inside, return_counts=True)
        lengths = np.diff(starts, append=len(points) + 1)
        kept = np.repeat(np.isin(np.arange(len(starts)), numbers), lengths)[: len(points)]
        kept[gone] = False
        places = np.flatnonzero(kept)
        ends = np.cumsum(lengths[numbers] - removed)
        begins = np.concatenate(([0], ends[:-1]))
        for bare, rules in self._open(self.scanner.find(points[places], begins), len(numbers)):
            if open_to := tuple(r for r in rules if self.rules[r].disguise):
                number = int(numbers[bare])
                own = places[begins[bare] : ends[bare]]
                own = own[own < starts[number] + lengths[number] - 1]
                seen = views.text_of(views.table()[points[own]])
                yield Candidate(number, views.Seen(seen, (own - starts[number]).tolist()), open_to, disguised=True)

    def _open(self, hits: Hits, count: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Texts, of so many, with the rules all of whose needed words are there."""
        texts, words = hits
        anchors = self._is_anchor[words]
        live = np.zeros(count, bool)
        live[texts[anchors]] = True
        near = live[texts]
        there: dict[int, int] = {}
        first: dict[int, set[int]] = {}
        for text, word, anchor in zip(*(a[near].tolist() for a in (texts, words, anchors)), strict=True):
            there[text] = there.get(text, 0) | self._bits[word]
            if anchor:
                first.setdefault(text, set()).add(word)
        for text, begun in first.items():
            mask = there[text]
            rules = {p.rule for word in begun for p in self._anchored[word] if p.needs & mask == p.needs}
            if rules:
                yield text, tuple(sorted(rules))

    def _index(self) -> None:
        """Give each distinct required element a bit, and hang every plan on the rarest of its elements."""
        bit: dict[tuple[str, ...], int] = {}
        plans: list[tuple[Plan, tuple[str, ...]]] = []
        for number, sequences in enumerate(self._sequences):
            for sequence in sequences:
                elements = [tuple(views.fold(word) for word in e.options) for e in patterns.required(sequence)]
                if not elements:
                    raise shelf.KnowledgeError("每个写法至少要有一个两字以上的固定词", where=self.rules[number].id)
                needs = sum({1 << bit.setdefault(e, len(bit)) for e in elements})
                plans.append((Plan(needs, number), min(elements, key=_commonness)))
        self._words = sorted({word for element in bit for word in element})
        place = {word: number for number, word in enumerate(self._words)}
        self._bits = [0] * len(self._words)
        for element, position in bit.items():
            for word in element:
                self._bits[place[word]] |= 1 << position
        self._anchored: dict[int, list[Plan]] = {}
        for plan, element in plans:
            for word in element:
                self._anchored.setdefault(place[word], []).append(plan)
        self._is_anchor = np.zeros(len(self._words), bool)
        self._is_anchor[list(self._anchored)] = True

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and their words as compiled, so that a run can be told from another."""
        return hashlib.sha256(repr((self.rules, self._sequences)).encode()).hexdigest()


def _commonness(element: tuple[str, ...]) -> float:
    """A guess at how often an element stands in ordinary text: many and short words are common."""
    return sum(30.0 ** -len(word) for word in element)
