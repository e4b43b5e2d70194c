"""The ledger: who called when and how often, day by day, with what the norms of each day say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from anning.detection import frequency
from anning.detection.frequency import Call, Held, Tally
from anning.domain.china_time import Instant, china_day, in_china, iso
from anning.domain.entries import Received, Role, Tallied
from anning.knowledge import counts

HOURS = 24
WEEK = 7


class Caller(Struct, frozen=True, kw_only=True):
    """A number as the index knows it.

    names are those it was saved under in the phone book; collecting is how many of its contacts were found to
    be about collection; marked is what the person said of it, which goes before everything else.
    """

    key: str
    names: tuple[str, ...] = ()
    collecting: int = 0
    marked: Role | None = None

    @property
    def role(self) -> Role:
        """Who it is, as far as that is known."""
        if self.marked:
            return self.marked
        if self.collecting:
            return "collector"
        return "known" if any(self.names) else "unknown"


class Row(Struct, frozen=True, kw_only=True):
    """One caller on one legal day."""

    day: date
    caller: str
    name: str
    role: Role
    first: Instant
    last: Instant
    counts: Tally
    held: tuple[Held, ...]

    @property
    def exceeded(self) -> tuple[Held, ...]:
        """The counts that are over their limit."""
        return tuple(held for held in self.held if held.exceeded)


class OfCaller(Struct, frozen=True, kw_only=True):
    """Everything of one caller: total counts, days with contact, days on which some count was over its limit."""

    caller: str
    name: str
    role: Role
    first: Instant
    last: Instant
    days: int
    days_exceeded: int
    counts: Tally


class OfDay(Struct, frozen=True, kw_only=True):
    """Everything of one day, by callers who may be collectors; hours counts calls by the hour they came in."""

    day: date
    callers: int
    counts: Tally
    hours: tuple[int, ...]


class Ledger(Struct, frozen=True, kw_only=True):
    """Rows by day and caller, sums by caller (most calls first) and by day, and when in the week calls came.

    week_hours[weekday][hour] counts calls that came in from callers who may be collectors, Monday first,
    China time. notes say in Chinese what these numbers cannot show.
    """

    rows: tuple[Row, ...]
    callers: tuple[OfCaller, ...]
    days: tuple[OfDay, ...]
    week_hours: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract of `anning ledger --json`: plain values, counts beside the caller, times in ISO 8601."""
        return {
            "rows": [_plain(row) for row in self.rows],
            "callers": [_plain(row) for row in self.callers],
            "days": [_plain(row) for row in self.days],
            "week_hours": self.week_hours,
            "notes": self.notes,
        }


def ledger(contacts: Iterable[Received], callers: Mapping[str, Caller]) -> Ledger:
    """The ledger of calls that came in, and of messages in which something about collection was found.

    callers are by caller_key; one not among them is unknown unless its own words tell.
    """
    every = list(contacts)
    known = _roles(every, callers)
    calls = [_call(one, one.at) for one in every if one.at is not None and _counts(one, known)]
    rows = tuple(_row(counted, callers) for counted in frequency.count(calls, known))
    shown = [c for c in calls if c.kind == "call" and known.get(c.caller, "unknown") in frequency.HELD_ROLES]
    undated = sum(one.at is None for one in every)
    return Ledger(
        rows=rows,
        callers=_by_caller(rows),
        days=_by_day(rows, shown),
        week_hours=_week(shown),
        notes=tuple(_notes(rows, undated)),
    )


def busiest(contacts: Iterable[Received], callers: Mapping[str, Caller]) -> list[Row]:
    """Of that ledger, the rows of collectors whose number is known and that called twice or more.

    Those over a limit come first, then those with the most calls. Only their days are counted in full.
    """
    every = list(contacts)
    known = _roles(every, callers)
    calling = counts.measures()["attempts"].kinds
    collectors = {key for key, role in known.items() if role == "collector" and key}
    theirs = [_call(one, one.at) for one in every if one.at is not None and one.caller in collectors]
    calls = Counter((china_day(one.at), one.caller) for one in theirs if one.kind in calling)
    wanted = [one for one in theirs if calls[china_day(one.at), one.caller] > 1]
    rows = [_row(counted, callers) for counted in frequency.count(wanted, known)]
    kept = [row for row in rows if row.counts.attempts > 1]
    return sorted(kept, key=lambda row: (-len(row.exceeded), -row.counts.attempts, row.day, row.caller))


