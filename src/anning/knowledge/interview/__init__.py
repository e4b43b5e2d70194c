"""What is asked of the person about their case, one question a screen: words, fields, and why each is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import Product, Role
from anning.knowledge import shelf

Input = Literal["text", "long", "tel", "money", "date", "choice", "id_number", "uscc", "creditors"]
"""How a field is filled; creditors are ticked among those of the case."""

About = Literal["debt"] | Role


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to choose; help says what belongs to it."""

    value: str
    title: str
    help: str = ""


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of a Party or Debt, by its name there.

    optional: papers can do without it. not_for names products whose debts have no such thing.
    """

    name: str
    label: str
    input: Input = "text"
    help: str = ""
    optional: bool = False
    not_for: tuple[Product, ...] = ()
    options: tuple[Option, ...] = ()


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One screen. about says of whom it can be asked; needed: papers have a blank without it.

    asked is False for what is shown for review only, so that the way through stays short.
    """

    id: str
    about: tuple[About, ...]
    title: str
    short: str
    why: str
    needed: bool = False
    asked: bool = True
    fields: tuple[Field, ...]


class Interview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All questions, in the order they are asked within one debt, then of the person; and words for codes."""

    questions: tuple[Question, ...]
    roles: Mapping[Role, Option]
    filing_status: Mapping[str, str]
    served: Mapping[str, str]


@cache
def interview() -> Interview:
    """The questions."""
    found: Interview = shelf.read("interview", Interview)[0][1]
    return found
