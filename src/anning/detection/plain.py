"""The reference: every rule's expression on every text, without any scan before it; slow and beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from anning.detection import views
from anning.detection.engine import Candidate, Engine, Place, Recipient


class PlainEngine(Engine):
    """Tries every rule on every text; tests hold the scanners against it, the benchmark measures it."""

    def candidates(self, texts: Sequence[str], recipient: Recipient | None = None) -> Iterator[Candidate]:
        """As Engine, with nothing left out."""
        for number, text in enumerate(texts):
            folded, whom = views.fold(text), recipient(number) if recipient else None
            every = [n for n, rule in enumerate(self.rules) if whom is None or rule.reads(whom)]
            hidden = [n for n in every if self.rules[n].disguise]
            yield Candidate(number, views.Seen(folded), dict.fromkeys(every, ()), False, None)
            for seen in filter(None, (views.stripped(folded), self.restorer.restored(folded))):
                yield Candidate(number, seen, dict.fromkeys(hidden, ()), True, None)

    def matches(self, rule: int, places: Iterable[Place], text: str) -> Iterator[re.Match[str]]:  # noqa: ARG002
        """As Engine, by the whole expression in the whole text."""
        return self._every[rule].finditer(text)

    @cached_property
    def _every(self) -> Sequence[re.Pattern[str]]:
        return [self.expression(number) for number in range(len(self.rules))]
