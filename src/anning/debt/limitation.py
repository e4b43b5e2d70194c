"""Limitation first: what is known of a debt's period, and what each step does to it; never surer than the facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from anning.debt.cashflows import months_after
from anning.domain.case import Debt, Touch
from anning.domain.findings import Citation
from anning.knowledge import laws
from anning.knowledge import limitation as data

State = Literal["unknown", "old", "running", "near", "passed", "revived", "court"]


class Limitation(Struct, frozen=True, kw_only=True):
    """Where a debt stands. ends is about that day; sentences say what it rests on, the first being the answer.

    red is True unless the period surely runs: before any letter, script or promise the notice is shown then.
    """

    state: State
    sentences: tuple[str, ...]
    start: date | None = None
    ends: date | None = None
    norms: tuple[Citation, ...] = ()
    notice: str = ""

    @property
    def red(self) -> bool:
        """Whether the red notice must be shown first."""
        return self.state != "running"


class Step(Struct, frozen=True, kw_only=True):
    """What an act does as things stand: words for the person, how to go on without it, and its norms."""

    act: data.Act
    words: str
    harms: bool
    norms: tuple[Citation, ...]


class _Run(Struct):
    """The period as it is followed through what happened."""

    start: date
    why: str
    end: date
    ended: date | None = None
    by: Touch | None = None
    ignored: tuple[Touch, ...] = ()


def check(debt: Debt, today: date) -> Limitation:
    """The state of the creditor's claim for money today, from what the person told."""
    words = data.period().words
    if debt.last_due is None:
        return _said("unknown", today, words["unknown"])
    if debt.last_due < data.period().old_due:
        return _said("old", today, words["old"])
    run = _followed(debt.last_due, sorted(debt.touched, key=lambda t: t.day), today)
    state = _state(run, today)
    told = {"start": _day(run.start), "why": run.why, "end": _day(run.ended or run.end)}
    if run.by is not None:
        told |= {"day": _day(run.by.day), "what": data.act(run.by.act).title}
    sentences = (words[state].format(**told), *_beside(run, debt.last_due))
    return _said(state, today, *sentences, start=run.start, ends=run.ended or run.end)


def steps(found: Limitation, today: date) -> tuple[Step, ...]:
    """What each act would do now; where the state is not sure, as if the period had passed."""
    book = laws.on(today)
    return tuple(
        Step(
            act=act,
            words=act.words_passed if found.red else act.words_running,
            harms=act.by == "us" and (act.passed if found.red else act.running) != "nothing",
            norms=book.cite(act.norms),
        )
        for act in data.acts().values()
    )


def _said(
    state: State, today: date, *sentences: str, start: date | None = None, ends: date | None = None
) -> Limitation:
    period = data.period()
    return Limitation(
        state=state,
        sentences=sentences,
        start=start,
        ends=ends,
        norms=laws.on(today).cite(period.norms),
        notice="" if state == "running" else period.notice,
    )


def _followed(due: date, touches: list[Touch], today: date) -> _Run:
    """The period from the due day on, begun anew by what interrupted it; what came too late is set apart."""
    run = _Run(start=due, why="最后一期到期", end=_after(due))
    for touch in touches:
        if not due < touch.day <= today:
            continue
        act = data.act(touch.act)
        if touch.day > run.end:
            _late(run, touch, act)
        elif act.running == "stands_still":
            run.by = touch
        elif act.running == "begins_anew":
            run.start, run.why, run.end, run.by = touch.day, act.title, _after(touch.day), None
    return run


def _late(run: _Run, touch: Touch, act: data.Act) -> None:
    """An act after the end: agreeing may bring the claim back, a demand does not."""
    if act.passed == "nothing":
        run.ignored += (touch,)
    elif run.ended is None:
        run.ended, run.by = run.end, touch


def _state(run: _Run, today: date) -> State:
    if run.ended is not None:
        return "revived"
    if run.by is not None:
        return "court"
    left = (run.end - today).days
    if abs(left) <= data.period().near_days:
        return "near"
    return "running" if left > 0 else "passed"


def _beside(run: _Run, due: date) -> Iterator[str]:
    words = data.period().words
    yield from (words["ignored"].format(day=_day(t.day), what=data.act(t.act).title) for t in run.ignored)
    yield words["longest"].format(end=_day(months_after(due, 12 * data.period().longest_years)))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _after(day: date) -> date:
    return months_after(day, 12 * data.period().years)
