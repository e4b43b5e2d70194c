"""The summary for a lawyer: two pages of who, what, when, how often, then everything behind it; a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from anning.casework.bundle.model import ListRow
from anning.casework.document import Block, Bullets, Document, Heading, PageBreak, Para, Table
from anning.casework.exhibits import caller, cited, day_of, finding_citations, norm_table, rule_title
from anning.casework.ledger import Ledger
from anning.casework.timeline import OfConduct, Survey
from anning.domain.case import Case, Debt, Filing, Party, Promise, Served
from anning.domain.china_time import china_day
from anning.domain.deadlines import Deadline
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Conduct, Finding
from anning.domain.numbers import caller_key
from anning.knowledge import forms
from anning.knowledge.names import names

URGENT = 3
WHO, DEBTS, CLOCKS, FILED, UNKNOWN = 8, 5, 6, 6, 6
"""Rows of the first two pages; everything is told further on."""

EVENTS = 150
_QUOTE = 60
_DANGER = (Conduct.THREAT_VIOLENCE, Conduct.SOFT_VIOLENCE)


class Called(Struct, frozen=True, kw_only=True):
    """What codes are called in Chinese: roles, kinds of lenders, products, statuses, court papers, bodies, papers."""

    role: Mapping[str, str]
    lender: Mapping[str, str]
    product: Mapping[str, str]
    status: Mapping[str, str]
    served: Mapping[str, str]
    channel: Callable[[str], str]
    paper: Callable[[str], str]


class Given(Struct, frozen=True, kw_only=True):
    """Everything the summary is made of; day is the date it carries, exhibits the rows with their pages."""

    case: Case
    survey: Survey
    ledger: Ledger
    deadlines: Sequence[Deadline]
    exhibits: Sequence[ListRow]
    places: Mapping[str, str]
    """Exhibit by id of a contact in it."""

    day: date
    called: Called


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened on a day: who did it, what, and where it is proved."""

    day: date
    who: str
    what: str
    seen: str


def build(given: Given) -> Document:
    """The whole summary."""
    words, survey = forms.handover()["paper"], given.survey
    return Document(
        title=words.title,
        subtitle=words("subtitle", first=day_of(survey.first), last=day_of(survey.last)),
        made=words("made", as_of=given.day.isoformat()),
        author=words("author"),
        day=given.day.isoformat(),
        footer=words.says["footer"],
        fold="",
        cut="",
        names=tuple(sorted(p.name for p in given.case.parties.values() if p.name)),
        blocks=(
            *_brief(given),
            *_chronology(given),
            *_findings(survey),
            *_table("exhibits", [row.cells() for row in given.exhibits], (9, 17, 17, 24, 15, 7, 14)),
            *_table("clocks", [_clock(one) for one in given.deadlines], (28, 16, 24, 20, 12)),
            *_table(
                "filings", [_filing(one, given.called) for one in _filed(given)], (12, 20, 20, 14, 12, 22)
            ),
            *_table("promises", list(_promises(given)), (10, 42, 15, 15, 12), always=False),
            *_limits(),
        ),
    )


def _brief(given: Given) -> Iterator[Block]:
    words = forms.handover()["brief"]
    yield Heading(text=words.title, anchor="brief")
    yield Para(text="\n".join((words("first"), *_first(given))), tone="keep")
    yield Heading(text=words("who"), level=2)
    yield from _who(given)
    yield Heading(text=words("what"), level=2)
    yield from _what(given)
    yield Heading(text=words("debts"), level=2)
    yield from _debts(given)
    yield Heading(text=words("clocks"), level=2)
    running = [one for one in given.deadlines if one.state in ("running", "asked")]
    yield _points([_urgent(one) for one in running], CLOCKS, words("clocks_none"))
    yield Heading(text=words("filed"), level=2)
    yield _points([_filed_line(one, given.called) for one in _filed(given)], FILED, words("filed_none"))


