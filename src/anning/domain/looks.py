"""What the person thinks of a message no rule caught."""

from __future__ import annotations

from msgspec import Struct


class Look(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """id is the entry's; worth is True for "this should have been looked at", False for "nothing here"."""

    id: str
    worth: bool
