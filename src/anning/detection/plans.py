"""What the words of a text must be, and how far apart, before a rule's own expression is tried on it.

A plan may let a text through on which the expression then finds nothing, never the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from anning.detection import patterns, views
from anning.detection.patterns import Gap, Run, Words
from anning.detection.scanners import Hits, Numbers
from anning.knowledge import shelf

COMMON, LEAST_COMMON = 3, 200
_FAR = 1 << 20
"""Added for each end of a sentence in between: farther than any gap reaches."""


class Plan(Struct, frozen=True):
    """One order of one pattern of a rule: the elements that must stand, in their order.

    apart[i][j] gives the least and most characters between element i and a later element j.
    """

    rule: int
    elements: tuple[int, ...]
    apart: tuple[tuple[tuple[int, int], ...], ...]


class Plans:
    """The plans of all rules over one list of words; words are those of two characters and more."""

    def __init__(self, rules: Sequence[Sequence[patterns.Sequence]]) -> None:
        self._elements: dict[tuple[str, ...], int] = {}
        self._plans = [self._plan(number, order) for number, orders in enumerate(rules) for order in orders]
        known = {word for element in self._elements for word in element}
        self.words = tuple(sorted(word for word in known if len(word) > 1))
        singles = sorted(known - set(self.words))
        place = {word: number for number, word in enumerate((*self.words, *singles))}
        self._options = [
            np.array(sorted(place[word] for word in set(element)), np.intp) for element in self._elements
        ]
        self._option_of = np.repeat(
            np.arange(len(self._options)), [len(options) for options in self._options]
        )
        self._every_option = np.concatenate([*self._options, np.zeros(0, np.intp)])
        self._lengths = np.fromiter(map(len, place), np.intp, len(place))
        self._single = _table({char: place[char] + 1 for char in singles})
        self._stops = _table(dict.fromkeys(patterns.STOPS, 1))
        widest = max((len(plan.elements) for plan in self._plans), default=1)
        # A plan shorter than the widest repeats its last element, which changes nothing.
        padded = [plan.elements + plan.elements[-1:] * (widest - len(plan.elements)) for plan in self._plans]
        self._needed = np.array(padded, np.intp).reshape(-1, widest)

    def open(self, points: views.Codes, starts: Numbers, hits: Hits) -> tuple[Numbers, Numbers]:
        """Text numbers and rule numbers, the same pair perhaps more than once, for words found in the texts."""
        lone = np.flatnonzero(self._single[points])
        words = np.concatenate((hits[0], self._single[points[lone]] - 1))
        ends = np.concatenate((hits[1], lone + 1))
        order = np.argsort(ends, kind="stable")  # two rising runs: merged, not sorted
        order = order[np.argsort(words[order].astype(np.uint16), kind="stable")]
        words, ends = words[order], ends[order]
        sentence = np.concatenate(([0], np.cumsum(self._stops[points]))) * _FAR
        begins = ends - self._lengths[words]
        many = np.bincount(words, minlength=len(self._lengths))
        seen = _Seen(
            self._options,
            begins + sentence[begins],
            ends + sentence[ends],
            many,
            len(starts) // COMMON + LEAST_COMMON,
        )
        counts = np.bincount(self._option_of, many[self._every_option], len(self._options))
        found, rules = [np.zeros(0, np.intp)], [0]
        for number in np.flatnonzero(counts[self._needed].min(axis=1)).tolist():
            plan = self._plans[number]
            if len(at := seen.near(plan, counts)):
                found.append(ends[at] - 1)
                rules.append(plan.rule)
        texts = np.searchsorted(starts, np.concatenate(found), side="right") - 1
        return texts, np.repeat(rules, [len(at) for at in found])

    def _plan(self, rule: int, order: patterns.Sequence) -> Plan:
        wanted = [n for n, e in enumerate(order) if isinstance(e, Words) and not e.optional]
        if not wanted:
            raise shelf.KnowledgeError("写法里没有一个非有不可的词")
        elements = tuple(self._element(order[n]) for n in wanted)
        apart = tuple(tuple(_between(order[here + 1 : there]) for there in wanted) for here in wanted)
        return Plan(rule, elements, apart)

    def _element(self, element: patterns.Element) -> int:
        options = element.options if isinstance(element, Words) else ()
        return self._elements.setdefault(tuple(map(views.fold, options)), len(self._elements))


class _Seen:
    """Words sorted by number, then place; many tells how often each number is there.

    begins and ends are places to which so much is added at each end of a sentence that no gap reaches over it.
    """

    def __init__(
        self, options: Sequence[Numbers], begins: Numbers, ends: Numbers, many: Numbers, common: int
    ) -> None:
        self._options, self._begins, self._ends, self._many = options, begins, ends, many
        self._stops, self._common = np.cumsum(many), common
        self._of: dict[int, tuple[Numbers, Numbers, Numbers]] = {}

    def near(self, plan: Plan, counts: Numbers) -> Numbers:
        """Words of the rarest element with one of every other element as far before or behind as it may be."""
        anchor, *others = sorted(range(len(plan.elements)), key=lambda n: counts[plan.elements[n]])
        at = self._places(plan.elements[anchor])[0]
        for other in others:
            if not len(at) or counts[plan.elements[other]] > self._common:
                break
            least, most = plan.apart[min(anchor, other)][max(anchor, other)]
            _, begins, ends = self._places(plan.elements[other])
            if other > anchor:
                there, low, high = begins, self._ends[at] + least, self._ends[at] + most
            else:
                there, low, high = ends, self._begins[at] - most, self._begins[at] - least
            at = at[there.searchsorted(high, side="right") > there.searchsorted(low)]
        return at

    def _places(self, element: int) -> tuple[Numbers, Numbers, Numbers]:
        """Where the words of an element are: their indices, and their begins and ends, each in order."""
        if element not in self._of:
            options = self._options[element]
            there = options[self._many[options] > 0]
            runs = zip(
                (self._stops[there] - self._many[there]).tolist(), self._stops[there].tolist(), strict=True
            )
            at = np.concatenate([np.arange(first, last) for first, last in runs])
            self._of[element] = (
                at,
                np.sort(self._begins[at], kind="stable"),
                np.sort(self._ends[at], kind="stable"),
            )
        return self._of[element]


def _table(values: dict[str, int]) -> NDArray[np.int32]:
    """Code point as written → value of the character it is folded to, 0 for others."""
    table = np.zeros(views.ALL, np.int32)
    for char, value in values.items():
        table[ord(char)] = value
    return table[views.table()]


def _between(elements: patterns.Sequence) -> tuple[int, int]:
    """The least and most characters these elements take; without bound when one may hold the end of a sentence."""
    least = most = 0
    for element in elements:
        match element:
            case Gap(longest):
                most += longest
            case Run(_, shortest, longest, optional):
                least, most = least + (0 if optional else shortest), most + longest
            case Words(options, optional):
                least += 0 if optional else min(map(len, options))
                most += max(map(len, options))
                if any(stop in word for word in options for stop in patterns.STOPS):
                    most += _FAR * len(max(options, key=len))
            case _:
                pass
    return least, most
