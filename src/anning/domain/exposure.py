"""Who holds personal information of the person, as far as they know."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Exposure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One holder: what it has, how that is known, since when, and what was asked of it.

    party is the id of a party of the case, or "" with holder as written. items and known are ids of
    knowledge/exposure. entries are contacts or evidence that show it. asked is the id of a filing.
    """

    id: str
    party: str = ""
    holder: str = ""
    items: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    since: date | None = None
    entries: tuple[str, ...] = ()
    asked: str = ""
    note: str = ""
