"""The interview: one question a screen about debts and the person, each answer kept at once and edited alone.

A screen is a question about one thing. Debts nobody told of yet are asked about under an id made before the first
answer, so that sending a form twice, or going back and sending it again, changes the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from anning.domain.case import Case, Debt, Party
from anning.errors import NotFound
from anning.knowledge import interview as known
from anning.knowledge.interview import Field, Interview, Option, Question
from anning.services import answers
from anning.services import case as acts
from anning.services.case import PREFIXES
from anning.services.desk import Desk

ME = PREFIXES["self"]
_ROLES = {prefix: role for role, prefix in PREFIXES.items()}
_DEBT = "d"
_ID = re.compile(r"[a-z]+(-[0-9a-z]+)*")
_LONGEST = 2000

Thing = Party | Debt


class Screen(Struct, frozen=True, kw_only=True):
    """A question about one thing as it stands, with the fields that thing has; values are what forms show.

    block is the id of what is gone through together: a debt with its creditor and agency, or the person.
    """

    question: Question
    thing: Thing
    values: Mapping[str, str]
    told: bool
    block: str = ""

    @property
    def missing(self) -> bool:
        """Whether papers would have a blank here."""
        needed = (one.name for one in self.question.fields if not one.optional)
        return self.question.needed and not all(self.values[name] for name in needed)

    @property
    def begun(self) -> bool:
        """Whether anything was answered."""
        return any(self.values.values())


class Section(Struct, frozen=True, kw_only=True):
    """All that is told of one thing, for review."""

    thing: Thing
    title: str
    kind: str
    screens: tuple[Screen, ...]


def words() -> Interview:
    """The questions, and words for roles and states."""
    return known.interview()


def screen(question: str, key: str) -> Screen:
    """One screen. NotFound when there is no such question, or it cannot be asked of that thing."""
    case = acts.case()
    asked = next((one for one in words().questions if one.id == question), None)
    thing = _thing(case, key)
    if asked is None or thing is None or _about(thing) not in asked.about:
        raise NotFound("没有这个问题", where=f"{question} {key}", next_step="回到案情页，从那里进去")
    return _screen(case, asked, thing)


def way(key: str = "") -> list[Screen]:
    """The screens in the order they are asked: every debt, the one that key begins, then the person."""
    case = acts.case()
    debts = list(case.debts.values())
    if key and (fresh := _fresh_debt(case, key)):
        debts.append(fresh)
    blocks = {debt.id: list(_of_debt(case, debt)) for debt in debts}
    blocks[ME] = [(one, case.me or Party(id=ME, role="self")) for one in _questions("self")]
    found: dict[tuple[str, str], Screen] = {}
    for block, pairs in blocks.items():
        for question, thing in pairs:
            found.setdefault((question.id, thing.id), _screen(case, question, thing, block))
    return list(found.values())


def first_open() -> Screen | None:
    """Where to go on: the first screen that papers need and that has a blank; None when there is none."""
    if not acts.case().debts:
        return way(acts.new_id(PREFIXES["creditor"]))[0]
    return next((one for one in way() if one.missing), None)


def missing() -> list[Screen]:
    """What papers would leave blank, in the order it is asked."""
    return [one for one in way() if one.missing]


def review() -> list[Section]:
    """Everything told, thing by thing: debts, firms and people, the person last."""
    case = acts.case()
    order = list(words().roles)
    parties = sorted(case.parties.values(), key=lambda one: (one.role == "self", order.index(one.role)))
    things: list[Thing] = [*case.debts.values(), *parties]
    found = [section(case, thing) for thing in things]
    return found if case.me else [*found, section(case, Party(id=ME, role="self"))]


def section(case: Case, thing: Thing) -> Section:
    """Every question that can be asked of one thing, with its answers."""
    about = _about(thing)
    asked = [one for one in words().questions if about in one.about]
    if isinstance(thing, Debt):
        title, kind = acts.owed(case, thing), "欠款"
    else:
        title, kind = acts.titled(thing), words().roles[thing.role].title
    return Section(
        thing=thing, title=title, kind=kind, screens=tuple(_screen(case, one, thing) for one in asked)
    )


def answer(desk: Desk, asked: Screen, given: Mapping[str, str], clear: Iterable[str] = ()) -> str:
    """Keep what was answered; the batch's id, "" when nothing changed. InputUnusable: where is the field's name.

    given holds strings as forms send them, several of one field joined by a space; a blank is no answer.
    """
    names = {one.name: one for one in asked.question.fields}
    values = {
        name: answers.value(one, text)
        for name, one in names.items()
        if (text := given.get(name, "").strip()[:_LONGEST])
    }
    emptied = [name for name in clear if name in names and name not in values]
    if not values and not (emptied and asked.told):
        return ""
    if "id_number" in values:
        values |= answers.of_identity_card(values["id_number"])
    changed = replace(_bare(asked.thing), **values)
    if isinstance(changed, Debt):
        return acts.save_debt(desk, changed, emptied)
    return _party_told(desk, changed, emptied)


def creditor_of(desk: Desk, debt: str, creditor: str) -> str:
    """Say that a debt, told already or about to be, is owed to a creditor of the case. NotFound."""
    case = acts.case()
    if creditor not in case.parties:
        raise NotFound("没有这家放款机构", where=creditor)
    return acts.save_debt(desk, Debt(id=debt, creditor=creditor))


def creditors() -> list[Party]:
    """Whom money is owed to, as told."""
    return [one for one in acts.case().parties.values() if one.role == "creditor"]


def debt_beside(key: str) -> str:
    """The id of the debt that is told together with a party's id."""
    return f"{_DEBT}-{key.partition('-')[2]}"


