"""Which words must stand together in one sentence before a rule's own expression is tried on a text.

A plan may let a text through on which the expression then finds nothing, never the other way round. How far apart
the words stand is left to the expression: of the sentences that hold all words of a plan, it refuses few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from anning.detection import patterns, views
from anning.detection.patterns import Words
from anning.detection.scanners import Numbers
from anning.knowledge import shelf

Bits = NDArray[np.uint64]
"""A row for each thing, a bit for each sentence; bits in the order of bytes, whatever the machine's own."""
Element = tuple[str, ...]
"""Words, folded and in order, any of which will do."""
_ROOM = 1 << 24
"""Bytes in which the words of sentences are noted at once, however many words there are and however long a text is."""
_STOPS = frozenset(patterns.STOPS)


class Sentences:
    """The sentences of texts laid end to end: where each begins and ends, and which text it is of."""

    def __init__(self, points: views.Codes, starts: Numbers) -> None:
        stop = _stops().take(points)
        self.ends = np.append(np.flatnonzero(stop), len(points))
        # A text begins behind a newline, and with it a sentence.
        self.begins = np.concatenate(([0], self.ends[:-1] + 1))
        self.text = np.searchsorted(starts, self.begins, side="right") - 1
        self._number: Numbers = np.cumsum(stop, dtype=np.intp)

    def holding(self, ends: Numbers) -> Numbers:
        """The sentences in which words end, for the places behind their last characters."""
        return self._number.take(ends - 1)


