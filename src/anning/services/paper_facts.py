"""The facts a paper may tell of: the clearest of each conduct, from those it is against, with the counted days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, zip_longest

from msgspec import Struct

from anning import store
from anning.casework.ledger import Row
from anning.casework.papers import facts as telling
from anning.casework.papers.given import Counted, Exhibited, PaperCase, People
from anning.domain.case import Case, Party
from anning.domain.china_time import in_china
from anning.domain.entries import Entry, Role
from anning.domain.exhibits import Chosen
from anning.domain.findings import Conduct
from anning.domain.numbers import caller_key
from anning.domain.papers import PaperDraft
from anning.knowledge import forms as forms_of
from anning.knowledge.forms import papers as forms
from anning.knowledge.forms.papers import PaperForm
from anning.services import exhibits, ledger, notebook, timeline
from anning.services.desk import Desk
from anning.store import Where

POOL = 60
"""Contacts of one conduct a person can choose from; a paper takes far fewer by itself."""

DAYS = 6
"""Counted days that are offered."""

_LEVELS = {"low": 0, "medium": 1, "high": 2}
_COUNTED = (Conduct.FREQUENCY_HARASSMENT, Conduct.OFF_HOURS_CONTACT)
_NIGHT = (*range(8), 22, 23)
"""Hours the sentence of a counted day names; whether they are against a norm is the ledger's to say."""

_ACTING = frozenset({"creditor", "agency", "collector"})


class Offered(Struct, frozen=True, kw_only=True):
    """One fact that could be told: the contact or counted day, what it shows, whether it is in the paper.

    why says why it is not taken by itself ("" when it is).
    """

    thing: Entry | Counted
    conducts: tuple[str, ...]
    picked: bool
    suggested: bool
    why: str = ""

    @property
    def id(self) -> str:
        """What a draft's chosen names it by."""
        return self.thing.id


class Choice(Struct, frozen=True):
    """Everything offered in order of time, and how many contacts of those conducts there are in all."""

    offered: tuple[Offered, ...]
    total: int

    @property
    def picked(self) -> tuple[Entry | Counted, ...]:
        """What the paper tells of."""
        return tuple(one.thing for one in self.offered if one.picked)

    @property
    def more(self) -> int:
        """How many contacts like them are not told one by one."""
        told = sum(isinstance(thing, Entry) for thing in self.picked)
        return max(0, self.total - told) if told else 0


def seen(conducts: Iterable[Conduct]) -> set[Conduct]:
    """Those conducts of which there is a likely unlawful contact."""
    return {c for c in conducts if store.count(_where(c), 1)}


def roles() -> dict[str, Role]:
    """Who each number belongs to."""
    return {key: caller.role for key, caller in ledger.callers().items()}


def offered(desk: Desk, draft: PaperDraft, told: Case) -> Choice:  # noqa: ARG001 - every service takes the desk
    """The facts a paper may tell of; those the person chose, or the clearest of each conduct, are picked."""
    form = forms.form(draft.kind)
    conducts = telling.conducts(form, draft)
    side = _Side(form, PaperCase(case=told, draft=draft, day=date.min), roles() if conducts else {})
    pools = {c: _pool(c, conducts, side) for c in conducts}
    entries = {entry.id: entry for pool in pools.values() for entry in pool}
    usual = _round(pools.values(), form.most, side)
    days = list(_days(side)) if set(_COUNTED) & set(conducts) else []
    usual |= {day.id for day in days if day.conducts} if days else set()
    chosen = usual if draft.chosen is None else set(draft.chosen)
    things: list[Entry | Counted] = [*entries.values(), *days]
    rows = (
        Offered(
            thing=thing,
            conducts=_shown(thing, conducts),
            picked=thing.id in chosen,
            suggested=thing.id in usual,
            why="" if isinstance(thing, Counted) else side.doubt(thing),
        )
        for thing in sorted(things, key=telling.moment)
    )
    total = store.count(Where(conducts=tuple(conducts), verdicts=("likely_unlawful",), direction="in"))
    return Choice(tuple(rows), total if conducts else 0)


