"""Who is known by name: lists of lenders and bodies with their signatures, numbers and domains.

A list is one file: where it was published, on which day, who fetched it, how it was checked, and its rows. A row
that is there makes a claim plausible and no more; a row that is missing says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from anning.domain.findings import Mark
from anning.knowledge import shelf

Kind = Literal[
    "court", "police", "procuratorate", "regulator", "bank", "consumer_finance", "small_loan", "platform",
    "payment", "collector", "law_firm", "carrier", "other",
]  # fmt: skip
"""What a body is. collector and platform are partners a lender names; a brand of a lender keeps its kind."""


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One company or body.

    signatures are written without brackets, as its messages are signed; numbers as they are dialled; domains are
    registrable ("icbc.com.cn"). on_behalf_of is the lender that names it as a partner. source and mark may
    differ from those of the list.
    """

    name: str
    kind: Kind
    legal_name: str = ""
    uscc: str = ""
    on_behalf_of: str = ""
    signatures: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    status: str = ""
    source: str = ""
    mark: Mark | None = None


class Register(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list: what it is, where it comes from, the day it bears, the day and person it was fetched by."""

    title: str
    source: str
    published: date | None = None
    retrieved: date
    by: str = ""
    mark: Mark
    note: str = ""
    rows: tuple[Body, ...]


class Listed(Struct, frozen=True, kw_only=True):
    """A body and the list it stands in, source and mark filled in."""

    body: Body
    title: str
    source: str
    dated: date
    mark: Mark


@cache
def registers() -> tuple[Register, ...]:
    """The lists that come with the product."""
    return tuple(register for _, register in shelf.read("lenders", Register))


def own(folder: Path) -> tuple[Register, ...]:
    """The person's own lists in a folder; KnowledgeError names file and field of a mistake."""
    return tuple(shelf.parse(file, Register) for file in sorted(folder.glob("*.yaml")))


def listed(lists: Iterable[Register]) -> tuple[Listed, ...]:
    """Every body of the lists, each with where it was read."""
    return tuple(
        Listed(
            body=structs.replace(body, signatures=tuple(dict.fromkeys((body.name, *body.signatures)))),
            title=one.title,
            source=body.source or one.source,
            dated=one.published or one.retrieved,
            mark=body.mark or one.mark,
        )
        for one in lists
        for body in one.rows
    )