class Plans:
    """The plans of several rules. The numbers of words are those in known, which several plans may share.

    A plan is one order of one pattern of a rule, as the elements that must stand in it, in whatever order.
    """

    def __init__(self, rules: Sequence[Sequence[patterns.Sequence]], known: dict[str, int]) -> None:
        elements: dict[Element, int] = {}
        plans = [
            (number, [elements.setdefault(element, len(elements)) for element in plan])
            for number, orders in enumerate(rules)
            for plan in _plans(orders)
        ]
        plans.sort(key=lambda plan: -len(plan[1]))
        sizes = np.array([len(element) for element in elements], np.intp)
        self._known = known
        self._options = np.array([known.setdefault(w, len(known)) for e in elements for w in e], np.intp)
        self._option_of = np.repeat(np.arange(len(sizes)), sizes)
        self._first = np.cumsum(sizes) - sizes
        self._rules = np.array([number for number, _ in plans], np.intp)
        self._size = np.array([len(needed) for _, needed in plans], np.intp)
        widest = self._size.max(initial=1)
        # A plan shorter than the widest repeats its first element, which changes nothing.
        padded = [needed + needed[:1] * (widest - len(needed)) for _, needed in plans]
        self._needed = np.array(padded, np.intp).reshape(-1, widest)

    def open(self, words: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Places at which all elements of a plan are, and its rule, for words and their places, such as sentences."""
        there = np.zeros(len(self._known), bool)
        there[words] = True
        present = there.take(self._options)
        plans = np.flatnonzero(np.logical_or.reduceat(present, self._first).take(self._needed).all(axis=1))
        if not len(plans):
            return plans, plans
        needed = self._needed[plans]
        element, _ = _numbered(needed, len(self._first))
        options = np.flatnonzero(present & (element >= 0).take(self._option_of))
        row, height = _numbered(self._options[options], len(there))
        rows = row.take(words)
        kept = np.flatnonzero(rows >= 0)  # most words are of no plan that could hold
        places_of, plans_of = [], []
        for begin, bits in _bits(rows[kept], places[kept], height):
            merged = _merged(bits, row[self._options[options]], self._option_of[options])
            plan, place = _places(self._held(plans, element[needed], merged))
            plans_of.append(plans[plan])
            places_of.append(place + begin)
        return np.concatenate(places_of), self._rules[np.concatenate(plans_of)]

    def _held(self, plans: Numbers, needed: Numbers, elements: Bits) -> Bits:
        """For each plan the places that hold all of its elements."""
        held = elements[needed[:, 0]]
        for column in range(1, needed.shape[1]):
            more = np.count_nonzero(self._size[plans] > column)
            held[:more] &= elements[needed[:more, column]]
        return held


def _plans(orders: Sequence[patterns.Sequence]) -> list[tuple[Element, ...]]:
    """The plans of one rule; orders of one element are one plan, with all their options."""
    plans = sorted({_plan(order) for order in orders})
    alone = {option for plan in plans if len(plan) == 1 for option in plan[0]}
    return [*(plan for plan in plans if len(plan) > 1), *([(tuple(sorted(alone)),)] if alone else [])]


def _plan(order: patterns.Sequence) -> tuple[Element, ...]:
    """The elements that every match of the order has in one sentence: where it may cross an end, those of one side."""
    sides: list[list[patterns.Element]] = [[]]
    for element in order:
        if _ends_sentence(_written(element)):
            sides += [[element], []]
        else:
            sides[-1].append(element)
    candidates = [patterns.fixed(tuple(side)) for side in sides]
    fixed = max(candidates, key=lambda side: sum(min(map(len, words.options)) for words in side))
    if not fixed:
        raise shelf.KnowledgeError("写法里没有一个非有不可的词")
    return tuple(sorted({_folded(words.options) for words in fixed}))


def crosses(order: patterns.Sequence) -> bool:
    """Whether a match of the order may reach over the end of a sentence."""
    return any(_ends_sentence(_written(element)) for element in order)


def _folded(options: tuple[str, ...]) -> Element:
    return tuple(sorted(set(views.fold("\0".join(options)).split("\0"))))


def _ends_sentence(options: tuple[str, ...]) -> bool:
    text = "".join(options)
    return not text.isalnum() and not _STOPS.isdisjoint(views.fold(text))


def _written(element: patterns.Element) -> tuple[str, ...]:
    match element:
        case Words(options):
            return options
        case patterns.Run(chars):
            return (chars,)
        case _:
            return ()


@cache
def _stops() -> NDArray[np.bool_]:
    """Whether a code point, folded, ends a sentence."""
    return np.isin(views.table(), views.codes(patterns.STOPS))


def _numbered(some: Numbers, total: int) -> tuple[Numbers, int]:
    """For each of total things its number among some of them, -1 for others; and how many these are."""
    number = np.full(total, -1, np.intp)
    number[some] = 0
    chosen = np.flatnonzero(number == 0)
    number[chosen] = np.arange(len(chosen))
    return number, len(chosen)


def _bits(rows: Numbers, places: Numbers, height: int) -> Iterator[tuple[int, Bits]]:
    """Bits set at these places of these rows, for as many places at once as there is room, and the first of these."""
    total = (int(places.max()) // 64 + 1) * 64
    width = min(total, max(_ROOM // height // 64, 1) * 64)
    begins = np.arange(0, total, width)
    if len(begins) > 1:
        order = np.argsort(places, kind="stable")
        rows, places = rows[order], places[order]
    cuts = np.searchsorted(places, begins[1:])
    for begin, row, place in zip(begins.tolist(), np.split(rows, cuts), np.split(places, cuts), strict=True):
        grid = np.zeros((height, width), bool)
        grid.reshape(-1)[row * width + (place - begin)] = True
        yield begin, np.packbits(grid, axis=1, bitorder="little").view(np.uint64)


def _merged(bits: Bits, rows: Numbers, group: Numbers) -> Bits:
    """For each group, one row with the bits of all its rows; members of a group come one after the other."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(first, append=len(group))
    largest = np.argsort(-size, kind="stable")
    first, size = first[largest], size[largest]
    merged = bits[rows[first]]
    for number in range(1, size[0]):
        more = np.count_nonzero(size > number)
        merged[:more] |= bits[rows[first[:more] + number]]
    return merged[np.argsort(largest)]


def _places(bits: Bits) -> tuple[Numbers, Numbers]:
    """Rows and places of the bits that are set."""
    filled = np.flatnonzero(bits.reshape(-1) != 0)
    inside = np.unpackbits(bits.reshape(-1)[filled].view(np.uint8), bitorder="little")
    at, bit = np.divmod(np.flatnonzero(inside), 64)
    row, column = np.divmod(filled[at], bits.shape[1])
    return row, column * 64 + bit
