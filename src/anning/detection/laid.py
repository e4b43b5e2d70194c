"""Texts laid end to end in one buffer, in every view they have: numpy takes as long over few texts as over many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from anning.detection import views
from anning.detection.restore import Restorer
from anning.detection.scanners import Numbers

_NEWLINE = views.codes("\n")


class Laid:
    """Views with newlines between: all texts as written, then those with insertions without them, then restored ones.

    View i is of text of[i] and stands at points[starts[i] : starts[i] + lengths[i]].
    """

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.intp, len(texts))
        points = views.codes("\n".join(texts))
        starts = np.cumsum(lengths + 1) - lengths - 1
        self._folded = views.text_of(views.table().take(points))
        gone = views.hidden(points)
        bare, removed = np.unique(np.searchsorted(starts, gone, side="right") - 1, return_counts=True)
        kept = np.zeros(len(texts), bool)
        kept[bare] = True
        kept = np.repeat(kept, lengths + 1)[: len(points)]
        kept[gone] = False
        self._kept, self._texts, self._restored = np.flatnonzero(kept), len(texts), list[views.Seen]()
        self.points, self.starts, self.lengths, self.of = points, starts, lengths, np.arange(len(texts))
        self._add(points[self._kept], lengths[bare] - removed, bare)

    def _add(self, points: views.Codes, lengths: Numbers, of: Numbers) -> None:
        """More views, laid end to end in points."""
        starts = np.cumsum(lengths + 1) - lengths + len(self.points)
        self.points = np.concatenate((self.points, _NEWLINE, points))
        self.starts = np.concatenate((self.starts, starts))
        self.lengths = np.concatenate((self.lengths, lengths))
        self.of = np.concatenate((self.of, of))

    def restore(self, suspects: Iterable[int], restorer: Restorer) -> None:
        """Add what the restorer makes of the texts of these views."""
        for text in sorted({int(self.of[view]) for view in suspects}):
            if seen := restorer.restored(self.seen(text).text):
                self._restored.append(seen)
                self._add(views.codes(seen.text), np.array([len(seen.text)]), np.array([text]))

    def seen(self, view: int) -> views.Seen:
        """The text of a view, with places that point into the text as given."""
        start, length = int(self.starts[view]), int(self.lengths[view])
        if view < self._texts:
            return views.Seen(self._folded[start : start + length])
        if view >= len(self.starts) - len(self._restored):
            return self._restored[view - len(self.starts)]
        begin = start - len(self._folded) - 1
        origin = self._kept[begin : begin + length] - self.starts[self.of[view]]
        return views.Seen(views.text_of(views.table()[self.points[start : start + length]]), origin.tolist())