def roles(sums: Iterable[Tallied], callers: Mapping[str, Caller]) -> dict[str, Role]:
    """The role of every caller that has a row in the ledger of all contacts, from their sums."""
    came = [one for one in sums if one.direction == "in" and _speaks(one)]
    known = _roles(came, callers)
    return {
        one.caller: known.get(one.caller, "unknown")
        for one in came
        if one.first is not None and _counts(one, known)
    }


def _speaks(one: Tallied) -> bool:
    return one.kind == "call" or (one.kind == "message" and one.verdict != "unrelated" and one.collects)


def _roles(received: Iterable[Received | Tallied], callers: Mapping[str, Caller]) -> dict[str, Role]:
    """The role of every caller; words about collection among these contacts make one a collector."""
    collecting = {one.caller for one in received if one.collects} - {""}
    roles: dict[str, Role] = dict.fromkeys(collecting, "collector")
    for key, caller in callers.items():
        roles[key] = caller.marked or roles.get(key) or caller.role
    return roles


def _counts(one: Received | Tallied, roles: Mapping[str, Role]) -> bool:
    return one.kind == "call" or (
        one.kind == "message" and roles.get(one.caller, "unknown") in frequency.HELD_ROLES
    )


def _call(one: Received, at: Instant) -> Call:
    return Call(at=at, caller=one.caller, kind=one.kind, state=one.state, duration_s=one.duration_s)


def _row(counted: frequency.DayCount, callers: Mapping[str, Caller]) -> Row:
    caller = callers.get(counted.caller)
    return Row(
        day=counted.day,
        caller=counted.caller,
        name=next(filter(None, caller.names), "") if caller else "",
        role=counted.role,
        first=counted.first,
        last=counted.last,
        counts=counted.counts,
        held=counted.held,
    )


def _by_caller(rows: Iterable[Row]) -> tuple[OfCaller, ...]:
    own: dict[str, list[Row]] = {}
    for row in rows:
        own.setdefault(row.caller, []).append(row)
    sums = [
        OfCaller(
            caller=key,
            name=some[0].name,
            role=some[0].role,
            first=min(row.first for row in some),
            last=max(row.last for row in some),
            days=len(some),
            days_exceeded=sum(bool(row.exceeded) for row in some),
            counts=_total(row.counts for row in some),
        )
        for key, some in own.items()
    ]
    return tuple(sorted(sums, key=lambda c: (-c.counts.attempts, -c.counts.messages, c.caller)))


def _by_day(rows: Iterable[Row], calls: Iterable[Call]) -> tuple[OfDay, ...]:
    own: dict[date, list[Row]] = {}
    for row in rows:
        if row.role in frequency.HELD_ROLES:
            own.setdefault(row.day, []).append(row)
    hours: dict[date, Counter[int]] = {}
    for moment in (in_china(call.at) for call in calls):
        hours.setdefault(moment.date(), Counter())[moment.hour] += 1
    return tuple(
        OfDay(
            day=day,
            callers=len(some),
            counts=_total(row.counts for row in some),
            hours=tuple(hours.get(day, Counter())[hour] for hour in range(HOURS)),
        )
        for day, some in sorted(own.items())
    )


def _week(calls: Iterable[Call]) -> tuple[tuple[int, ...], ...]:
    seen = Counter((moment.weekday(), moment.hour) for moment in (in_china(call.at) for call in calls))
    return tuple(tuple(seen[weekday, hour] for hour in range(HOURS)) for weekday in range(WEEK))


def _total(tallies: Iterable[Tally]) -> Tally:
    sums: Counter[str] = Counter()
    for tally in tallies:
        sums.update(msgspec.structs.asdict(tally))
    return Tally(**sums)


def _notes(rows: Iterable[Row], undated: int) -> Iterator[str]:
    """The sentences that hold for these rows."""
    numbers = Counter(undated=undated)
    for row in rows:
        numbers["state_unknown"] += row.counts.state_unknown
        numbers["withheld"] += 0 if row.caller else row.counts.attempts + row.counts.messages
    for note in counts.notes().values():
        if note.always or numbers[note.name]:
            yield note.says.format(n=numbers[note.name])


def _plain(row: Row | OfCaller | OfDay) -> dict[str, Any]:
    """The row as JSON has it: counts beside the other fields, moments with the offset of China."""
    plain: dict[str, Any] = msgspec.to_builtins(row)
    for moment in ("first", "last"):
        if moment in plain:
            plain[moment] = iso(plain[moment])
    return {**{name: plain[name] for name in plain if name not in ("counts", "held", "hours")},
            **plain["counts"],
            **{name: plain[name] for name in ("held", "hours") if name in plain}}  # fmt: skip
