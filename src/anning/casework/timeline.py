"""Contacts gone through once: what was found, counted and kept within bounds whatever the size of the case."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from anning.detection.frequency import HELD_ROLES
from anning.domain.china_time import Instant, china_day, in_china
from anning.domain.entries import Entry, Role
from anning.domain.findings import NOT_UNLAWFUL, Conduct, Finding
from anning.domain.numbers import caller_key

KEPT = 40
"""Contacts printed for each conduct; all of them are counted."""

DAYS = 30
_DAY_MS = 86_400_000
_LEVELS = {"low": 0, "medium": 1, "high": 2}


@dataclass
class OfConduct:
    """What was found of one conduct: counts, first and last, and the contacts to print."""

    conduct: Conduct
    serious: int = 0
    asks: int = 0
    first: Instant | None = None
    last: Instant | None = None
    callers: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    _kept: list[tuple[tuple[int, int, int], str, Entry, tuple[Finding, ...]]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Contacts in which this conduct was found."""
        return self.serious + self.asks

    def add(self, entry: Entry, found: tuple[Finding, ...]) -> None:
        """Count a contact, and keep it when it is among the clearest and newest."""
        serious = any(f.verdict == "likely_unlawful" for f in found)
        self.serious += serious
        self.asks += not serious
        self.callers.add(caller_key(entry.address))
        if entry.at is not None:
            self.first = entry.at if self.first is None else min(self.first, entry.at)
            self.last = entry.at if self.last is None else max(self.last, entry.at)
            self.days.add(china_day(entry.at))
        rank = (serious, max(_LEVELS[f.level] for f in found), entry.at or 0)
        heapq.heappush(self._kept, (rank, entry.id, entry, found))
        if len(self._kept) > KEPT:
            heapq.heappop(self._kept)

    def kept(self) -> Iterator[tuple[Entry, tuple[Finding, ...]]]:
        """The contacts to print, in order of time."""
        for _, _, entry, found in sorted(self._kept, key=lambda k: (k[2].at or 0, k[1])):
            yield entry, found


@dataclass
class LawfulSender:
    """The lawful reminders and notices of one number."""

    address: str
    name: str = ""
    count: int = 0
    first: Instant | None = None
    last: Instant | None = None
    conducts: set[Conduct] = field(default_factory=set)


@dataclass
class Survey:
    """Everything the report says of the contacts, learned in one pass; feed it with take()."""

    roles: Mapping[str, Role]
    court_signs: tuple[str, ...] = ()
    """What stands in a message that may come from a court."""

    conducts: dict[Conduct, OfConduct] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    lawful: dict[str, LawfulSender] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    hours: dict[Role, Counter[tuple[date, int]]] = field(default_factory=dict)
    serious: int = 0
    asks: int = 0
    notices: int = 0
    court: int = 0
    dismissed: int = 0
    first: Instant | None = None
    last: Instant | None = None
    first_serious: Instant | None = None
    last_serious: Instant | None = None

    def take(self, entry: Entry) -> None:
        """One contact more."""
        self.kinds[entry.kind] += 1
        if entry.at is not None:
            self.first = entry.at if self.first is None else min(self.first, entry.at)
            self.last = entry.at if self.last is None else max(self.last, entry.at)
        if entry.kind == "call":
            self._call(entry)
        if entry.direction == "in" and entry.text and any(sign in entry.text for sign in self.court_signs):
            self.court += 1
        if entry.findings and entry.direction == "in":
            self.names |= {entry.name} - {""}
            self._found(entry)

    def recent_calls(self) -> tuple[int, date, date] | None:
        """Calls that came in from possible collectors in the 30 days up to the last contact, and those days."""
        if self.last is None:
            return None
        until, since = china_day(self.last), china_day(self.last - (DAYS - 1) * _DAY_MS)
        calls = sum(
            number
            for role, cells in self.hours.items()
            for (day, _), number in cells.items()
            if role in HELD_ROLES and since <= day <= until
        )
        return calls, since, until

    def _call(self, entry: Entry) -> None:
        if entry.direction != "in" or entry.at is None:
            return
        role = self.roles.get(caller_key(entry.address), "unknown")
        moment = in_china(entry.at)
        self.hours.setdefault(role, Counter())[moment.date(), moment.hour] += 1

    def _found(self, entry: Entry) -> None:
        standing = [f for f in entry.findings if f.rule not in entry.dismissed]
        self.dismissed += len(entry.findings) - len(standing)
        bad = [
            f
            for f in standing
            if f.conduct not in NOT_UNLAWFUL and f.verdict in ("likely_unlawful", "needs_context")
        ]
        for conduct in dict.fromkeys(Conduct(f.conduct) for f in bad):
            own = tuple(f for f in bad if f.conduct == conduct)
            self.conducts.setdefault(conduct, OfConduct(conduct)).add(entry, own)
        if any(f.verdict == "likely_unlawful" for f in bad):
            self._serious(entry)
        elif bad:
            self.asks += 1
        elif standing:
            self._notice(entry, standing)

    def _serious(self, entry: Entry) -> None:
        self.serious += 1
        if entry.at is not None:
            self.first_serious = entry.at if self.first_serious is None else min(self.first_serious, entry.at)
            self.last_serious = entry.at if self.last_serious is None else max(self.last_serious, entry.at)

    def _notice(self, entry: Entry, standing: Iterable[Finding]) -> None:
        self.notices += 1
        sender = self.lawful.setdefault(caller_key(entry.address), LawfulSender(entry.address))
        sender.name = sender.name or entry.name
        sender.count += 1
        sender.conducts |= {Conduct(f.conduct) for f in standing}
        if entry.at is not None:
            sender.first = entry.at if sender.first is None else min(sender.first, entry.at)
            sender.last = entry.at if sender.last is None else max(sender.last, entry.at)
