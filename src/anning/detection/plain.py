"""The reference: every rule's expression on every text, without any scan before it; slow and beyond doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anning.detection import views
from anning.detection.engine import Candidate, Engine, Orders, Recipient


class PlainEngine(Engine):
    """Tries every rule on every text; tests hold the scanners against it, the benchmark measures it."""

    def candidates(self, texts: Sequence[str], recipient: Recipient | None = None) -> Iterator[Candidate]:  # noqa: ARG002
        """As Engine, with nothing left out."""
        every: dict[int, Orders] = dict.fromkeys(range(len(self.rules)), ())
        hidden = {number: orders for number, orders in every.items() if self.rules[number].disguise}
        for number, text in enumerate(texts):
            folded = views.fold(text)
            yield Candidate(number, views.Seen(folded), every, False, self._contexts)
            if seen := views.stripped(folded):
                yield Candidate(number, seen, hidden, True, self._contexts)
            if seen := self.restorer.restored(folded):
                yield Candidate(number, seen, hidden, True, self._contexts)
