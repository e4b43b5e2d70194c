"""What the contacts of one caller show together: a threat in pieces, escalation, repetition, promises not kept.

Everything is learned in one pass, in order of time; only what may still matter stays in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec
from msgspec import Struct

from anning.detection.promises import Book, Broken
from anning.detection.quotes import Quote, of_finding, standing
from anning.detection.speaker import Speaker, weigh
from anning.detection.wording import Examiner, Text
from anning.domain.china_time import Instant, china_day
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Examined, Finding, Level, Verdict
from anning.knowledge import laws
from anning.knowledge.phrases.conversation import over_time

_AT_ONCE = 256
"""Stretches examined together: one call costs the same for few texts as for many."""
_LOWER: dict[Level, Level] = {"high": "medium", "medium": "low", "low": "low"}
_MINUTE = 60_000
_LEAST = 2


class Joined(Struct, frozen=True, kw_only=True):
    """A finding in several messages read as one: a quote for each message, each pointing into its own."""

    conduct: str
    rule: str
    level: Level
    verdict: Verdict
    decides: str
    citations: tuple[Citation, ...]
    caution: str
    quotes: tuple[Quote, ...]


class Step(Struct, frozen=True, kw_only=True):
    """A contact that stood higher on the ladder than all before it."""

    title: str
    conduct: str
    quote: Quote


class Rise(Struct, frozen=True, kw_only=True):
    """Words that grew graver, from the first step to the last."""

    steps: tuple[Step, ...]
    caution: str


class Repeated(Struct, frozen=True, kw_only=True):
    """The same conduct on so many legal days; citations are the norms of the last day that ask how often."""

    conduct: str
    days: int
    times: int
    first: Quote
    last: Quote
    citations: tuple[Citation, ...]
    caution: str


class Thread(Struct, frozen=True, kw_only=True):
    """One caller: who it is, how many messages and calls came in, and what they show together."""

    speaker: Speaker
    messages: int = 0
    calls: int = 0
    first: Instant | None = None
    last: Instant | None = None
    joined: tuple[Joined, ...] = ()
    rise: Rise | None = None
    repeated: tuple[Repeated, ...] = ()
    broken: tuple[Broken, ...] = ()

    @property
    def telling(self) -> bool:
        """Whether anything shows that no single message does."""
        return bool(self.joined or self.rise or self.repeated or self.broken)


def thread(entries: Iterable[Entry], speaker: Speaker, examiner: Examiner) -> Thread:
    """The contacts of one caller, given in order of time. What the person sent is never held against the caller.

    A court's or another office's number is read for nothing here: one notice after another is how a court writes.
    """
    read = Reader(speaker, examiner)
    for entry in entries:
        read.take(entry)
    return read.thread()


@dataclass
class Reader:
    """The pass over one caller; many may be open at once, each keeps only what may still matter."""

    speaker: Speaker
    examiner: Examiner
    messages: int = 0
    calls: int = 0
    first: Instant | None = None
    last: Instant | None = None

    def __post_init__(self) -> None:
        self._joiner = _Joiner(self.examiner, self.speaker)
        self._ladder, self._repeats, self._book = _Ladder(), _Repeats(), Book()

    def take(self, entry: Entry) -> None:
        """One contact, in order of time; what went out is passed over."""
        if entry.direction != "in":
            return
        self.messages += entry.kind != "call"
        self.calls += entry.kind == "call"
        if entry.at is None or self.speaker in {"own", "court"}:
            return
        self.first, self.last = self.first if self.first is not None else entry.at, entry.at
        self._joiner.take(entry)
        self._ladder.take(entry)
        self._repeats.take(entry)
        self._book.take(entry)

    def thread(self) -> Thread:
        """What it came to."""
        return Thread(
            speaker=self.speaker,
            messages=self.messages,
            calls=self.calls,
            first=self.first,
            last=self.last,
            joined=tuple(self._joiner.found()),
            rise=self._ladder.rise(),
            repeated=tuple(self._repeats.found()),
            broken=tuple(self._book.broken()),
        )


@dataclass
class _Joiner:
    """Short messages close together, read as one; each stretch overlaps the next, so that no seam hides anything."""

    examiner: Examiner
    speaker: Speaker
    _run: list[Entry] = field(default_factory=list)
    _fresh: int = 0
    _waiting: list[tuple[Entry, ...]] = field(default_factory=list)
    _found: dict[tuple[object, ...], Joined] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """One contact; a call between two messages changes nothing."""
        rules = over_time().joining
        if entry.kind != "message" or not entry.text:
            return
        gap = (entry.at or 0) - (self._run[-1].at or 0) if self._run else 0
        if len(entry.text) > rules.longest or gap > rules.minutes * _MINUTE:
            self._close()
        if len(entry.text) > rules.longest:
            return
        self._run.append(entry)
        self._fresh += 1
        if len(self._run) >= 2 * rules.most:
            self._wait()
            self._run = self._run[-rules.most :]

    def found(self) -> Iterator[Joined]:
        """Everything found, in order of time."""
        self._close()
        self._examine()
        yield from sorted(self._found.values(), key=lambda j: (j.quotes[0].at or 0, j.rule))

    def _close(self) -> None:
        self._wait()
        self._run = []

    def _wait(self) -> None:
        if self._fresh and len(self._run) >= _LEAST:
            self._waiting.append(tuple(self._run))
        self._fresh = 0
        if len(self._waiting) >= _AT_ONCE:
            self._examine()

    def _examine(self) -> None:
        joiner = over_time().joining.joiner
        texts = [
            Text(joiner.join(e.text for e in run), china_day(run[0].at or 0), "debtor")
            for run in self._waiting
        ]
        for run, examined in zip(self._waiting, self.examiner.many(texts), strict=True):
            self._keep(run, examined)
        self._waiting = []

    def _keep(self, run: Sequence[Entry], examined: Examined) -> None:
        for finding in weigh(examined, self.speaker).findings:
            if finding.conduct not in over_time().joining.conducts:
                continue
            quotes = tuple(_quotes(run, finding, len(over_time().joining.joiner)))
            if len(quotes) >= _LEAST and not _known(run, quotes, finding):
                key = (finding.conduct, *((quote.entry, quote.start, quote.end) for quote in quotes))
                self._found.setdefault(key, _joined(finding, quotes))


def _joined(finding: Finding, quotes: tuple[Quote, ...]) -> Joined:
    """Read together is less sure than said in one breath: one level lower, and the other side's answer first."""
    return Joined(
        conduct=finding.conduct,
        rule=finding.rule,
        level=_LOWER[finding.level],
        verdict=finding.verdict,
        decides=finding.decides,
        citations=finding.citations,
        caution=f"{over_time().joining.caution}。{finding.caution}",
        quotes=quotes,
    )


