"""What somebody said they would do, by when, and the later contact that contradicts it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.due import due
from anning.detection.quotes import Quote, of_finding, standing
from anning.domain.china_time import china_day
from anning.domain.entries import Entry
from anning.knowledge import phrases
from anning.knowledge.phrases.conversation import PromiseWords
from anning.knowledge.phrases.conversation import promises as known
from anning.knowledge.shelf import KnowledgeError

By = Literal["us", "them"]
_OPEN = 8
"""Promises of one subject kept in mind at once; a caller who promises hourly is held to the oldest and the newest."""
_STOP = re.compile(f"[{re.escape(patterns.STOPS)}]")


class Promised(Struct, frozen=True, kw_only=True):
    """Words of a promise: quote == text[start:end]. due is the day named in the same sentence, if one is."""

    subject: str
    title: str
    start: int
    end: int
    quote: str
    due: date | None = None


class Broken(Struct, frozen=True, kw_only=True):
    """A promise, and the first later contact that contradicts it. times counts all such contacts.

    against quotes the contact's words; for a call it quotes nothing.
    """

    subject: str
    title: str
    promise: Quote
    due: date | None
    against: Quote
    how: Literal["call", "words", "finding"]
    times: int
    caution: str


def find(text: str, said: date, by: By = "them") -> tuple[Promised, ...]:
    """Promises in one text, the first of each subject, in order of place."""
    folded = views.fold(text)
    if not _any(by).search(folded):
        return ()
    found = (_first(promise, folded, text, said) for promise in known().promises if by in promise.by)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.start, one.subject)))


def promising(texts: Sequence[str], by: By = "them") -> list[int]:
    """Places of the texts that may hold a promise: quicker through very many than find(), which then tells."""
    folded = views.fold("\0".join(texts)).split("\0")
    search = _any(by).search
    return [place for place, text in enumerate(folded) if search(text)]


def _first(promise: PromiseWords, folded: str, text: str, said: date) -> Promised | None:
    words, unless, _ = _compiled()[promise.subject]
    for match in words.finditer(folded):
        start, end = match.span()
        first, last = _sentence(folded, start, end)
        sentence = folded[first:last]
        if unless.search(sentence) or folded[last : last + 1] == "?":
            continue
        return Promised(
            subject=promise.subject,
            title=promise.title,
            start=start,
            end=end,
            quote=text[start:end],
            due=due(sentence, said),
        )
    return None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((m.end() for m in _STOP.finditer(text, 0, start)), default=0)
    after = _STOP.search(text, end)
    return first, after.start() if after else len(text)


@cache
def _any(by: By) -> re.Pattern[str]:
    """Any promise at all: most texts hold none, and are looked at once."""
    return _expression([pattern for one in known().promises if by in one.by for pattern in one.patterns])


@cache
def _compiled() -> dict[str, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]]:
    """For each subject: its words, the words that make it none, the words that contradict it."""
    every = known()
    return {
        promise.subject: (
            _expression(promise.patterns),
            re.compile("|".join(re.escape(views.fold(word)) for word in (*every.never, *promise.unless))),
            _expression(promise.broken_by.patterns) if promise.broken_by.patterns else None,
        )
        for promise in every.promises
    }


def _expression(written: Sequence[str]) -> re.Pattern[str]:
    orders = (order for pattern in written for order in patterns.parse(pattern, phrases.slots()))
    each = [(order, patterns.expression(order, views.fold)) for order in orders]
    first = {views.fold(option)[0] for order, _ in each for option in _opening(order).options}
    # Most places begin no promise: one look at the character there spares a try of every order.
    return re.compile(
        f"(?=[{re.escape(''.join(sorted(first)))}])(?:{'|'.join(f'(?:{one})' for _, one in each)})"
    )


def _opening(order: patterns.Sequence) -> patterns.Words:
    """The words an order begins with; KnowledgeError when it begins with anything else."""
    if isinstance(order[0], patterns.Words) and not order[0].optional:
        return order[0]
    raise KnowledgeError("承诺的写法要以非有不可的词开头", where="phrases/conversation/promises.yaml")


@dataclass
class _Held:
    """A promise somebody is held to: until that day, with what contradicted it so far."""

    promised: Promised
    quote: Quote
    until: date
    against: tuple[Quote, Literal["call", "words", "finding"]] | None = None
    times: int = 0


@dataclass
class Book:
    """The promises of one caller, contact by contact in order of time; feed it with take()."""

    _held: dict[str, list[_Held]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """One contact that came in: what it contradicts, then what it promises."""
        if entry.at is None:
            return
        day = china_day(entry.at)
        for promise in known().promises:
            for held in self._held.get(promise.subject, ()):
                if day <= held.until and (against := _against(promise, entry)):
                    held.against, held.times = held.against or against, held.times + 1
        for one in find(entry.text, day) if entry.text else ():
            self._hold(one, entry, day)

    def broken(self) -> Iterator[Broken]:
        """Promises that were contradicted, in order of time."""
        held = (one for some in self._held.values() for one in some)
        for one in sorted(held, key=lambda h: (h.quote.at or 0, h.promised.subject)):
            if one.against:
                yield Broken(
                    subject=one.promised.subject,
                    title=one.promised.title,
                    promise=one.quote,
                    due=one.promised.due,
                    against=one.against[0],
                    how=one.against[1],
                    times=one.times,
                    caution=known().caution,
                )

    def _hold(self, one: Promised, entry: Entry, day: date) -> None:
        some = self._held.setdefault(one.subject, [])
        if len(some) >= _OPEN:
            del some[-1]
        days = next(promise.days for promise in known().promises if promise.subject == one.subject)
        until = one.due if one.due and one.due >= day else day + timedelta(days=days)
        quote = Quote(entry=entry.id, at=entry.at, start=one.start, end=one.end, quote=one.quote)
        some.append(_Held(one, quote, until))


def _against(promise: PromiseWords, entry: Entry) -> tuple[Quote, Literal["call", "words", "finding"]] | None:
    """How a contact contradicts a promise made before it, if it does."""
    for finding in standing(entry):
        if finding.conduct in promise.broken_by.conducts:
            return of_finding(entry, finding), "finding"
    words = _compiled()[promise.subject][2]
    if words and entry.text and (match := words.search(views.fold(entry.text))):
        start, end = match.span()
        return Quote(entry=entry.id, at=entry.at, start=start, end=end, quote=entry.text[start:end]), "words"
    if entry.kind in promise.broken_by.kinds:
        return Quote(entry=entry.id, at=entry.at, start=0, end=0, quote=""), "call"
    return None


class Contradicted(Struct, frozen=True, kw_only=True):
    """A contact that contradicts a promise; for a call it quotes nothing."""

    quote: Quote
    how: Literal["call", "words", "finding"]


def contradicted(subject: str, entry: Entry) -> Contradicted | None:
    """How a contact contradicts a promise of that subject made before it; None when it does not."""
    promise = next((one for one in known().promises if one.subject == subject), None)
    found = _against(promise, entry) if promise else None
    return Contradicted(quote=found[0], how=found[1]) if found else None
