"""Which words must stand together in one sentence before a rule's own expression is tried on a text.

A plan may let a text through on which the expression then finds nothing, never the other way round. How far apart
the words stand is left to the expression: of the sentences that hold all words of a plan, it refuses few.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from anning.detection import patterns, views
from anning.detection.patterns import Words
from anning.detection.scanners import Hits, Numbers
from anning.knowledge import shelf

Bits = NDArray[np.uint64]
"""A row for each thing, a bit for each sentence; bits in the order of bytes, whatever the machine's own."""
Element = tuple[str, ...]
"""Words, folded and in order, any of which will do."""
_AT_ONCE = 1 << 16
"""Sentences looked at together, so that rows of bits stay short however long a text is."""
_STOPS = frozenset(patterns.STOPS)


class Plans:
    """The plans of several rules over one list of words.

    A plan is one order of one pattern of a rule, as the elements that must stand in it, in whatever order.
    """

    def __init__(self, rules: Sequence[Sequence[patterns.Sequence]]) -> None:
        elements: dict[Element, int] = {}
        plans = [
            (number, tuple(elements.setdefault(element, len(elements)) for element in plan))
            for number, orders in enumerate(rules)
            for plan in _plans(orders)
        ]
        self.words = tuple(sorted({word for element in elements for word in element}))
        place = {word: number for number, word in enumerate(self.words)}
        self._known, self._elements = len(place), len(elements)
        self._options = np.array([place[word] for element in elements for word in element], np.intp)
        self._option_of = np.repeat(np.arange(len(elements)), [len(element) for element in elements])
        self._stops = np.isin(views.table(), views.codes(patterns.STOPS))
        self._rules = np.array([number for number, _ in plans], np.intp)
        widest = max((len(needed) for _, needed in plans), default=1)
        # A plan shorter than the widest repeats its last element, which changes nothing.
        padded = [needed + needed[-1:] * (widest - len(needed)) for _, needed in plans]
        self._needed = np.array(padded, np.intp).reshape(-1, widest)

    def open(self, points: views.Codes, starts: Numbers, hits: Hits) -> tuple[Numbers, Numbers]:
        """Text numbers and rule numbers, the same pair perhaps more than once, for words found in the texts."""
        words, ends = hits
        sentence = np.cumsum(self._stops[points])
        # A text begins behind a newline, and with it a sentence.
        first = np.concatenate(([0], sentence[starts[1:] - 1]))
        text = np.repeat(np.arange(len(starts)), np.diff(first, append=sentence[-1:] + 1))
        where = sentence[ends - 1]
        texts, rules = [], []
        for begin in range(0, len(text), _AT_ONCE):
            some = (
                np.flatnonzero(where // _AT_ONCE == begin // _AT_ONCE)
                if len(text) > _AT_ONCE
                else slice(None)
            )
            rule, place = self._together(words[some], where[some] - begin)
            texts.append(text[place + begin])
            rules.append(rule)
        return np.concatenate(texts), np.concatenate(rules)

    def _together(self, words: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Rules and the places at which all elements of a plan of theirs are, for words and their places."""
        there = np.zeros(self._known, bool)
        there[words] = True
        seen = np.bincount(self._option_of, there[self._options], self._elements) > 0
        plans = np.flatnonzero(seen[self._needed].all(axis=1))
        if not len(plans):
            return plans, plans
        wanted = np.zeros(self._elements, bool)
        wanted[self._needed[plans]] = True
        options = np.flatnonzero(there[self._options] & wanted[self._option_of])
        row, height = _numbered(self._options[options], self._known)
        kept = np.flatnonzero((rows := row[words]) >= 0)  # most words are of no plan that could hold
        bits = _bits(rows[kept], places[kept], height)
        elements = _merged(bits, row[self._options[options]], self._option_of[options])
        element = _numbered(np.flatnonzero(wanted), self._elements)[0][self._needed[plans]]
        held = elements[element[:, 0]]
        for column in element.T[1:]:
            held &= elements[column]
        rules = self._rules[plans]
        number, found = _places(_merged(held, np.arange(len(held)), rules))
        return np.unique(rules)[number], found


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


@lru_cache(maxsize=1 << 12)
def _folded(options: tuple[str, ...]) -> Element:
    """The options as an element; the same ones, of a slot, are in very many orders."""
    return tuple(sorted(set(views.fold("\0".join(options)).split("\0"))))


@lru_cache(maxsize=1 << 12)
def _ends_sentence(options: tuple[str, ...]) -> bool:
    return not _STOPS.isdisjoint("".join(_folded(options)))


def _written(element: patterns.Element) -> tuple[str, ...]:
    match element:
        case Words(options):
            return options
        case patterns.Run(chars):
            return (chars,)
        case _:
            return ()


def _numbered(some: Numbers, total: int) -> tuple[Numbers, int]:
    """For each of total things its number among some of them, -1 for others; and how many these are."""
    number = np.full(total, -1, np.intp)
    number[some] = 0
    chosen = np.flatnonzero(number == 0)
    number[chosen] = np.arange(len(chosen))
    return number, len(chosen)


def _bits(rows: Numbers, places: Numbers, height: int) -> Bits:
    """Bits set at these places of these rows."""
    bits = np.zeros((height, (int(places.max()) // 64 + 1) * 8), np.uint8)
    flat = bits.reshape(-1)
    byte, bit = rows * bits.shape[1] + (places >> 3), (places & 7).astype(np.uint8)
    for number in range(8):
        flat[byte[bit == number]] |= 1 << number
    return bits.view(np.uint64)


def _merged(bits: Bits, rows: Numbers, group: Numbers) -> Bits:
    """For each group, one row with the bits of all its rows; members of a group come one after the other."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(first, append=len(group))
    merged = bits[rows[first]]
    for number in range(1, size.max()):
        more = np.flatnonzero(size > number)
        merged[more] |= bits[rows[first[more] + number]]
    return merged


def _places(bits: Bits) -> tuple[Numbers, Numbers]:
    """Rows and places of the bits that are set."""
    filled = np.flatnonzero(bits.reshape(-1) != 0)
    inside = np.unpackbits(bits.reshape(-1)[filled].view(np.uint8), bitorder="little")
    at, bit = np.divmod(np.flatnonzero(inside), 64)
    row, column = np.divmod(filled[at], bits.shape[1])
    return row, column * 64 + bit