def _first(given: Given) -> Iterator[str]:
    """What cannot wait."""
    words = forms.handover()["brief"]
    danger = sum(given.survey.conducts[c].serious for c in _DANGER if c in given.survey.conducts)
    if danger:
        yield words("danger", n=danger)
    for one in given.case.served.values():
        if not one.confirmed:
            yield words("unconfirmed", what=given.called.served[one.paper])
    pressing = [d for d in given.deadlines if _presses(d)]
    yield from (_urgent(one) for one in pressing[:URGENT])
    if not danger and not pressing and not given.case.served:
        yield words("nothing_urgent")


def _presses(one: Deadline) -> bool:
    """A court's period, even when it has passed, and one against danger."""
    return one.stake in ("court", "danger") and (
        one.state == "running" or (one.stake, one.state) == ("court", "passed")
    )


def _urgent(one: Deadline) -> str:
    words = forms.handover()
    state = words["clocks"].words["state"][one.state]
    return words["brief"]("urgent", title=one.title, day=_last_day(one), state=state)


def _who(given: Given) -> Iterator[Block]:
    words = forms.handover()["brief"]
    parties = sorted(given.case.parties.values(), key=lambda p: (list(given.called.role).index(p.role), p.id))
    rows = [_party(one, given.called) for one in parties]
    if rows:
        yield Table(columns=words.columns["who_columns"], rows=tuple(rows[:WHO]), widths=(14, 32, 22, 32))
    told = {key for party in parties for key in party.keys}
    strange = [
        caller(one.caller, one.name)
        for one in given.ledger.callers
        if one.role == "collector" and one.caller and one.caller not in told
    ]
    if strange:
        more = words("more", n=len(strange)) if len(strange) > UNKNOWN else ""
        yield Para(text=words("who_unknown", numbers="、".join(strange[:UNKNOWN]) + more), tone="note")


def _party(one: Party, called: Called) -> tuple[str, ...]:
    kind = called.lender.get(one.lender or "", "") or one.relation
    numbers = "、".join((*one.keys, *([one.phone] if one.phone else [])))
    return called.role[one.role], one.name or forms.handover()["paper"]("unnamed"), kind, numbers


def _what(given: Given) -> Iterator[Block]:
    words, survey = forms.handover()["brief"], given.survey
    kinds, contacts = survey.kinds, survey.kinds.total()
    texts = [
        words(
            "what_text", contacts=contacts, messages=kinds["message"], calls=kinds["call"],
            others=contacts - kinds["message"] - kinds["call"],
            serious=survey.serious, asks=survey.asks, lawful=survey.notices,
        )
    ]  # fmt: skip
    if survey.first_serious is not None:
        texts.append(
            words("what_period", first=day_of(survey.first_serious), last=day_of(survey.last_serious))
        )
    if recent := survey.recent_calls():
        texts.append(words("what_calls", calls=recent[0], since=recent[1], until=recent[2]))
    if given.ledger.days:
        most = max(given.ledger.days, key=lambda day: (day.counts.attempts, -day.day.toordinal()))
        off_hours = sum(day.counts.off_hours for day in given.ledger.days)
        texts.append(words("what_busiest", day=most.day, calls=most.counts.attempts, off_hours=off_hours))
    yield Para(text="".join(texts))
    if survey.conducts:
        rows = tuple(
            (names().conduct[c.conduct].title, str(c.serious), str(c.asks), day_of(c.first), day_of(c.last))
            for c in _ordered(survey)
        )
        columns = words.columns["what_columns"]
        yield Table(columns=columns, rows=rows, widths=(36, 18, 14, 16, 16), numeric=(1, 2))


def _debts(given: Given) -> Iterator[Block]:
    words = forms.handover()["brief"]
    debts = list(given.case.debts.values())
    if not debts:
        yield Para(text=words("debts_none"))
        return
    yield Para(text=words("debts_note"), tone="note")
    rows = tuple(_debt(one, given) for one in debts[:DEBTS])
    yield Table(columns=words.columns["debts_columns"], rows=rows, widths=(20, 14, 11, 11, 11, 11, 11, 11))


def _debt(one: Debt, given: Given) -> tuple[str, ...]:
    days = (one.signed, one.first_overdue, one.last_due)
    blank = forms.handover()["paper"]("blank")
    return (
        _name(given.case, one.creditor),
        given.called.product.get(one.product, ""),
        *(amount or blank for amount in (one.principal, one.received, one.claimed)),
        *(day.isoformat() if day else blank for day in days),
    )


