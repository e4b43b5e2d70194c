"""How statements of banks and payment apps are headed, and what their cells say.

Read directly and without the cache, as formats is: the one who reads a statement runs in a child process.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.knowledge import shelf
from anning.knowledge.formats import Checked, Column


class Statements(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Header words by role, cell words by meaning; generic are parts of names that tell no firm from another."""

    mark: Checked
    sources: tuple[str, ...]
    columns: tuple[Column, ...]
    income: tuple[str, ...]
    outcome: tuple[str, ...]
    not_moved: tuple[str, ...]
    generic: tuple[str, ...]


@cache
def statements() -> Statements:
    """The words."""
    return shelf.parse(shelf.ROOT / "statements" / "words.yaml", Statements)
