"""How often, and when: contacts counted per caller and legal day, each count held against the norm of that day.

Attempts, connected calls and effective talks are different things and are never mixed; a call whose state the
phone does not tell is an attempt and nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache, lru_cache

from msgspec import Struct

from anning.domain.china_time import Instant, china_day, in_china
from anning.domain.entries import Role
from anning.domain.findings import Citation, Mark
from anning.domain.records import Direction, Kind, State
from anning.knowledge import counts, laws
from anning.knowledge.counts import CountRule, Measure

HELD_ROLES: frozenset[Role] = frozenset({"collector", "unknown"})


class Call(Struct, frozen=True, kw_only=True):
    """A contact to count: a call, or a message that is about collection. caller is a caller_key."""

    at: Instant
    caller: str
    direction: Direction = "in"
    kind: Kind = "call"
    state: State = "unknown"
    duration_s: int | None = None


class Tally(Struct, frozen=True, kw_only=True):
    """The counts of knowledge/counts/measures, by their names; all of contacts that came in."""

    attempts: int = 0
    unanswered: int = 0
    rejected: int = 0
    connected: int = 0
    effective: int = 0
    state_unknown: int = 0
    messages: int = 0
    off_hours: int = 0


class Held(Struct, frozen=True, kw_only=True):
    """One count against its norm of the day.

    limit and exceeded are None where the norm names no number. citations begin with the norm that holds the
    limit; mark is that norm's. cautions are what the other side will say and what is still to be confirmed.
    """

    rule: str
    title: str
    conduct: str
    measure: str
    value: int
    limit: int | None
    exceeded: bool | None
    wording: str
    citations: tuple[Citation, ...]
    mark: Mark
    cautions: tuple[str, ...]


class DayCount(Struct, frozen=True, kw_only=True):
    """One caller on one legal day: first and last moment of contact that came in, counts, norms."""

    day: date
    caller: str
    role: Role
    first: Instant
    last: Instant
    counts: Tally
    held: tuple[Held, ...] = ()


def count(calls: Iterable[Call], roles: Mapping[str, Role]) -> tuple[DayCount, ...]:
    """Per day and caller, in that order; callers not in roles are unknown. Contacts that went out do not count.

    A withheld number (caller "") may be several people: it is counted and held against nothing.
    """
    sorted_out: dict[tuple[date, str], list[Call]] = {}
    for call in calls:
        if call.direction == "in":
            sorted_out.setdefault((china_day(call.at), call.caller), []).append(call)
    return tuple(
        _day(day, caller, roles.get(caller, "unknown"), own)
        for (day, caller), own in sorted(sorted_out.items())
    )


def hold(counts_of_day: Tally, day: date, role: Role) -> tuple[Held, ...]:
    """Each count rule in force on that day against these counts, for callers who may be collectors."""
    if role not in HELD_ROLES:
        return ()
    return _held_in(laws.era(day), counts_of_day, role)


@lru_cache(maxsize=4096)  # years of days have few different counts under few different norms
def _held_in(era: int, tally: Tally, role: Role) -> tuple[Held, ...]:
    day = laws.first_day(era)
    return tuple(held for rule in counts.rules() if (held := _held(rule, tally, day, role)))


def _day(day: date, caller: str, role: Role, calls: Sequence[Call]) -> DayCount:
    tally = _tally(calls)
    moments = [call.at for call in calls]
    return DayCount(
        day=day,
        caller=caller,
        role=role,
        first=min(moments),
        last=max(moments),
        counts=tally,
        held=hold(tally, day, role) if caller else (),
    )


def _tally(calls: Sequence[Call]) -> Tally:
    sums: Counter[str] = Counter()
    for call in calls:
        sums.update(
            measure.name
            for measure in _measures(call.kind, call.state)
            if (call.duration_s or 0) >= measure.least_s
            and (measure.hours is None or _within(in_china(call.at).time(), *measure.hours))
        )
    return Tally(**sums)


@cache
def _measures(kind: Kind, state: State) -> tuple[Measure, ...]:
    """What counts a contact of that kind and state, if it is long enough and at those hours."""
    every = counts.measures().values()
    return tuple(m for m in every if kind in m.kinds and (not m.states or state in m.states))


def _within(clock: time, start: time, end: time) -> bool:
    """Whether the clock stands in [start, end), which may run over midnight."""
    return start <= clock < end if start <= end else clock >= start or clock < end


def _held(rule: CountRule, tally: Tally, day: date, role: Role) -> Held | None:
    cited = laws.on(day).cite(rule.norms)
    value: int = getattr(tally, rule.measure)
    if not cited or value < rule.from_value:
        return None
    parts = ((part, getattr(tally, part.measure)) for part in rule.includes)
    said = [part.says.format(n=n) for part, n in parts if n]
    return Held(
        rule=rule.id,
        title=rule.title,
        conduct=rule.conduct.value,
        measure=rule.measure,
        value=value,
        limit=rule.limit,
        exceeded=None if rule.limit is None else value > rule.limit,
        wording=rule.wording,
        citations=cited,
        mark=cited[0].mark,
        cautions=(rule.caution, *said, *([rule.if_unknown] if role == "unknown" else [])),
    )
