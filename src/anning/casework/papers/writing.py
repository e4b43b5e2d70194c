"""Texts of a form as lines of pieces: slots filled or left as blanks, norms named when they bind on the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from anning.casework.papers.given import PaperCase, People, day_of, day_words, told
from anning.casework.papers.model import Blank, Cited, Fact, Line, Piece
from anning.knowledge import remedies
from anning.knowledge.forms.papers import PaperForm, shared
from anning.knowledge.laws import Norm

_SLOT = re.compile(r"\{([a-z_]+(?:[.:@][^{}]+)?)\}")
_READ = ("V", "V2")
_NUMBER = re.compile(r"号码 (\+?[\d*#]+)")


class Writer:
    """Turns texts into lines, and remembers every blank and every norm on the way."""

    def __init__(self, form: PaperForm, people: People, given: PaperCase, own: Iterable[Fact] = ()) -> None:
        self._people, self._given = people, given
        self._facts = tuple(own)
        self.voice = form.voice
        self._family = given.draft.cause or next(iter(form.causes), "")
        self._local = self._of_facts()
        self.blanks: dict[str, str] = {}
        self.norms: dict[tuple[str, str], Cited] = {}

    def value(self, slot: str) -> str:
        """What is known for a slot; "" when nobody told."""
        return self._local.get(slot) or told(self._people, self._given, slot)

    def knows(self, slots: Iterable[str]) -> bool:
        """Whether every one of them is known."""
        return all(map(self.value, slots))

    def line(self, text: str, extra: Mapping[str, Iterable[Piece]] | None = None) -> Line:
        """The text with its slots as pieces; extra are pieces for slots of this text alone."""
        pieces: list[Piece] = []
        place = 0
        for match in _SLOT.finditer(text):
            pieces += [Piece(text[place : match.start()]), *self._slot(match[1], extra or {})]
            place = match.end()
        return tuple(p for p in (*pieces, Piece(text[place:])) if p.text)

    def slot(self, name: str, value: str | None = None, label: str = "") -> Line:
        """One value, or its blank."""
        known = self.value(name) if value is None else value
        return (Piece(known),) if known else (self.blank(name, label),)

    def blank(self, field: str, label: str = "") -> Piece:
        """A gap to be filled in, in its box."""
        called = label or _label(field)
        self.blanks[field] = called
        return Piece(shared().words["blank"].format(label=called), "blank", field)

    def binding(self, refs: Iterable[str], day: date) -> list[Norm]:
        """Those of the references that bind this lender on that day.

        A norm from memory (M, K) is left out unless the person has looked it up.
        """
        book = self._people.law(day)
        return [n for n in map(book.get, refs) if n and self._fits(n)]

    def _fits(self, norm: Norm) -> bool:
        """Whether it is known to bind this lender and product, and was read in the text or looked up since."""
        people = self._people
        product = people.debt.product if people.debt else "other"
        only = remedies.sheet().products.get(norm.ref.partition("/")[0], (product,))
        known = not norm.applies_to or bool(people.creditor and people.creditor.lender)
        return known and product in only and (norm.mark in _READ or self._confirmed(norm))

    def cite(self, norms: Iterable[Norm], day: date) -> list[Piece]:
        """The norms as a paper names them, the law once; what nobody has read in the text is marked."""
        pieces: list[Piece] = []
        law = ""
        for norm in norms:
            pieces += [Piece(shared().words["joined"])] if pieces else []
            pieces.append(self._cited(norm, day, again=norm.law == law))
            law = norm.law
        return pieces

    def _slot(self, name: str, extra: Mapping[str, Iterable[Piece]]) -> Iterable[Piece]:
        if name in extra:
            return extra[name]
        if name == "cause.name":
            return (self._cause(),)
        if name.startswith("law"):
            where, _, refs = name.partition(":")
            day = day_of(self._given.draft.answers.get(where.partition("@")[2], "")) or self._given.day
            return self.cite(self.binding(refs.split("+"), day), day) or (
                self.blank(name, shared().words["norm"]),
            )
        return self.slot(name)

    def _cause(self) -> Piece:
        """The name of the cause on the day of filing; marked where the court's table of that time was not seen."""
        debt = self._people.debt
        named = remedies.cause(self._family, self._given.day, debt.product if debt else "other")
        if named is None:
            return self.blank("cause.name")
        if named.mark == "V" or "cause" in self._given.draft.confirmed:
            return Piece(named.name)
        self.blanks["check:cause"] = _label("cause.name")
        return Piece(shared().words["check"].format(cited=named.name), "check", "cause")

    def _cited(self, norm: Norm, day: date, *, again: bool) -> Piece:
        known = Cited(
            ref=norm.ref,
            cited=norm.cited,
            day=day.isoformat(),
            citation=norm.citation(),
            confirmed=norm.mark == "V" or self._confirmed(norm),
        )
        self.norms.setdefault((norm.ref, known.citation.in_force), known)
        text = norm.cited.removeprefix(f"《{norm.short}》") if again else norm.cited
        if known.confirmed:
            return Piece(text)
        field = f"check:{norm.ref}"
        marked = text if field in self.blanks else shared().words["check"].format(cited=text)
        self.blanks[field] = norm.cited
        return Piece(marked, "check", norm.ref)

    def _confirmed(self, norm: Norm) -> bool:
        return norm.ref in self._given.draft.confirmed

    def _of_facts(self) -> dict[str, str]:
        """Values that come from the chosen facts, the day and the cause."""
        days = sorted(fact.day for fact in self._facts if fact.day)
        numbers = sorted({number for fact in self._facts for number in _callers(fact)})
        return {
            "day": day_words(self._given.day),
            "facts.first": day_words(date.fromisoformat(days[0])) if days else "",
            "facts.last": day_words(date.fromisoformat(days[-1])) if days else "",
            "facts.count": str(len(self._facts) + self._given.more) if self._facts else "",
            "facts.numbers": shared().words["joined"].join(numbers),
            "cause.right": shared().causes[self._family].right if self._family else "",
        }


def _callers(fact: Fact) -> list[str]:
    """Numbers named outside quotations."""
    return _NUMBER.findall("".join(p.text for p in fact.text if p.kind == "plain"))


def _label(field: str) -> str:
    known = shared().fields.get(field)
    return known.label if known else field


def blanks(found: Mapping[str, str]) -> tuple[Blank, ...]:
    """The gaps in the order in which they were met."""
    return tuple(Blank(field=field, label=label) for field, label in found.items())
