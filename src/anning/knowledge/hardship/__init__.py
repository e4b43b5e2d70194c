"""What lenders ask for as proof of hardship, and the warning that goes with it."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One situation, the papers that show it, and where they are to be had."""

    when: str
    papers: str
    where: str = ""


class Proofs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them; warning is shown with them."""

    proofs: tuple[Proof, ...]
    warning: str
    mark: Mark
    source: str


@cache
def proofs() -> Proofs:
    """The list."""
    found: Proofs = shelf.read("hardship", Proofs)[0][1]
    return found
