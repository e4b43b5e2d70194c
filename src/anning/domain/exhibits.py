"""An exhibit as the person wants it: which contacts and files, what it is called and what it is to prove."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

ExhibitKind = Literal["talk", "recordings", "pictures", "papers"]
"""The contacts of some numbers; recordings; pictures and screenshots; other files."""


class Chosen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One exhibit to be.

    id says what it was gathered by and never changes ("talk:13800138000"). place is its turn, from 1. keys are
    caller keys whose whole conversation belongs to it, entries ids of contacts that stand for themselves. name,
    source and proves are the words of the list of evidence; the person may change them. left_out keeps it out of
    the bundle without forgetting it. first and last are days as written, for showing; hits counts what was found.
    """

    id: str
    kind: ExhibitKind
    place: int = 0
    name: str = ""
    source: str = ""
    proves: str = ""
    keys: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    left_out: bool = False
    hits: int = 0
