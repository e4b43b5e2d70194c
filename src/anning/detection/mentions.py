"""Which contexts may be in which texts, told by their words alone: where none of its words is, a context is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from anning.detection import patterns
from anning.detection.plans import Plans, Sentences
from anning.detection.scanners import Numbers
from anning.knowledge.conduct import Rule

There = NDArray[np.bool_]
"""A row for each text, a column for each context."""


class Mentions:
    """The contexts of all rules, planned like these; known are the numbers of words."""

    def __init__(
        self,
        rules: Sequence[Rule],
        contexts: Mapping[str, Sequence[patterns.Sequence]],
        known: dict[str, int],
    ) -> None:
        sure = [all(map(patterns.fixed, orders)) for orders in contexts.values()]
        self._plans = Plans(
            [orders if s else [] for orders, s in zip(contexts.values(), sure, strict=True)], known
        )
        self._names, self._unsure = tuple(contexts), ~np.array(sure, bool)
        needed = [[self._names.index(name) for name in rule.need if name in contexts] for rule in rules]
        widest = max(map(len, needed), default=0)
        # The column behind the last is of nothing in particular, which is always there.
        padded = [columns + [len(contexts)] * (widest - len(columns)) for columns in needed]
        self._needed = np.array(padded, np.intp).reshape(len(needed), widest)
        self.named = lru_cache(maxsize=1 << 12)(self._named)
        """The names of the contexts that may be in a text, given the bytes of its row; most texts are alike."""

    def there(self, words: Numbers, inside: Numbers, sentences: Sentences, asked: There) -> There:
        """What may be in which of the texts that are asked for, by words and the sentences in which they are."""
        near = asked[sentences.text]
        some = np.flatnonzero(near[inside])
        number = np.cumsum(near) - 1
        sentence, context = self._plans.open(words[some], number[inside[some]])
        there = np.zeros((len(asked), len(self._names) + 1), bool)
        there[:, :-1] = self._unsure
        there[:, -1] = True
        there[sentences.text[near][sentence], context] = True
        return there

    def met(self, there: There, texts: Numbers, rules: Numbers) -> There:
        """For pairs of a text and a rule, whether all that the rule needs may be in the text."""
        met: There = np.logical_and.reduce(there[texts[:, None], self._needed[rules]], axis=1)
        return met

    def _named(self, there: bytes) -> Collection[str]:
        return frozenset(name for name, seen in zip(self._names, there, strict=False) if seen)
