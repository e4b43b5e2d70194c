"""What a paper is made from, and the values its slots take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct

from anning.casework.papers import hidden
from anning.domain.case import Case, Debt, Party
from anning.domain.entries import Entry, Role
from anning.domain.findings import Citation
from anning.domain.papers import PaperDraft
from anning.knowledge import laws
from anning.knowledge.forms.papers import PaperForm, shared
from anning.knowledge.laws import LawBook

_NOBODY = Party(id="", role="self")


class Counted(Struct, frozen=True, kw_only=True):
    """One caller's calls of one legal day, as the ledger counts them; evidence are the originals they come from."""

    day: date
    caller: str
    attempts: int
    connected: int
    off_hours: int
    evidence: tuple[str, ...] = ()
    conducts: tuple[str, ...] = ("frequency_harassment",)
    citations: tuple[Citation, ...] = ()

    @property
    def id(self) -> str:
        """What a draft's chosen names it by."""
        return f"calls:{self.day}:{self.caller}"


class Exhibited(Struct, frozen=True):
    """Where a bundle holds a proof: its number (甲证3) and its pages ("12–13")."""

    number: str
    pages: str = ""


class PaperCase(Struct, frozen=True, kw_only=True):
    """Everything a paper may draw on: the case as told, what was chosen, and the day it carries.

    entries and counted are the chosen facts. more is how many like them were not chosen. exhibits are keyed by
    entry or counted id; roles by caller key.
    """

    case: Case
    draft: PaperDraft
    day: date
    entries: tuple[Entry, ...] = ()
    counted: tuple[Counted, ...] = ()
    more: int = 0
    exhibits: Mapping[str, Exhibited] = {}
    roles: Mapping[str, Role] = {}


class People:
    """Who is who in one paper."""

    def __init__(self, form: PaperForm, given: PaperCase) -> None:
        self._form, self._given = form, given

    @cached_property
    def me(self) -> Party:
        """The person whose case it is."""
        return self._given.case.me or _NOBODY

    @cached_property
    def author(self) -> Party:
        """Whose paper it is."""
        if self._form.author == "self":
            return self.me
        parties = self._given.case.parties
        others = [p for p in parties.values() if p.role == "third_party"]
        chosen = parties.get(self._given.draft.author)
        return chosen or (others[0] if others else Party(id="", role="third_party"))

    @cached_property
    def debt(self) -> Debt | None:
        """The debt it is about: the chosen one, or the only one."""
        debts = self._given.case.debts
        only = next(iter(debts.values())) if len(debts) == 1 else None
        return debts.get(self._given.draft.debt, only)

    @cached_property
    def creditor(self) -> Party | None:
        """The creditor of that debt, or the only one there is."""
        parties = self._given.case.parties
        if self.debt and self.debt.creditor in parties:
            return parties[self.debt.creditor]
        found = [p for p in parties.values() if p.role == "creditor"]
        return found[0] if len(found) == 1 else None

    @cached_property
    def respondents(self) -> tuple[Party, ...]:
        """Those it is against: as chosen, else the creditor and who acts for it; one nameless where none is known."""
        parties = self._given.case.parties
        if self._form.against == "nobody":
            return ()
        chosen = tuple(parties[name] for name in self._given.draft.against if name in parties)
        found = chosen or self._usual()
        return found or (Party(id="", role="creditor", firm=True),)

    def _usual(self) -> tuple[Party, ...]:
        creditor = (self.creditor,) if self.creditor else ()
        if self._form.against == "creditor":
            return creditor
        agents = (
            p for p in self._given.case.parties.values() if p.role in {"agency", "collector"} and p.name
        )
        return (
            *creditor,
            *(p for p in agents if not creditor or not p.acts_for or creditor[0].id in p.acts_for),
        )

    @cached_property
    def agency(self) -> Party | None:
        """The first agency it is against, or that acts for the creditor."""
        return next((p for p in (*self.respondents, *self._usual()) if p.role == "agency"), None)

    def law(self, day: date) -> LawBook:
        """The norms of a day that bind this lender."""
        return laws.on(day, self.creditor.lender if self.creditor else None)

    def party_value(self, party: Party | None, name: str) -> str:
        """One value of a party as this paper may show it."""
        value = getattr(party, name, "") if party else ""
        if isinstance(value, date):
            return day_words(value)
        if party is not None and party.id == self.author.id and self._form.masked:
            return _MASKED.get(name, str)(value)
        return str(value or "")


_MASKED: Mapping[str, Callable[[str], str]] = {
    "id_number": hidden.id_number,
    "phone": hidden.phone,
    "address": hidden.address,
}


def day_words(day: date) -> str:
    """A day as a paper writes it."""
    return shared().words["day"].format(year=day.year, month=day.month, day=day.day)


def told(people: People, given: PaperCase, slot: str) -> str:
    """What is known for a slot; "" when nobody told."""
    kind, _, name = slot.partition(".")
    written = given.draft.answers.get(slot, "")
    if kind in {"me", "author", "creditor", "agency"}:
        return people.party_value(getattr(people, kind), name)
    if kind == "debt":
        return _of_debt(people.debt, name)
    if slot == "respondents.names":
        return shared().words["joined"].join(p.name for p in people.respondents if p.name)
    return _answer(written, slot) or (_of_prior(given, people, name) if kind == "prior" else "")


def _answer(written: str, slot: str) -> str:
    """An answer as the paper shows it: days are written out, the other side's words stand in quotation marks."""
    asked = shared().fields.get(slot)
    if asked and asked.quoted and written:
        return f"“{written.strip('“”')}”"
    day = day_of(written) if asked and asked.size == "day" else None
    return day_words(day) if day else written


def day_of(written: str) -> date | None:
    """The day written as 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _of_debt(debt: Debt | None, name: str) -> str:
    value = getattr(debt, name, "") if debt else ""
    if isinstance(value, date):
        return day_words(value)
    return shared().products[str(value)] if name == "product" and value else str(value or "")


def _of_prior(given: PaperCase, people: People, name: str) -> str:
    """Of the newest complaint to the lender that was handed in."""
    creditor = people.creditor.id if people.creditor else ""
    filings = given.case.filings.values()
    sent = [
        f for f in filings if f.channel == "lender" and f.status != "drafted" and f.against in {"", creditor}
    ]
    if not sent:
        return ""
    newest = max(sent, key=lambda f: max((day for day, _ in f.events), default=date.min))
    if name == "number":
        return newest.number
    return day_words(min(day for day, _ in newest.events)) if name == "day" and newest.events else ""
