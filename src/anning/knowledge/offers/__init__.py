"""What is to be known of offers: limits, and the side effects each kind has."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of plans: card_months for credit cards (may, never must), longest_months for any computation."""

    card_months: int
    longest_months: int
    norms: tuple[str, ...]
    mark: Mark
    words: dict[str, str]
    strategies: dict[str, str]
    kinds: dict[str, str]


class Effect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side effect of offers of these kinds; ask is what to have in writing first."""

    id: str
    title: str
    kinds: tuple[str, ...]
    words: str
    ask: str = ""
    norms: tuple[str, ...] = ()
    mark: Mark


@cache
def rules() -> Rules:
    """The limits."""
    found: Rules = shelf.read("offers/rules", Rules)[0][1]
    return found


@cache
def effects() -> dict[str, Effect]:
    """Every side effect by id."""
    return {effect.id: effect for _, effect in shelf.read("offers/effects", Effect)}


def effects_of(kind: str) -> tuple[str, ...]:
    """Ids of the side effects an offer of this kind has."""
    return tuple(effect.id for effect in effects().values() if kind in effect.kinds)