def exhibited(desk: Desk, things: Iterable[Entry | Counted], *, pages: bool) -> dict[str, Exhibited]:
    """Which exhibit holds each fact, once the person has put exhibits together; nothing before.

    Numbers, and pages where they are asked for, are those the bundle gives. Pages take its whole layout.
    """
    if not notebook.all_of(Chosen):
        return {}
    wanted = [one for one in exhibits.chosen(desk) if not one.left_out]
    numbered = [(forms_of.bundle()["exhibit"]("number", n=n), one) for n, one in enumerate(wanted, 1)]
    held = ((thing.id, [name for name, one in numbered if _holds(one, thing)]) for thing in things)
    places = exhibits.listed(desk).places if pages else {}
    found = {key: Exhibited(number=names[0]) for key, names in held if names}
    return found | {key: Exhibited(*places[key]) for key in found if key in places}


def _holds(one: Chosen, thing: Entry | Counted) -> bool:
    if isinstance(thing, Counted):
        return thing.caller in one.keys
    return thing.id in one.entries or (one.kind == "talk" and caller_key(thing.address) in one.keys)


class _Side:
    """Whether a contact comes from those the paper is against."""

    def __init__(self, form: PaperForm, given: PaperCase, roles_: dict[str, Role]) -> None:
        self._case, self._roles = given.case, roles_
        people = People(form, given)
        self._against = {party.id for party in people.respondents if party.id}
        self._any = form.against == "nobody" or not self._against
        self._creditors = [p for p in self._case.parties.values() if p.role == "creditor"]

    def out(self, key: str) -> bool:
        """Whether it is known to be somebody else's."""
        party = self._case.of_key(key) if key else None
        if party is None or self._any:
            return False
        return party.role in _ACTING and party.id not in self._against and not self._acts(party)

    def doubt(self, entry: Entry) -> str:
        """Why it is not taken by itself; "" when it is."""
        key = caller_key(entry.address)
        party = self._case.of_key(key) if key else None
        if party and party.role in _ACTING:
            return ""
        if party or self._roles.get(key) == "known":
            return "来自亲友，确认是转发的催收内容再选"
        if not self._any and len(self._creditors) > 1:
            return "这个号码还没有归到哪一家，确认是这一家再选"
        return ""

    def _acts(self, party: Party) -> bool:
        return bool(self._against & set(party.acts_for))


def _where(conduct: Conduct) -> Where:
    return Where(conducts=(conduct,), verdicts=("likely_unlawful",), direction="in")


def _pool(conduct: Conduct, conducts: Iterable[Conduct], side: _Side) -> list[Entry]:
    """Contacts of one conduct, the clearest first, then the newest."""
    wanted = frozenset(conducts)
    found = store.entries(_where(conduct), limit=POOL, newest_first=True)
    kept = [e for e in found if telling.standing(wanted, e) and not side.out(caller_key(e.address))]
    return sorted(kept, key=lambda e: (-_level(e), -(e.at or 0), e.id))


def _level(entry: Entry) -> int:
    return max((_LEVELS[f.level] for f in entry.findings if f.rule not in entry.dismissed), default=0)


def _round(pools: Iterable[list[Entry]], most: int, side: _Side) -> set[str]:
    """At most so many: one of each conduct in turn, so that none is forgotten; the same words only once."""
    lists = [[e for e in pool if not side.doubt(e)] for pool in pools]
    turns = (e for turn in zip_longest(*lists) for e in turn if e is not None)
    first: dict[str, str] = {}
    for entry in turns:
        first.setdefault(entry.text, entry.id)
    return set(islice(first.values(), most))


def _days(side: _Side) -> Iterator[Counted]:
    """The days with most calls from each side, those over a limit first; with the originals they come from."""
    return map(_counted, islice((row for row in ledger.busiest() if not side.out(row.caller)), DAYS))


def _counted(row: Row) -> Counted:
    where = timeline.between(row.day, row.day)
    calls = [c for c in store.calls(where.since, where.until) if caller_key(c.address) == row.caller]
    calls = [c for c in calls if c.direction == "in"]
    night = sum(in_china(c.at).hour in _NIGHT for c in calls if c.at is not None)
    return Counted(
        day=row.day,
        caller=row.caller,
        attempts=row.counts.attempts,
        connected=row.counts.connected,
        off_hours=night,
        evidence=tuple(dict.fromkeys(c.evidence for c in calls)),
        conducts=tuple(dict.fromkeys(held.conduct for held in row.exceeded)),
    )


def _shown(thing: Entry | Counted, conducts: Iterable[Conduct]) -> tuple[str, ...]:
    found = (
        thing.conducts
        if isinstance(thing, Counted)
        else (f.conduct for f in telling.standing(frozenset(conducts), thing))
    )
    return tuple(dict.fromkeys(found))