def _points(lines: Sequence[str], most: int, none: str) -> Block:
    if not lines:
        return Para(text=none)
    more = [forms.handover()["brief"]("more", n=len(lines))] if len(lines) > most else []
    return Bullets(items=(*lines[:most], *more))


def _chronology(given: Given) -> Iterator[Block]:
    words = forms.handover()["chronology"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="chronology")
    yield Para(text=words("intro"))
    events = sorted((*_contacts(given), *_acts(given)), key=lambda e: e.day)
    rows = tuple((e.day.isoformat(), e.who, e.what, e.seen) for e in events[-EVENTS:])
    yield Table(columns=words.columns["columns"], rows=rows, widths=(14, 22, 50, 14))
    if len(events) > EVENTS:
        yield Para(text=words("more", n=len(events) - EVENTS), tone="note")


def _contacts(given: Given) -> Iterator[Event]:
    """Every printed contact that is likely unlawful, once."""
    seen: dict[str, tuple[Entry, list[Finding]]] = {}
    for found in given.survey.conducts.values():
        for entry, own in found.kept():
            bad = [f for f in own if f.verdict == "likely_unlawful"]
            if bad and entry.at is not None:
                seen.setdefault(entry.id, (entry, []))[1].extend(bad)
    words = forms.handover()["chronology"]
    for entry, bad in seen.values():
        conducts = "、".join(dict.fromkeys(names().conduct[f.conduct].title for f in bad))
        quote = _short(entry.text, min(bad, key=lambda f: f.start))
        party = given.case.of_key(caller_key(entry.address))
        yield Event(
            day=china_day(entry.at or 0),
            who=(party.name if party else "") or caller(entry.address, entry.name),
            what=words("conduct", conducts=conducts, quote=quote),
            seen=given.places.get(entry.id, ""),
        )


