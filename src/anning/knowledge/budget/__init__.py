"""A month's rows as they are suggested, so that nothing that must be paid is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.knowledge import shelf

Side = Literal["incomes", "needs", "first"]


class Rows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For each side of a month its title, what belongs there, and the names of rows; what weighs a debt has."""

    titles: Mapping[Side, str]
    helps: Mapping[Side, str]
    names: Mapping[Side, tuple[str, ...]]
    weights: Mapping[int, str]


@cache
def rows() -> Rows:
    """The rows."""
    found: Rows = shelf.read("budget/rows", Rows)[0][1]
    return found
