"""What the person wants silenced."""

from __future__ import annotations

from msgspec import Struct


class Silenced(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The one list of a home: numbers as caller keys, stretches with their typed reasons, and what must get through."""

    id: str = "silenced"
    numbers: tuple[str, ...] = ()
    stretches: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