def _quotes(run: Sequence[Entry], finding: Finding, between: int) -> Iterator[Quote]:
    """The part of the finding that lies in each message."""
    begin = 0
    for entry in run:
        start, end = max(finding.start - begin, 0), min(finding.end - begin, len(entry.text))
        if start < end:
            yield Quote(entry=entry.id, at=entry.at, start=start, end=end, quote=entry.text[start:end])
        begin += len(entry.text) + between


def _known(run: Sequence[Entry], quotes: Sequence[Quote], finding: Finding) -> bool:
    """Whether one of the messages already shows the same conduct as surely by itself."""
    own = {quote.entry for quote in quotes}
    return any(
        f.conduct == finding.conduct and f.verdict in {"likely_unlawful", finding.verdict}
        for entry in run
        if entry.id in own
        for f in standing(entry)
    )


@dataclass
class _Ladder:
    """The steps on which the words stood higher than ever before."""

    _steps: list[tuple[int, Step]] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """One contact."""
        for finding in standing(entry):
            height = next(
                (n for n, r in enumerate(over_time().ladder.rungs, 1) if finding.conduct in r.conducts), 0
            )
            if height > (self._steps[-1][0] if self._steps else 0):
                if self._steps and self._steps[-1][1].quote.entry == entry.id:
                    self._steps.pop()
                title = over_time().ladder.rungs[height - 1].title
                step = Step(title=title, conduct=finding.conduct, quote=of_finding(entry, finding))
                self._steps.append((height, step))

    def rise(self) -> Rise | None:
        """The way up, when there was one that led high enough."""
        rules = over_time().ladder
        if len(self._steps) < _LEAST or self._steps[-1][0] < rules.from_rung:
            return None
        return Rise(steps=tuple(step for _, step in self._steps), caution=rules.caution)


@dataclass
class _Repeats:
    """Days and times of each conduct that the law counts."""

    _days: dict[str, set[date]] = field(default_factory=dict)
    _times: dict[str, int] = field(default_factory=dict)
    _ends: dict[str, tuple[Quote, Quote]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """One contact; a finding that is only a question does not count."""
        if entry.at is None:
            return
        serious = {f.conduct: f for f in reversed(standing(entry)) if f.verdict == "likely_unlawful"}
        for conduct in over_time().repeats.conducts:
            if finding := serious.get(conduct):
                self._days.setdefault(conduct, set()).add(china_day(entry.at))
                self._times[conduct] = self._times.get(conduct, 0) + 1
                quote = of_finding(entry, finding)
                self._ends[conduct] = (self._ends.get(conduct, (quote, quote))[0], quote)

    def found(self) -> Iterator[Repeated]:
        """Conducts found on days enough."""
        rules = over_time().repeats
        for conduct, days in self._days.items():
            if len(days) >= rules.days:
                first, last = self._ends[conduct]
                yield Repeated(
                    conduct=str(conduct),
                    days=len(days),
                    times=self._times[conduct],
                    first=first,
                    last=last,
                    citations=laws.on(max(days)).cite(rules.norms),
                    caution=rules.caution,
                )


def as_json(found: Thread) -> dict[str, object]:
    """The thread as plain values."""
    plain: dict[str, object] = msgspec.to_builtins(found)
    return plain
