"""The words of the sender check: who a text claims to be, what makes it court-like, the sentences and the steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf

Claim = Literal[
    "court", "police", "procuratorate", "lawyer", "mediation", "arbitration", "government", "regulator", "lender",
    "collector", "carrier", "other", "none",
]  # fmt: skip
"""Whom a text may claim to come from; none when it does not say."""


class ClaimWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one kind of sender names itself.

    signature is looked for in the 【signature】; intro in the text. A group `name` gives the name. unless cancels
    a match of intro when it is found in the same clause.
    """

    kind: Claim
    title: str
    signature: tuple[str, ...] = ()
    intro: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    also: str = ""


class CourtWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes a text court-like: one strong pattern, or two different weak ones, ordinary uses taken out first.

    court finds the named court (group name), leading the words before its name that do not belong to it,
    case_number a case number with groups year, place, kind;
    provinces says what the first character of the place stands for.
    """

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    ordinary: tuple[str, ...]
    court: str
    leading: str
    case_number: str
    provinces: Mapping[str, str]
    clock_question: str
    silent: tuple[str, ...]
    """Words no answer on a court-like text may contain, not even in what it repeats from the text."""
    instead: str


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do, with the public numbers it needs."""

    title: str
    text: str
    numbers: tuple[str, ...] = ()


class Steps(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The three steps for some kinds of claim."""

    kinds: tuple[Claim, ...]
    steps: tuple[Step, Step, Step]
    source: str
    mark: Mark
    checked: date


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything said, by purpose; {…} is filled in."""

    claims: tuple[ClaimWords, ...]
    court: CourtWords
    sentences: Mapping[str, str]
    steps: tuple[Steps, ...]


class _Claims(Struct, frozen=True, forbid_unknown_fields=True):
    claims: tuple[ClaimWords, ...]


class _Sentences(Struct, frozen=True, forbid_unknown_fields=True):
    sentences: Mapping[str, str]


class _AllSteps(Struct, frozen=True, forbid_unknown_fields=True):
    steps: tuple[Steps, ...]


@cache
def wording() -> Wording:
    """The four sheets together."""
    folder = shelf.ROOT / "phrases" / "sender"
    return Wording(
        claims=shelf.parse(folder / "claims.yaml", _Claims).claims,
        court=shelf.parse(folder / "court.yaml", CourtWords),
        sentences=shelf.parse(folder / "sentences.yaml", _Sentences).sentences,
        steps=shelf.parse(folder / "steps.yaml", _AllSteps).steps,
    )
