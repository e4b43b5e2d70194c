"""Findings in texts: which words fit which rule, under the law of that day, and what the text comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from anning.detection import views
from anning.detection.context import Around, Surroundings, Weighed, inside_safe
from anning.detection.engine import Candidate, Engine
from anning.detection.scanners import HyperscanScanner, Re2Scanner, Scanner
from anning.detection.tree import TreeScanner
from anning.domain.findings import NOT_UNLAWFUL, Citation, Conduct, Examined, Finding, Level, Verdict
from anning.knowledge import laws, phrases
from anning.knowledge.conduct import Rule, rules

_LOWER: dict[Level, Level] = {"high": "medium", "medium": "low", "low": "low"}
_RANK: dict[Level, int] = {"high": 3, "medium": 2, "low": 1}
_ORDER: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice")

_LAWFUL_STEPS = NOT_UNLAWFUL - {Conduct.DEADLINE_PRESSURE}

UNRELATED = Examined("unrelated", ())


class Text(Struct, frozen=True):
    """A text to examine, the legal day it was received, and whom it reached ("" when unknown)."""

    text: str
    day: date
    recipient: str = ""


class _Asked(NamedTuple):
    """A text, with its day when it is asked for."""

    text: str
    day: Callable[[], date]


class _Looked(NamedTuple):
    """What was seen of one text: the surroundings in each view, and the places of matches that these dropped.

    What is dropped in the text as written stays so in its other views, which may have fewer words around it.
    """

    around: dict[int, Around]
    dropped: set[tuple[int, tuple[int, int]]]


class Examiner:
    """All rules at once. Build once; several threads may use one examiner at the same time."""

    def __init__(
        self,
        catalogue: Sequence[Rule] | None = None,
        make: Callable[[Sequence[str]], Scanner] = TreeScanner,
        kind: type[Engine] = Engine,
    ) -> None:
        slots, contexts = phrases.slots(), phrases.contexts()
        self.engine = kind(catalogue if catalogue is not None else rules(), slots, make, contexts)
        self._around = Surroundings(contexts, slots)
        self._unless = [self._applying(rule) for rule in self.engine.rules]
        self._lawful = [rule.conduct in _LAWFUL_STEPS for rule in self.engine.rules]
        self._safe = [tuple(views.fold(phrase) for phrase in rule.safe) for rule in self.engine.rules]
        self._cited: dict[tuple[int, int], tuple[Citation, ...]] = {}

    def one(self, text: str, day: date, recipient: str = "") -> Examined:
        """The findings in one text."""
        return self.found([text], lambda _: day, lambda _: recipient).get(0, UNRELATED)

    def many(self, texts: Sequence[Text]) -> list[Examined]:
        """The findings in each text, in order."""
        found = self.found([t.text for t in texts], lambda n: texts[n].day, lambda n: texts[n].recipient)
        return [found.get(number, UNRELATED) for number in range(len(texts))]

    def found(
        self, texts: Sequence[str], day: Callable[[int], date], recipient: Callable[[int], str] = lambda _: ""
    ) -> Mapping[int, Examined]:
        """By their number, only the texts in which something was found: the fast way through very many.

        day of a text is asked by its number, and only where it matters.
        """
        found = {}
        for number, candidates in groupby(self.engine.candidates(texts, recipient), key=attrgetter("text")):
            asked = _Asked(texts[number], partial(day, number))
            if findings := self._findings(list(candidates), asked):
                found[number] = _summed(findings)
        return found

    def _findings(self, candidates: Sequence[Candidate], asked: _Asked) -> Mapping[str, Finding]:
        """By rule, what is found in the views of one text; lawful steps only where nothing unlawful was."""
        found: dict[str, Finding] = {}
        looked = _Looked({}, set())
        for lawful in (False, True):
            if lawful and any(finding.conduct not in NOT_UNLAWFUL for finding in found.values()):
                break
            for candidate in candidates:
                for number in candidate.rules:
                    rule = self.engine.rules[number]
                    if self._lawful[number] != lawful or rule.id in found:
                        continue
                    if finding := self._first(number, looked, candidate, asked):
                        found[rule.id] = finding
        return found

    def _first(self, number: int, looked: _Looked, candidate: Candidate, asked: _Asked) -> Finding | None:
        """The first match of the rule that its surroundings let stand."""
        rule, text, safe = self.engine.rules[number], candidate.seen.text, self._safe[number]
        for match in self.engine.matches(number, candidate.rules[number], text):
            start, end = match.span()
            if safe and inside_safe(safe, text, start, end):
                continue
            place = number, candidate.seen.span(start, end)
            if place in looked.dropped:
                continue
            if (near := looked.around.get(id(candidate))) is None:
                near = looked.around[id(candidate)] = self._around.of(text, candidate.contexts)
            if rule.need and not all(near.holds(name, start, end) for name in rule.need):
                continue
            weighed = near.weigh(self._unless[number], start, end)
            if not weighed.dropped:
                return self._finding(number, candidate, asked, (start, end), weighed)
            looked.dropped.add(place)
        return None

    def _finding(
        self, number: int, candidate: Candidate, asked: _Asked, place: tuple[int, int], weighed: Weighed
    ) -> Finding:
        rule = self.engine.rules[number]
        first, last = candidate.seen.span(*place)
        level = rule.level
        for _ in range(weighed.lower + candidate.disguised):
            level = _LOWER[level]
        return Finding(
            conduct=rule.conduct.value,
            rule=rule.id,
            start=first,
            end=last,
            quote=asked.text[first:last],
            level=level,
            citations=self._cite(number, asked.day()),
            caution=rule.caution,
            verdict="needs_context" if weighed.asks else rule.says,
            decides=weighed.asks or rule.decides,
            disguised=candidate.disguised,
        )

    def _cite(self, number: int, day: date) -> tuple[Citation, ...]:
        era = laws.era(day)  # by day, years of messages would fill the memory with equal answers
        if (number, era) not in self._cited:
            self._cited[number, era] = laws.on(day).cite(self.engine.rules[number].norms)
        return self._cited[number, era]

    def _applying(self, rule: Rule) -> tuple[str, ...]:
        """Contexts to weigh for a rule: those that always apply to unlawful conduct, and its own."""
        always = () if rule.conduct in NOT_UNLAWFUL else self._around.always
        return (*(name for name in always if name not in rule.without), *rule.unless)


def _summed(named: Mapping[str, Finding]) -> Examined:
    """The verdict of all findings; a lawful step is only worth showing when nothing else was found.

    Pressure of time stays beside unlawful conduct: it tells how the message works.
    """
    findings = tuple(named.values())
    if len(findings) == 1:
        return Examined(findings[0].verdict, findings)
    unlawful = any(f.conduct not in NOT_UNLAWFUL for f in findings)
    kept = _without_overlaps([f for f in findings if not unlawful or f.conduct not in _LAWFUL_STEPS])
    verdict: Verdict = next((v for v in _ORDER if any(f.verdict == v for f in kept)), "unrelated")
    return Examined(verdict, kept)


def _without_overlaps(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding for the same words and the same conduct: the surest, then the longest."""
    best = sorted(findings, key=lambda f: (-_RANK[f.level], f.start - f.end, f.start, f.rule))
    kept: list[Finding] = []
    for finding in best:
        if not any(
            k.conduct == finding.conduct and k.start < finding.end and finding.start < k.end for k in kept
        ):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda f: (f.start, f.end, f.rule)))


ENGINES: dict[str, Callable[[Sequence[str]], Scanner]] = {
    "tree": TreeScanner,
    "hyperscan": HyperscanScanner,
    "re2": Re2Scanner,
}
"""Ways to look for the words, the fastest first; all find the same."""


def examiner(engine: str = "tree") -> Examiner:
    """The examiner of this process, with the product's own rules; ImportError when the engine is not installed."""
    return _examiner(engine)


@cache
def _examiner(engine: str) -> Examiner:
    return Examiner(make=ENGINES[engine])