def _party_told(desk: Desk, party: Party, clear: list[str]) -> str:
    """Keep a party; the first answer about a creditor begins its debt, that about an agency says for whom it acts."""
    case = acts.case()
    beside = debt_beside(party.id)
    if party.role == "agency" and party.id not in case.parties and not party.acts_for:
        debt = case.debts.get(beside)
        party = replace(party, acts_for=(debt.creditor,) if debt and debt.creditor else ())
    batch = acts.save_party(desk, party, clear)
    begins = party.role == "creditor" and party.id not in case.parties and beside not in case.debts
    if begins and party.id.startswith(PREFIXES["creditor"] + "-"):
        acts.save_debt(desk, Debt(id=beside, creditor=party.id))
    return batch


def _thing(case: Case, key: str) -> Thing | None:
    """What an id stands for: told already, or about to be."""
    if key in case.debts:
        return case.debts[key]
    if key in case.parties:
        return case.parties[key]
    prefix, _, rest = key.partition("-")
    if not _ID.fullmatch(key):
        return None
    if prefix == _DEBT and rest:
        beside = f"{PREFIXES['creditor']}-{rest}"
        return Debt(id=key, creditor=beside if beside in case.parties else "")
    if prefix in _ROLES and (rest or key == ME):
        return Party(id=key, role=_ROLES[prefix], firm=prefix in {"c", "a"})
    return None


def _fresh_debt(case: Case, key: str) -> Debt | None:
    prefix, _, rest = key.partition("-")
    known_already = key in case.parties or key in case.debts
    if known_already or prefix not in {_DEBT, PREFIXES["creditor"], PREFIXES["agency"]} or not rest:
        return None
    thing = _thing(case, f"{_DEBT}-{rest}")
    return thing if isinstance(thing, Debt) and thing.id not in case.debts else None


def _of_debt(case: Case, debt: Debt) -> Iterator[tuple[Question, Thing]]:
    """The questions about a debt, its creditor, and who collects for that creditor."""
    rest = debt.id.partition("-")[2] or debt.id
    creditor = case.parties.get(debt.creditor) or Party(id=f"{PREFIXES['creditor']}-{rest}", role="creditor")
    agency = next(
        (one for one in case.parties.values() if debt.creditor and debt.creditor in one.acts_for), None
    )
    things: dict[str, Thing] = {
        "creditor": creditor,
        "debt": debt,
        "agency": agency or Party(id=f"{PREFIXES['agency']}-{rest}", role="agency"),
    }
    for question in words().questions:
        for about, thing in things.items():
            if question.asked and about in question.about and _about(thing) == about:
                yield question, thing


def _questions(about: str) -> list[Question]:
    return [one for one in words().questions if one.asked and about in one.about]


def _about(thing: Thing) -> str:
    return "debt" if isinstance(thing, Debt) else thing.role


def _screen(case: Case, question: Question, thing: Thing, block: str = "") -> Screen:
    product = thing.product if isinstance(thing, Debt) else None
    mine = tuple(one for one in question.fields if product not in one.not_for)
    question = replace(question, fields=mine)
    values = {one.name: _shown(thing, one.name) for one in mine}
    told = thing.id in case.debts or thing.id in case.parties
    return Screen(question=question, thing=thing, values=values, told=told, block=block)


def _shown(thing: Thing, name: str) -> str:
    value = getattr(thing, name)
    if value == _defaults(type(thing))[name] or value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


@cache
def _defaults(kind: type[Struct]) -> dict[str, Any]:
    return {one.name: one.default for one in fields(kind)}


def _bare(thing: Thing) -> Thing:
    """The thing with nothing told but what makes it that thing."""
    if isinstance(thing, Debt):
        return Debt(id=thing.id, creditor=thing.creditor)
    return Party(id=thing.id, role=thing.role, firm=thing.firm)


def option(field: Field, value: str) -> Option | None:
    """The chosen answer of a field, with its words."""
    return next((one for one in field.options if one.value == value), None)
