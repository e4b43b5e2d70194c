"""The report of a case: who, when, how often, what was found, and where its limits are; a pure function of the case.

build() gives a Document of blocks; html and pdf draw it. The same case gives the same document, to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from anning.casework import charts, threads
from anning.casework.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Number,
    Numbers,
    PageBreak,
    Para,
    Table,
)
from anning.casework.exhibits import (
    caller,
    cited,
    day_of,
    day_word,
    finding_citations,
    group,
    in_force,
    moment,
    norm_table,
)
from anning.casework.ledger import Ledger, OfCaller, Row
from anning.casework.sources import Sources, imports
from anning.casework.timeline import OfConduct, Survey
from anning.detection.frequency import HELD_ROLES, Held
from anning.domain.china_time import Instant, china_day, iso
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Conduct
from anning.knowledge import forms
from anning.knowledge.names import names

ROWS = 120
"""Rows of the longest tables that are printed."""

CALLERS = 30
BARS = 12
SENDERS = 25


def build(survey: Survey, ledger: Ledger, sources: Sources, heard: Sequence[threads.Heard] = ()) -> Document:
    """The whole report."""
    words = forms.report()
    as_of = china_day(sources.as_of) if sources.as_of is not None else None
    period = {"first": day_of(survey.first), "last": day_of(survey.last)}
    return Document(
        title=words.title,
        subtitle=words.subtitle.format(**period),
        made=words.made.format(as_of=day_word(as_of)),
        author=words.author,
        day=(as_of.isoformat() if as_of else "1970-01-01"),
        footer=words.footer,
        fold=words["findings"]("fold"),
        cut=words["findings"]("cut"),
        names=tuple(sorted(survey.names)),
        blocks=(
            *_summary(survey, ledger),
            *_when(survey, ledger),
            *_findings(survey),
            *threads.blocks(heard),
            *_ledger(ledger),
            *_lawful(survey),
            *imports(sources),
            *_limits(),
        ),
    )


def figures(survey: Survey, ledger: Ledger, sources: Sources) -> dict[str, Any]:
    """Everything the report counts, for other programs: report.json."""
    recent = survey.recent_calls()
    return {
        "as_of": iso(sources.as_of) if sources.as_of is not None else None,
        "first": _iso(survey.first),
        "last": _iso(survey.last),
        "contacts": dict(sorted(survey.kinds.items())),
        "calls_30d": {"calls": recent[0], "since": str(recent[1]), "until": str(recent[2])}
        if recent
        else None,
        "likely_unlawful": survey.serious,
        "needs_context": survey.asks,
        "lawful_notice": survey.notices,
        "dismissed": survey.dismissed,
        "conducts": [
            {
                "conduct": c.conduct,
                "likely_unlawful": c.serious,
                "needs_context": c.asks,
                "callers": len(c.callers),
                "days": len(c.days),
                "first": _iso(c.first),
                "last": _iso(c.last),
            }
            for c in _ordered(survey)
        ],
        "ledger": ledger.to_json(),
        "files": [msgspec.to_builtins(file) for file in sources.files],
        "imports_undone": sources.undone,
        "log_line": {"line": sources.noted[0], "sha256": sources.noted[1]} if sources.noted else None,
        "tool": sources.tool,
    }


def _summary(survey: Survey, ledger: Ledger) -> Iterator[Block]:
    words = forms.report()["summary"]
    yield Heading(text=words.title, anchor="summary")
    yield Numbers(items=tuple(_numbers(survey)))
    contacts, kinds = survey.kinds.total(), survey.kinds
    others = contacts - kinds["message"] - kinds["call"]
    yield Para(
        text=words(
            "found", contacts=contacts, messages=kinds["message"], calls=kinds["call"], others=others,
            serious=survey.serious, asks=survey.asks, lawful=survey.notices,
        )
    )  # fmt: skip
    if survey.first_serious is not None:
        yield Para(
            text=words("first_last", first=day_of(survey.first_serious), last=day_of(survey.last_serious))
        )
    yield from (Para(text=text) for text in _busiest(ledger))
    if survey.conducts:
        yield Heading(text=words("what"), level=2)
        yield _conduct_table(survey)
        yield Para(text=words("overlap"), tone="note")
        yield Para(text=words("danger"), tone="note")
    else:
        yield Para(text=words("none"))
    yield Heading(text=words("keep_title"), level=2)
    yield Para(text=words("keep"), tone="keep")
    yield Para(text=words("owed"), tone="note")


def _numbers(survey: Survey) -> Iterator[Number]:
    words = forms.report()["summary"]
    if recent := survey.recent_calls():
        calls, since, until = recent
        yield Number(
            value=str(calls), label=words("calls"), note=words("calls_note", since=since, until=until)
        )
    yield Number(value=str(survey.serious), label=words("serious"), note=words("serious_note"))
    yield Number(value=str(survey.asks), label=words("asks"), note=words("asks_note"))


def _busiest(ledger: Ledger) -> Iterator[str]:
    words = forms.report()["summary"]
    if ledger.days:
        most = max(ledger.days, key=lambda day: (day.counts.attempts, -day.day.toordinal()))
        off_hours = sum(day.counts.off_hours for day in ledger.days)
        if most.counts.attempts:
            yield words("most_calls", day=most.day, calls=most.counts.attempts, off_hours=off_hours)
    top = next((c for c in _calling(ledger) if c.role == "collector" and c.caller), None)
    if top:
        yield words(
            "top_caller",
            caller=caller(top.caller, top.name),
            calls=top.counts.attempts,
            connected=top.counts.connected,
        )


def _conduct_table(survey: Survey) -> Table:
    rows = (
        (names().conduct[c.conduct].title, str(c.serious), str(c.asks), day_of(c.first), day_of(c.last))
        for c in _ordered(survey)
    )
    columns = forms.report()["summary"].columns["columns"]
    return Table(columns=columns, rows=tuple(rows), widths=(36, 18, 14, 16, 16), numeric=(1, 2))


def _when(survey: Survey, ledger: Ledger) -> Iterator[Block]:
    words = forms.report()["when"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="when")
    yield Heading(text=words("heat_title"), level=2)
    yield from _heat(survey)
    calling = _calling(ledger)
    if calling:
        yield Heading(text=words("bars_title"), level=2)
        yield _bars(calling[:BARS])
        yield _caller_table(calling[:CALLERS])
    if len(calling) > CALLERS:
        yield Para(text=words("callers_more", n=len(calling) - CALLERS), tone="note")


def _heat(survey: Survey) -> Iterator[Block]:
    words = forms.report()["when"]
    role = "collector" if survey.hours.get("collector") else "unknown"
    calls = survey.hours.get(role)  # type: ignore[call-overload]
    if not calls:
        yield Para(text=words("heat_none"))
        return
    drawn = charts.heat(calls)
    row, hour, number = drawn.peak
    unit = words.words["units"][drawn.unit]
    peak = f"{row} {hour}:00"
    yield Para(text=words("whose_collectors" if role == "collector" else "whose_unknown"), tone="note")
    yield Figure(
        svg=charts.heat_svg(drawn),
        alt=words("heat_alt", unit=unit, calls=drawn.total, peak=peak, peak_calls=number),
        caption=words("heat_caption", unit=unit, calls=drawn.total),
    )


def _bars(callers: Sequence[OfCaller]) -> Figure:
    words = forms.report()["when"]
    bars = [charts.Bar(label=_bar_label(c), states=_states(c)) for c in callers]
    return Figure(
        svg=charts.bars_svg(bars, words.words["legend"]),
        alt=words("bars_alt", caller=bars[0].label, calls=bars[0].total),
        caption=words("bars_caption"),
    )


def _bar_label(row: OfCaller) -> str:
    label = caller(row.caller)
    return f"{label}（{names().role[row.role]}）"


def _states(row: OfCaller) -> dict[str, int]:
    """Calls by state; the counts of unanswered calls hold those that were rejected."""
    counts = row.counts
    missed = counts.attempts - counts.connected - counts.rejected - counts.state_unknown
    return {
        "connected": counts.connected, "missed": missed, "rejected": counts.rejected, "unknown": counts.state_unknown,
    }  # fmt: skip


def _caller_table(callers: Sequence[OfCaller]) -> Table:
    rows = tuple(
        (
            caller(row.caller), row.name or names().role[row.role], str(row.counts.attempts),
            str(row.counts.connected), str(_states(row)["missed"]), str(row.counts.rejected),
            str(row.counts.messages), str(row.counts.off_hours), str(row.days),
            f"{day_of(row.first)} 至 {day_of(row.last)}",
        )
        for row in callers
    )  # fmt: skip
    columns = forms.report()["when"].columns["callers_columns"]
    widths = (17, 13, 7, 7, 7, 7, 7, 9, 7, 19)
    return Table(columns=columns, rows=rows, widths=widths, numeric=(2, 3, 4, 5, 6, 7, 8))


def _findings(survey: Survey) -> Iterator[Block]:
    words = forms.report()["findings"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="findings")
    yield Para(text=words("intro") if survey.conducts else words("none"))
    yield from _in_order(survey)
    for number, found in enumerate(_ordered(survey), 1):
        yield from group(number, found)
    if survey.conducts:
        yield Heading(text=words("norms_title"), level=2, anchor="norms")
        yield Para(text=words("norms_intro"))
        yield norm_table(_all_cited(survey))
    if survey.dismissed:
        yield Para(text=words("dismissed", n=survey.dismissed), tone="note")


def _in_order(survey: Survey) -> Iterator[Block]:
    """Every printed contact once, by time, with where in the paper it is shown."""
    words = forms.report()["findings"]
    places: dict[str, tuple[Entry, list[str], list[str]]] = {}
    for number, found in enumerate(_ordered(survey), 1):
        for place, (entry, _) in enumerate(found.kept(), 1):
            _, titles, numbers = places.setdefault(entry.id, (entry, [], []))
            titles.append(names().conduct[found.conduct].title)
            numbers.append(f"{number}-{place}")
    if not places:
        return
    listed = sorted(places.values(), key=lambda p: (p[0].at or 0, p[0].id))
    rows = tuple(
        (moment(entry.at), caller(entry.address, entry.name), "、".join(titles), "、".join(numbers))
        for entry, titles, numbers in listed[-ROWS:]
    )
    yield Heading(text=words("order_title"), level=2)
    yield Table(columns=words.columns["order_columns"], rows=rows, widths=(27, 24, 35, 14))
    if len(listed) > ROWS:
        yield Para(text=words("order_more", n=len(listed) - ROWS), tone="note")


def _all_cited(survey: Survey) -> list[Citation]:
    """Every norm that stands under a printed finding, by its law and article."""
    shown = [f for found in survey.conducts.values() for _, own in found.kept() for f in own]
    return sorted(finding_citations(shown), key=lambda c: (c.law, c.article, c.in_force))


def _ordered(survey: Survey) -> list[OfConduct]:
    """Conducts in the order of the catalogue, those with clear findings first."""
    order = list(Conduct)
    return sorted(survey.conducts.values(), key=lambda c: (not c.serious, order.index(c.conduct)))


def _ledger(ledger: Ledger) -> Iterator[Block]:
    words = forms.report()["ledger"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="ledger")
    rows = [row for row in ledger.rows if _told(row) and (row.role == "collector" or row.exceeded)]
    if not rows:
        yield Para(text=words("none"))
        return
    yield Para(text=words("intro"))
    shown = sorted(rows, key=lambda row: (-len(row.exceeded), -row.counts.attempts, row.day, row.caller))[
        :ROWS
    ]
    shown.sort(key=lambda row: (row.day, row.caller))
    yield Table(
        columns=words.columns["columns"],
        rows=tuple(map(_ledger_row, shown)),
        widths=(12, 19, 7, 7, 9, 9, 37),
        numeric=(2, 3, 4, 5),
    )
    if len(rows) > len(shown):
        yield Para(text=words("more", n=len(rows) - len(shown)), tone="note")
    yield Heading(text=words("rules_title"), level=2)
    yield _held_table(shown)
    yield Heading(text=words("notes"), level=2)
    yield Bullets(items=ledger.notes)


def _ledger_row(row: Row) -> tuple[str, ...]:
    counts = row.counts
    numbers = (counts.attempts, counts.connected, counts.effective, counts.off_hours)
    return (row.day.isoformat(), caller(row.caller, row.name), *map(str, numbers), "\n".join(_told(row)))


def _told(row: Row) -> list[str]:
    """What the norms of the day say of the row: counts over their limit, and those whose norm names no number."""
    words = forms.report()["ledger"]
    return [
        words("over" if h.exceeded else "within", title=h.title, value=h.value, wording=h.wording)
        for h in row.held
        if h.exceeded or (h.limit is None and h.value)
    ]


def _held_table(rows: Iterable[Row]) -> Table:
    """Each count rule under each set of norms it was held against, once."""
    by_norms: dict[tuple[object, ...], Held] = {}
    for held in (held for row in rows for held in row.held):
        by_norms.setdefault((held.rule, held.citations), held)
    lines = tuple(
        (
            held.title,
            "\n".join(map(cited, held.citations)),
            "\n".join(map(in_force, held.citations)),
            "\n".join(dict.fromkeys(names().mark[c.mark] for c in held.citations)),
            held.cautions[0],
        )
        for held in sorted(by_norms.values(), key=lambda h: (h.rule, h.citations[0].in_force))
    )
    columns = forms.report()["ledger"].columns["rules_columns"]
    return Table(columns=columns, rows=lines, widths=(16, 24, 16, 12, 32))


def _lawful(survey: Survey) -> Iterator[Block]:
    words = forms.report()["lawful"]
    yield Heading(text=words.title, anchor="lawful")
    if survey.court:
        yield Para(text=words("court", n=survey.court), tone="keep")
    if not survey.lawful:
        yield Para(text=words("none"))
        return
    yield Para(text=words("intro"))
    senders = sorted(survey.lawful.values(), key=lambda s: (-s.count, s.address))
    rows = (
        (
            caller(s.address, s.name), str(s.count), day_of(s.first), day_of(s.last),
            "、".join(names().conduct[c].title for c in sorted(s.conducts, key=list(Conduct).index)),
        )
        for s in senders[:SENDERS]
    )  # fmt: skip
    yield Table(columns=words.columns["columns"], rows=tuple(rows), widths=(28, 9, 15, 15, 33), numeric=(1,))
    if len(senders) > SENDERS:
        yield Para(text=words("more", n=len(senders) - SENDERS), tone="note")


def _limits() -> Iterator[Block]:
    form = forms.report()
    words = form["limits"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="limits")
    yield Bullets(items=words.columns["points"])
    yield Heading(text=words("marks_title"), level=2)
    uses: Mapping[str, str] = words.words["marks_use"]
    rows = {
        names().mark[mark]: (f"{names().mark[mark]}", words.words["marks_mean"][mark], use)
        for mark, use in uses.items()
    }
    yield Table(columns=words.columns["marks_columns"], rows=tuple(rows.values()), widths=(24, 38, 38))
    yield Heading(text=form.files.title, level=2)
    yield Table(columns=form.files.columns, rows=form.files.rows, widths=(24, 76))


def _calling(ledger: Ledger) -> list[OfCaller]:
    """Callers who may be collectors and called at least once, most calls first."""
    calling = [c for c in ledger.callers if c.role in HELD_ROLES and c.counts.attempts]
    return sorted(calling, key=lambda c: (c.role != "collector", -c.counts.attempts, c.caller))


def _iso(at: Instant | None) -> str | None:
    return iso(at) if at is not None else None
