"""The chosen contacts as fact lines: when, who, the words, where the proof lies; and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from anning.casework.papers import hidden
from anning.casework.papers.given import Counted, PaperCase, People, day_words
from anning.casework.papers.model import Fact, Piece, Quote
from anning.domain.china_time import china_day, in_china
from anning.domain.entries import Entry
from anning.domain.findings import NOT_UNLAWFUL, Conduct, Finding
from anning.domain.numbers import caller_key
from anning.domain.papers import PaperDraft
from anning.knowledge.forms.papers import PaperForm, shared
from anning.knowledge.names import names

LONGEST = 160
"""Characters of one quotation; a sentence is quoted whole when it fits."""

_BOUNDS = re.compile(r"[。！？!?；;\n]")
SHORT = 8
_LAST = "9999"


def conducts(form: PaperForm, draft: PaperDraft) -> tuple[Conduct, ...]:
    """What a paper tells of: the conducts of its form, fewer where the cause of a suit takes only some."""
    cause = shared().causes.get(draft.cause or next(iter(form.causes), ""))
    return tuple(c for c in form.conducts if not cause or not cause.conducts or c in cause.conducts)


def standing(told: Container[str], entry: Entry) -> tuple[Finding, ...]:
    """The findings of an entry among those conducts, without those taken out and those that are lawful."""
    kept = (f for f in entry.findings if f.rule not in entry.dismissed)
    return tuple(f for f in kept if f.conduct not in NOT_UNLAWFUL and f.conduct in told)


def facts(form: PaperForm, people: People, given: PaperCase) -> tuple[Fact, ...]:
    """The fact lines, numbered in order of time; undated ones last."""
    things: list[Entry | Counted] = [*given.entries, *given.counted]
    writer = _Writer(form, people, given)
    return tuple(
        writer.counted(n, thing) if isinstance(thing, Counted) else writer.entry(n, thing)
        for n, thing in enumerate(sorted(things, key=moment), 1)
    )


def moment(thing: Entry | Counted) -> tuple[str, str]:
    """What facts are put in order by: China time, a counted day before its contacts, what has no time last."""
    if isinstance(thing, Counted):
        return thing.day.isoformat(), thing.id
    return in_china(thing.at).isoformat() if thing.at is not None else _LAST, thing.id


class _Writer:
    """Puts one fact into words."""

    def __init__(self, form: PaperForm, people: People, given: PaperCase) -> None:
        self._told, self._given = conducts(form, given.draft), given
        self._words = shared().words
        self._names = tuple(
            p.name
            for p in given.case.parties.values()
            if p.role == "third_party" and p.id != people.author.id
        )
        own = () if form.masked else (people.author.id_number, people.author.phone)
        self._numbers = frozenset(filter(None, (*own, *_collecting(given))))

    def entry(self, number: int, entry: Entry) -> Fact:
        found = standing(self._told, entry)
        quotes = tuple(self._quotes(entry, found))
        label, proof = self._proof(number, entry.id, entry.evidence)
        return Fact(
            number=number,
            day=china_day(entry.at).isoformat() if entry.at is not None else "",
            text=(*self._said(entry, quotes), Piece(proof)),
            conducts=tuple(dict.fromkeys(f.conduct for f in found)),
            quotes=quotes,
            evidence=(entry.evidence,),
            entry=entry.id,
            label=label,
        )

    def counted(self, number: int, day: Counted) -> Fact:
        words = self._words
        night = words["night"].format(n=day.off_hours) if day.off_hours else ""
        text = words["counted"].format(
            day=day_words(day.day), whose=self._whose(day.caller, "in"), attempts=day.attempts,
            connected=day.connected, missed=day.attempts - day.connected, night=night,
        )  # fmt: skip
        label, proof = self._proof(number, day.id, day.evidence[0] if day.evidence else "")
        return Fact(
            number=number,
            day=day.day.isoformat(),
            text=(Piece(text), Piece(proof)),
            conducts=day.conducts,
            evidence=day.evidence,
            entry=day.id,
            label=label,
        )

    def _said(self, entry: Entry, quotes: tuple[Quote, ...]) -> Iterator[Piece]:
        """The sentence of the fact with its quotations as pieces of their own."""
        words = self._words
        template = words[self._template(entry, quotes)]
        if entry.at is None:
            undated = words["undated"]
            yield Piece(undated, "blank", f"undated:{entry.id}")
            template = template.replace("{when}", "", 1)
        before, _, after = template.partition("{quotes}")
        slots = {
            "when": clock(entry), "whose": self._whose(entry.address, entry.direction),
            "kind": called(entry), "state": f"（{names().state[entry.state]}）",
        }  # fmt: skip
        yield Piece(before.format(**slots))
        for place, quote in enumerate(quotes):
            yield Piece(words["ellipsis"] if place else "")
            yield Piece("“")
            yield Piece(quote.text, "quote")
            yield Piece("”")
        yield Piece((after or "").format(**slots) + ("。" if quotes else ""))

    @staticmethod
    def _template(entry: Entry, quotes: tuple[Quote, ...]) -> str:
        if entry.kind == "call":
            return "call"
        if entry.channel == "note":
            return "note"
        if entry.direction == "out":
            return "out"
        return "message" if quotes else "message_whole"

    def _quotes(self, entry: Entry, found: Iterable[Finding]) -> Iterator[Quote]:
        for start, end in spans(entry.text, found):
            shown = hidden.others(entry.text, self._numbers, self._names)[start:end]
            yield Quote(entry=entry.id, start=start, end=end, text=shown)

    def _whose(self, address: str, direction: str) -> str:
        """The other side as a paper names it; a person of the phone book is never named."""
        words, key = self._words, caller_key(address)
        party = self._given.case.of_key(key) if key else None
        if self._third(key, party.role if party else ""):
            return words["third"]
        if not key:
            return words["hidden_number"]
        called = words["number" if key.lstrip("+").isdigit() else "sender"].format(number=key)
        if party and party.name and direction == "in":
            return words["firm_number"].format(name=party.name, number=called)
        return called

    def _third(self, key: str, role: str) -> bool:
        if role:
            return role in {"third_party", "guarantor"}
        return self._given.roles.get(key) == "known"

    def _proof(self, number: int, name: str, evidence: str) -> tuple[str, str]:
        words = self._words
        if held := self._given.exhibits.get(name):
            return held.number, words["proof"].format(label=held.number)
        label = words["label"].format(n=number)
        return label, words["proof_raw"].format(n=number, id=evidence[:SHORT])


def spans(text: str, found: Iterable[Finding]) -> list[tuple[int, int]]:
    """Stretches of a text to quote: the sentence around each finding, or the bare words where it is too long."""
    wanted = sorted(_sentence(text, f.start, f.end) for f in found)
    merged: list[tuple[int, int]] = []
    for start, end in wanted:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((m.end() for m in _BOUNDS.finditer(text, 0, start)), default=0)
    closing = _BOUNDS.search(text, max(end - 1, start))
    last = closing.end() if closing else len(text)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return (first, last) if last - first <= LONGEST else (start, end)


def called(entry: Entry | None) -> str:
    """What a contact is, in a word; a counted day is calls."""
    kinds = shared().kinds
    if entry is None:
        return kinds["call"]
    return kinds[entry.kind] if entry.kind != "message" else kinds.get(entry.channel, kinds["message"])


def clock(entry: Entry) -> str:
    """Day and clock of a contact, China time."""
    if entry.at is None:
        return ""
    shown = in_china(entry.at)
    return f"{day_words(shown.date())} {shown:%H:%M}"


def by_conduct(order: Iterable[Conduct], told: Iterable[Fact]) -> dict[Conduct, list[Fact]]:
    """Facts by conduct, in the order in which the form tells of them."""
    rows = list(told)
    grouped = {c: [f for f in rows if c in f.conducts] for c in order}
    return {conduct: own for conduct, own in grouped.items() if own}


def numbers(told: Iterable[Fact]) -> str:
    """第 1、2、5 项, runs shortened."""
    counted = [fact.number for fact in told]
    parts: list[list[int]] = []
    for n in counted:
        if parts and n == parts[-1][1] + 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    written = (str(a) if a == b else f"{a}、{b}" if b == a + 1 else f"{a}—{b}" for a, b in parts)
    return shared().words["of_fact"].format(numbers="、".join(written))


def _collecting(given: PaperCase) -> Iterator[str]:
    """Numbers of those it is against, which a paper has to name."""
    for party in given.case.parties.values():
        if party.role in {"creditor", "agency", "collector"}:
            yield from party.keys
            yield party.phone
    yield from (key for key, role in given.roles.items() if role == "collector")
