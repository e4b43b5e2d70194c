"""Papers as data: what each kind says, to whom, on which norms; what a reason is for each conduct; what is asked.

A text may hold slots ``{me.name}`` and norms ``{law:civil_code/995}``. A slot nobody filled becomes a blank that is
seen; a norm is named only when it is in force on the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import LenderKind
from anning.domain.findings import Conduct, Mark
from anning.errors import NotFound
from anning.knowledge import remedies, shelf

Scope = Literal["civil", "police", "finance", "telecom", "market"]
"""Which body's norms a reason rests on."""


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="text"):
    """Plain paragraphs; left out unless every slot in needs is known."""

    lines: tuple[str, ...]
    needs: tuple[str, ...] = ()


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request or claim.

    title is how a page names it. conducts limits it to papers that tell of one of them, law to those with a fact
    on whose day one of the norms was in force (named by the slot norms); optional is True when the person has to
    choose it.
    """

    id: str
    title: str
    text: str
    conducts: tuple[Conduct, ...] = ()
    law: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    optional: bool = False


class Items(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="items"):
    """Numbered requests."""

    items: tuple[Item, ...]


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="person"):
    """A table of slots: those in fields must be there, those in also are printed when they are known."""

    fields: tuple[str, ...]
    also: tuple[str, ...] = ()


class Respondents(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="respondents"
):
    """A table for each firm or person it is against; called is the label before the name."""

    called: str
    fields: tuple[str, ...] = ("address",)
    also: tuple[str, ...] = ("uscc", "represented_by", "phone")


class FactLines(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="facts"
):
    """The chosen facts; intro before them, none where there are none."""

    intro: str = ""
    none: str


class OwnWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="own"):
    """What the person adds in their own words; required makes a blank of it when nothing was written."""

    intro: str = ""
    field: str = ""


class Reasons(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="reasons"
):
    """What follows from the facts, conduct by conduct, with the norms of these bodies."""

    scopes: tuple[Scope, ...]
    intro: str = ""


class Rows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="rows"):
    """A table of label and text."""

    rows: tuple[tuple[str, str], ...]
    widths: tuple[int, int] = (26, 74)
    columns: tuple[str, ...] = ()


class EvidenceTable(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="evidence"
):
    """The proofs of the facts, one a row."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    cells: tuple[str, ...]


class Attached(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="attached"
):
    """Numbered attachments; an item whose slots in needs are unknown is left out."""

    items: tuple[str, ...]


class Claims(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="claims"):
    """What the other side asks for in a suit, and what the person says to each of it (knowledge/sued)."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]


class Points(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag="points"):
    """The points of an answer the person chose (knowledge/sued); none where there are none."""

    none: str


Block = (
    Text | Items | Person | Respondents | FactLines | OwnWords | Reasons | Rows | EvidenceTable | Attached
    | Claims | Points
)  # fmt: skip


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the paper; left out when all its blocks come to nothing."""

    kind: Literal[
        "parties", "facts", "own", "inference", "requests", "norms", "attachments", "elements", "text"
    ]
    title: str = ""
    blocks: tuple[Block, ...]


class CopyRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Copies for somebody: a number, or as many as there are respondents."""

    whom: str
    count: int = 1
    each: bool = False


class PaperForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of paper.

    channels are the bodies it can go to, addressee what stands at its head for each (or for "any"). conducts are
    those it tells of, the clearest first, of which the first (leads) speak for it; empty takes none. lenders are
    the kinds it fits (empty: all). author is whose paper it is, voice what it calls them; most the number of fact
    lines printed at most. tells, when, limits and free are for the person: what it is, when it fits, what it
    cannot do, what they may say freely. limitation says that it touches the money, so that the limitation check
    comes first. mark, source and checked are of the form itself.
    """

    id: str
    order: int
    title: str
    name: str
    group: Literal["complain", "report", "sue", "help", "family", "deal", "record", "answer"]
    tells: str
    when: str
    limits: str
    free: str = ""
    limitation: bool = False
    channels: tuple[str, ...]
    addressee: Mapping[str, str]
    at_end: bool = False
    masked: bool
    author: Literal["self", "third_party"] = "self"
    voice: str = "本人"
    against: Literal["creditor", "everybody", "nobody"] = "everybody"
    conducts: tuple[Conduct, ...] = ()
    leads: int = 99
    lenders: tuple[LenderKind, ...] = ()
    most: int = 20
    parts: tuple[Part, ...]
    sign: tuple[str, ...]
    copies: tuple[CopyRule, ...] = ()
    causes: tuple[str, ...] = ()
    mark: Mark
    source: str
    checked: date


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a paper asks for: its label in the blank, the question, a hint, and how long an answer is.

    quoted says that the answer is the other side's words and stands in quotation marks; most is the largest number
    that may be answered (0: any).
    """

    label: str
    ask: str = ""
    hint: str = ""
    size: Literal["line", "long", "day"] = "line"
    quoted: bool = False
    most: int = 0


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a conduct means in a paper, said without over-claiming.

    again is how many facts it takes before the police norms are named: some need repetition. telecom and market
    are references for bodies that knowledge/remedies does not know.
    """

    says: str
    again: int = 1
    telecom: tuple[str, ...] = ()
    market: tuple[str, ...] = ()

    def refs(self, conduct: Conduct, scopes: tuple[Scope, ...], facts: int) -> tuple[str, ...]:
        """The references for these bodies and that many facts, each once."""
        own = {"telecom": self.telecom, "market": self.market}
        if remedy := remedies.sheet().remedies.get(conduct):
            police = remedy.administrative if facts >= self.again else ()
            own |= {"civil": remedy.civil, "police": police, "finance": remedy.conduct_rules}
        aside = shared().aside
        return tuple(dict.fromkeys(r for scope in scopes for r in own.get(scope, ()) if r not in aside))


class Cause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of claim: when it fits and what is hurt; its dated name is in knowledge/remedies.

    conducts limits what is told to those; empty takes all of the form.
    """

    title: str
    when: str
    right: str
    conducts: tuple[Conduct, ...] = ()


class Shared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all papers share: words by name, fields by slot, reasons by conduct, causes by id.

    aside are norms that give a remedy and are no reason: they are named where that remedy is asked for.
    """

    words: Mapping[str, str]
    products: Mapping[str, str]
    kinds: Mapping[str, str]
    fields: Mapping[str, Field]
    reasons: Mapping[Conduct, Reason]
    aside: tuple[str, ...]
    causes: Mapping[str, Cause]


@cache
def forms() -> dict[str, PaperForm]:
    """Every kind of paper by its id, in the order in which a person meets them."""
    found = (form for _, form in shelf.read("forms/papers", PaperForm))
    return {form.id: form for form in sorted(found, key=lambda form: (form.order, form.id))}


def form(kind: str) -> PaperForm:
    """The form of a kind; NotFound says which there are."""
    try:
        return forms()[kind]
    except KeyError:
        raise NotFound(f"没有名为“{kind}”的文书", next_step=f"可以写的文书：{'、'.join(forms())}") from None


@cache
def shared() -> Shared:
    """What all papers share."""
    return shelf.parse(shelf.ROOT / "forms/papers.yaml", Shared)
