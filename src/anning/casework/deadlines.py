"""Every period of a case, worked out from what happened, was filed and was served; nothing here reads a clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct, structs

from anning.domain.case import Case, Filing, FilingStatus, LenderKind, Promise, Served
from anning.domain.deadlines import Act, Concern, Deadline, Next, Standing
from anning.knowledge import clocks as known
from anning.knowledge import laws, remedies
from anning.knowledge.clocks import Clock, OnConduct, OnDebt, OnFiling, OnPromise, OnServed
from anning.knowledge.workdays import Calendar, End


class _Table(Struct, frozen=True, kw_only=True):
    """What everything is worked out from."""

    case: Case
    acts: Sequence[Act]
    today: date
    calendar: Calendar

    def state(self, day: date) -> Standing:
        return "running" if self.today <= day else "passed"

    def end(self, clock: Clock, start: date) -> End:
        return self.calendar.end(start, clock.amount or 0, clock.unit, roll=clock.roll)


def deadlines(case: Case, acts: Iterable[Act], today: date, calendar: Calendar) -> tuple[Deadline, ...]:
    """All periods, those with a day first, by day; on one day a court's period comes first.

    A period whose norm was not in force on the day it would start does not run. Nothing runs from a court paper
    whose day the person has not confirmed.
    """
    table = _Table(case=case, acts=tuple(acts), today=today, calendar=calendar)
    found = [one for clock in known.clocks() for one in _of_clock(table, clock)]
    return tuple(sorted(_shortened(found), key=_order))


def lender_of(case: Case, against: str, debt: str = "") -> LenderKind | None:
    """The kind of lender behind a party or debt; None while nobody said."""
    party = case.parties.get(against) or case.parties.get(
        case.debts[debt].creditor if debt in case.debts else ""
    )
    if party is None:
        return None
    kinds = (case.parties[one].lender for one in party.acts_for if one in case.parties)
    return party.lender or next((kind for kind in kinds if kind), None)


def said_day(day: date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _of_clock(table: _Table, clock: Clock) -> Iterator[Deadline]:
    match clock.trigger:
        case OnConduct() as trigger:
            yield from _acts(table, clock, trigger)
        case OnFiling() as trigger:
            yield from _filings(table, clock, trigger)
        case OnServed() as trigger:
            yield from _served(table, clock, trigger)
        case OnDebt():
            yield from _debts(table, clock)
        case OnPromise() as trigger:
            yield from _promises(table, clock, trigger)


def _acts(table: _Table, clock: Clock, trigger: OnConduct) -> Iterator[Deadline]:
    """One deadline for each state: the first that still runs, the last that passed, the first that was reported."""
    mine = {conduct for conduct in trigger.conducts if not trigger.claim or remedies.owner(conduct) == "own"}
    days = sorted(day for day in {a.day for a in table.acts if a.conduct in mine} if _binds(clock, day))
    reports = [
        day
        for f in table.case.filings.values()
        if f.channel in trigger.reported and (day := _event(f, "filed"))
    ]
    groups: dict[Standing, list[date]] = {}
    for day in days:
        state: Standing = "never"
        if clock.amount is not None:
            met = any(report >= day and report <= table.end(clock, day).day for report in reports)
            state = "answered" if met else table.state(table.end(clock, day).day)
        groups.setdefault(state, []).append(day)
    for state, those in groups.items():
        start = those[-1] if state == "passed" else those[0]
        words = {"running": "acts", "passed": "acts_passed"}.get(state, "act") if len(those) > 1 else "act"
        from_what = _word(words, start, count=len(those))
        report = next((day for day in sorted(reports) if day >= start), None)
        yield _deadline(
            table, clock, start, state, from_what, subject=start.isoformat(), concerns="act",
            also=_word("reported", report) if state == "answered" and report else "",
        )  # fmt: skip


def _filings(table: _Table, clock: Clock, trigger: OnFiling) -> Iterator[Deadline]:
    for filing in table.case.filings.values():
        lender = lender_of(table.case, filing.against, filing.debt)
        if not _takes(trigger, filing, lender):
            continue
        start = _event(filing, trigger.after)
        if start is None:
            if trigger.after == "filed" and filing.status != "drafted":
                yield _asked(clock, filing, "ask_filed", "filing")
        elif _binds(clock, start, lender):
            yield _filed(table, clock, trigger, filing, start, lender)


def _filed(
    table: _Table, clock: Clock, trigger: OnFiling, filing: Filing, start: date, lender: LenderKind | None
) -> Deadline:
    state = table.state(table.end(clock, start).day)
    if any(day >= start for what in trigger.until if (day := _event(filing, what))):
        state = "answered"
    words = "event_numbered" if filing.number else "event"
    from_what = _word(words, start, event=clock.event, number=filing.number)
    one = _deadline(
        table, clock, start, state, from_what, subject=filing.id, concerns="filing", lender=lender
    )
    if state == "passed" and any(f.follows == filing.id for f in table.case.filings.values()):
        return structs.replace(one, next=Next(says=known.words()["escalated"]))
    return one


def _takes(trigger: OnFiling, filing: Filing, lender: LenderKind | None) -> bool:
    return (
        (not trigger.channels or filing.channel in trigger.channels)
        and (not trigger.papers or filing.paper in trigger.papers)
        and filing.paper not in trigger.not_papers
        and (not trigger.lenders or lender in trigger.lenders)
        and lender not in trigger.not_lenders
    )


def _served(table: _Table, clock: Clock, trigger: OnServed) -> Iterator[Deadline]:
    for paper in table.case.served.values():
        if paper.paper not in trigger.papers:
            continue
        if paper.day is None or not paper.confirmed:
            yield _asked(clock, paper, "ask_served", "served")
        elif _binds(clock, paper.day):
            yield _counted(table, clock, trigger, paper, paper.day)


def _counted(table: _Table, clock: Clock, trigger: OnServed, paper: Served, day: date) -> Deadline:
    state = table.state(table.end(clock, day).day)
    if _met(table.case, trigger, paper, day):
        state = "answered"
    from_what = _word("event", day, event=clock.event)
    one = _deadline(table, clock, day, state, from_what, subject=paper.id, concerns="served")
    debt = table.case.debts.get(paper.debt)
    makes = trigger.makes.get(debt.product, "") if debt else ""
    return structs.replace(one, next=structs.replace(one.next, paper=makes or one.next.paper))


def _met(case: Case, trigger: OnServed, paper: Served, since: date) -> bool:
    """Whether a paper that answers it was handed in after it came; papers of another debt are no answer."""
    return any(
        filing.paper in trigger.met_by
        and (not paper.debt or not filing.debt or paper.debt == filing.debt)
        and (day := _event(filing, "filed")) is not None
        and day >= since
        for filing in case.filings.values()
    )


def _debts(table: _Table, clock: Clock) -> Iterator[Deadline]:
    for debt in table.case.debts.values():
        if debt.settled and _binds(clock, debt.settled):
            state = table.state(table.end(clock, debt.settled).day)
            from_what = _word("debt", debt.settled)
            yield _deadline(table, clock, debt.settled, state, from_what, subject=debt.id, concerns="debt")


def _promises(table: _Table, clock: Clock, trigger: OnPromise) -> Iterator[Deadline]:
    for promise in table.case.promises.values():
        start = promise.made or promise.due
        if promise.by != trigger.by or start is None or not _binds(clock, start):
            continue
        end = promise.due if clock.amount is None else table.end(clock, start).day
        if end is not None:
            one = _deadline(
                table, clock, start, table.state(end), _told(promise, start), promise.id, "promise"
            )
            yield one if clock.amount else structs.replace(one, day=end, earliest=end)


def _told(promise: Promise, day: date) -> str:
    return _word("promise" if promise.said else "promise_unnamed", day, said=promise.said)


def _deadline(  # noqa: PLR0913 - the fields of a deadline
    table: _Table,
    clock: Clock,
    start: date,
    state: Standing,
    from_what: str,
    subject: str,
    concerns: Concern,
    *,
    lender: LenderKind | None = None,
    also: str = "",
) -> Deadline:
    end = table.end(clock, start) if clock.amount is not None else None
    norms = _norms(clock, start, lender)
    return Deadline(
        id=f"{clock.id}-{subject}",
        clock=clock.id,
        title=clock.title,
        stake=clock.stake,
        state=state,
        day=end.day if end else None,
        earliest=end.counted if end else None,
        provisional=bool(end and end.provisional),
        since=start,
        from_what=from_what,
        cites=tuple(norm.citation() for norm in norms),
        cited=tuple(norm.cited for norm in norms),
        sure=clock.sure,
        source=clock.source,
        caution="".join((also and f"{also}。", clock.caution, _moves(end))),
        next=(clock.passed or clock.now) if state == "passed" else clock.now,
        subject=subject,
        concerns=concerns,
    )


def _asked(clock: Clock, about: Filing | Served, words: str, concerns: Concern) -> Deadline:
    """A period that cannot be counted before the person has said from which day."""
    return Deadline(
        id=f"{clock.id}-{about.id}",
        clock=clock.id,
        title=clock.title,
        stake=clock.stake,
        state="asked",
        day=None,
        from_what=clock.event,
        sure=clock.sure,
        source=clock.source,
        caution=clock.caution,
        next=Next(says=known.words()[words]),
        subject=about.id,
        concerns=concerns,
    )


def _moves(end: End | None) -> str:
    words = known.words()
    if end is None:
        return ""
    if end.provisional:
        return f"{words['provisional']}。"
    return f"{words['rolled'].format(counted=said_day(end.counted))}。" if end.day != end.counted else ""


def _binds(clock: Clock, start: date, lender: LenderKind | None = None) -> bool:
    return not clock.basis or _bound(clock.basis, laws.era(start), lender)


@lru_cache(maxsize=4096)
def _bound(basis: tuple[str, ...], era: int, lender: LenderKind | None) -> bool:
    """Whether any of these norms was in force: the same for all days of years, of which a case has thousands."""
    book = laws.on(laws.first_day(era), lender)
    return any(ref in book for ref in basis)


def _norms(clock: Clock, start: date, lender: LenderKind | None) -> list[laws.Norm]:
    book = laws.on(start, lender)
    return [norm for ref in clock.basis if (norm := book.get(ref))]


def _event(filing: Filing, what: FilingStatus) -> date | None:
    """The first day on which this happened to the filing."""
    return min((day for day, kind in filing.events if kind == what), default=None)


def _word(name: str, day: date, **slots: object) -> str:
    return known.words()[name].format(day=said_day(day), **slots)


def _shortened(found: list[Deadline]) -> Iterator[Deadline]:
    """Of a series on one subject: the answered one, or else the last that passed and the first that runs."""
    series = {clock.id: clock.series for clock in known.clocks()}
    groups: dict[tuple[str, str], list[Deadline]] = {}
    for one in found:
        groups.setdefault((series[one.clock] or one.clock, one.subject), []).append(one)
    for those in groups.values():
        those.sort(key=_order)
        answered = [one for one in those if one.state in {"answered", "asked", "never"}]
        passed = [one for one in those if one.state == "passed"]
        yield from answered[:1] or (*passed[-1:], *[one for one in those if one.state == "running"][:1])


def _order(one: Deadline) -> tuple[date, bool, str]:
    return one.day or date.max, one.stake != "court", one.id