def _short(text: str, finding: Finding) -> str:
    """The words found and a little around them."""
    start = max(0, finding.start - _QUOTE // 3)
    end = max(finding.end, start + _QUOTE)
    shown = " ".join(text[start:end].split())
    return f"{'……' if start else ''}{shown}{'……' if end < len(text) else ''}"


def _acts(given: Given) -> Iterator[Event]:
    """What the person filed, was served, was promised, and when they say it began."""
    words, called, case = forms.handover()["chronology"], given.called, given.case
    for filing in case.filings.values():
        for day, what in filing.events:
            text = words(
                "filing",
                paper=called.paper(filing.paper),
                channel=called.channel(filing.channel),
                what=called.status.get(what, what),
            )
            yield Event(day=day, who=called.role["self"], what=text, seen=words("told"))
    for served in case.served.values():
        if served.day:
            yield Event(day=served.day, who=served.court, what=_served(served, called), seen=words("told"))
    for promise in case.promises.values():
        if promise.made:
            text = words(f"promise_{promise.by}", said=promise.said)
            yield Event(day=promise.made, who=_name(case, promise.party), what=text, seen=words("told"))
    for debt in case.debts.values():
        if debt.first_overdue:
            text = words("overdue", creditor=_name(case, debt.creditor))
            yield Event(day=debt.first_overdue, who=called.role["self"], what=text, seen=words("told"))


def _served(one: Served, called: Called) -> str:
    words = forms.handover()["chronology"]
    number = f"（{one.case_number}）" if one.case_number else ""
    text = words("served", what=called.served[one.paper], court="", number=number)
    return text if one.confirmed else words("served_unconfirmed", text=text)


def _findings(survey: Survey) -> Iterator[Block]:
    words = forms.handover()["findings"]
    yield Heading(text=words.title, anchor="findings")
    yield Para(text=words("intro") if survey.conducts else words("none"))
    for found in _ordered(survey):
        yield from _of_conduct(found)
    if survey.conducts:
        yield Heading(text=words("norms_title"), level=2)
        shown = [f for found in survey.conducts.values() for _, own in found.kept() for f in own]
        yield norm_table(_cites(shown))


def _of_conduct(found: OfConduct) -> Iterator[Block]:
    words, called = forms.handover()["findings"], names().conduct[found.conduct]
    shown = [finding for _, own in found.kept() for finding in own]
    cautions = {rule_title(f.rule): f.caution for f in shown if f.caution}
    yield Heading(text=called.title, level=2)
    yield Para(
        text=words(
            "line", title=called.meaning, serious=found.serious, asks=found.asks,
            callers=len(found.callers), days=len(found.days),
        ),
        tone="lead",
    )  # fmt: skip
    if cautions:
        yield Bullets(items=tuple(f"{words('cautions')}：{text}" for text in sorted(set(cautions.values()))))
    norms = "；".join(dict.fromkeys(map(cited, _cites(shown))))
    yield Para(text=words("norms", norms=norms), tone="note")


def _cites(found: Iterable[Finding]) -> list[Citation]:
    return sorted(finding_citations(found), key=lambda c: (c.law, c.article, c.in_force))


def _table(
    part: str, rows: Sequence[tuple[str, ...]], widths: tuple[int, ...], *, always: bool = True
) -> Iterator[Block]:
    """One part that is a table, or says that there is nothing."""
    words = forms.handover()[part]
    if not rows and not always:
        return
    yield Heading(text=words.title, anchor=part)
    if "intro" in words.says:
        yield Para(text=words("intro"))
    if rows:
        yield Table(columns=words.columns["columns"], rows=tuple(rows), widths=widths)
    elif "none" in words.says:
        yield Para(text=words("none"))


def _clock(one: Deadline) -> tuple[str, ...]:
    words = forms.handover()["clocks"]
    state = words.words["state"][one.state]
    last = f"{_last_day(one)}\n{state}" + (f"\n{words('provisional')}" if one.provisional else "")
    since = f"\n{one.since.isoformat()}" if one.since else ""
    law = "\n".join(one.cited or map(cited, one.cites))
    return one.title, last, f"{one.from_what}{since}", law, names().mark[one.sure]


def _last_day(one: Deadline) -> str:
    words = forms.handover()["clocks"]
    if one.day is None:
        return "—"
    moved = one.earliest and one.earliest != one.day
    return one.day.isoformat() + (
        words("earliest", day=one.earliest.isoformat()) if moved and one.earliest else ""
    )


def _filed(given: Given) -> list[Filing]:
    return sorted(given.case.filings.values(), key=lambda f: (f.events[:1], f.id))


def _filing(one: Filing, called: Called) -> tuple[str, ...]:
    words = forms.handover()["filings"]
    steps = (
        words("events", day=day.isoformat(), what=called.status.get(what, what)) for day, what in one.events
    )
    day = one.events[0][0].isoformat() if one.events else "—"
    return (
        day,
        called.channel(one.channel),
        called.paper(one.paper),
        one.number,
        called.status[one.status],
        "\n".join(steps),
    )


def _filed_line(one: Filing, called: Called) -> str:
    day, body, paper, number, status, _ = _filing(one, called)
    shown = f"（{number}）" if number else ""
    return forms.handover()["brief"](
        "filed_line", day=day, body=body, paper=paper, status=status, number=shown
    )


def _promises(given: Given) -> Iterator[tuple[str, ...]]:
    words = forms.handover()["promises"]
    yes_no = forms.handover()["paper"]
    for one in sorted(given.case.promises.values(), key=lambda p: (p.made or date.max, p.id)):
        yield _promise(one, words(one.by), yes_no("written" if one.written else "unwritten"))


def _promise(one: Promise, who: str, written: str) -> tuple[str, ...]:
    days = (day.isoformat() if day else "—" for day in (one.made, one.due))
    return (who, one.said, *days, written)


def _limits() -> Iterator[Block]:
    words = forms.handover()["limits"]
    yield Heading(text=words.title, anchor="limits")
    yield Bullets(items=words.columns["points"])


def _ordered(survey: Survey) -> list[OfConduct]:
    order = list(Conduct)
    return sorted(survey.conducts.values(), key=lambda c: (not c.serious, order.index(c.conduct)))


def _name(case: Case, party: str) -> str:
    known = case.parties.get(party)
    return (known.name if known else "") or forms.handover()["paper"]("unnamed")
