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
from anning.domain.china_time import Instant, in_china, iso
from anning.domain.entries import Entry, Role
from anning.domain.findings import Conduct
from anning.domain.numbers import caller_key
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


def ledger(contacts: Iterable[Entry], callers: Mapping[str, Caller]) -> Ledger:
    """The ledger of calls that came in, and of messages in which something about collection was found.

    Other messages are not counted: a receipt sent at night is no collection. callers are by caller_key; a caller
    not among them is unknown unless its own words tell.
    """
    received = [
        entry for entry in contacts if entry.direction == "in" and (entry.kind == "call" or collects(entry))
    ]
    known = _roles(received, callers)
    calls = [_call(e, e.at) for e in received if e.at is not None and _counts(e, known)]
    rows = tuple(_row(counted, callers) for counted in frequency.count(calls, known))
    shown = [c for c in calls if c.kind == "call" and known.get(c.caller, "unknown") in frequency.HELD_ROLES]
    undated = sum(e.at is None for e in received)
    return Ledger(
        rows=rows,
        callers=_by_caller(rows),
        days=_by_day(rows, shown),
        week_hours=_week(shown),
        notes=tuple(_notes(rows, undated)),
    )


def collects(entry: Entry) -> bool:
    """Whether its words are about collection. A court's notice is none, nor is what the person dismissed."""
    return any(
        f.conduct != Conduct.LAWFUL_LEGAL_NOTICE and f.rule not in entry.dismissed for f in entry.findings
    )


def _roles(received: Iterable[Entry], callers: Mapping[str, Caller]) -> dict[str, Role]:
    """The role of every caller; words about collection among these contacts make one a collector."""
    collecting = {caller_key(entry.address) for entry in received if collects(entry)} - {""}
    roles: dict[str, Role] = dict.fromkeys(collecting, "collector")
    for key, caller in callers.items():
        roles[key] = caller.marked or roles.get(key) or caller.role
    return roles


def _counts(entry: Entry, roles: Mapping[str, Role]) -> bool:
    return entry.kind == "call" or (
        entry.kind == "message" and roles.get(caller_key(entry.address), "unknown") in frequency.HELD_ROLES
    )


def _call(entry: Entry, at: Instant) -> Call:
    return Call(
        id=entry.id,
        at=at,
        direction=entry.direction,
        caller=caller_key(entry.address),
        kind=entry.kind,
        state=entry.state,
        duration_s=entry.duration_s,
    )


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
