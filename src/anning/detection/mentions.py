"""Which contexts may be in which texts, told by their words alone: where none of its words is, a context is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from anning.detection import patterns
from anning.detection.scanners import Numbers
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Context, Slot

There = NDArray[np.bool_]
"""A row for each text, a column for each context."""


class Mentions:
    """The contexts of all rules; orders gives those of each context, to be planned like the orders of rules."""

    def __init__(
        self, rules: Sequence[Rule], contexts: Mapping[str, Context], slots: Mapping[str, Slot]
    ) -> None:
        said = [[s for p in c.patterns for s in patterns.parse(p, slots)] for c in contexts.values()]
        sure = [all(map(patterns.fixed, orders)) for orders in said]
        self.orders = [orders if known else [] for orders, known in zip(said, sure, strict=True)]
        self._names, self._unsure = tuple(contexts), ~np.array(sure, bool)
        needed = [[self._names.index(name) for name in rule.need if name in contexts] for rule in rules]
        widest = max(map(len, needed), default=0)
        # The column behind the last is of nothing in particular, which is always there.
        padded = [columns + [len(contexts)] * (widest - len(columns)) for columns in needed]
        self._needed = np.array(padded, np.intp).reshape(len(needed), widest)

    def there(self, texts: Numbers, contexts: Numbers, total: int) -> There:
        """For pairs of a text and a context whose words it has; total is the number of texts."""
        there = np.zeros((total, len(self._names) + 1), bool)
        there[:, :-1] = self._unsure
        there[:, -1] = True
        there[texts, contexts] = True
        return there

    def met(self, there: There, texts: Numbers, rules: Numbers) -> There:
        """For pairs of a text and a rule, whether all that the rule needs may be in the text."""
        met: There = np.logical_and.reduce(there[texts[:, None], self._needed[rules]], axis=1)
        return met

    def named(self, there: There) -> list[Collection[str]]:
        """For each text the names of the contexts that may be in it."""
        known: dict[bytes, Collection[str]] = {}
        for row in there:
            if (key := row.tobytes()) not in known:
                known[key] = frozenset(self._names[column] for column in np.flatnonzero(row[:-1]))
        return [known[row.tobytes()] for row in there]
