"""The cards for the first minutes, with their numbers and the law of today filled in."""

from __future__ import annotations

from msgspec import Struct

from anning.domain.china_time import china_day, now
from anning.knowledge import laws
from anning.knowledge.cards import Card, Step, cards
from anning.knowledge.hotlines import Hotline, by_number
from anning.knowledge.laws import Norm


class ShownStep(Struct, frozen=True, kw_only=True):
    """A step with its numbers, and the norms of today it rests on."""

    step: Step
    numbers: tuple[Hotline, ...]
    norms: tuple[Norm, ...]


class ShownCard(Struct, frozen=True, kw_only=True):
    """A card ready to be shown."""

    card: Card
    steps: tuple[ShownStep, ...]
    numbers: tuple[Hotline, ...]


def emergency() -> ShownCard:
    """What to do in the next hour when there is danger."""
    return _shown("emergency")


def court() -> ShownCard:
    """What to do when a court has written: three ways to check, and the date that matters."""
    return _shown("court")


def _shown(name: str) -> ShownCard:
    card, lines = cards()[name], by_number()
    book = laws.on(china_day(now()))
    return ShownCard(
        card=card,
        steps=tuple(
            ShownStep(
                step=step,
                numbers=tuple(lines[number] for number in step.numbers),
                norms=tuple(norm for ref in step.norms if (norm := book.get(ref))),
            )
            for step in card.steps
        ),
        numbers=tuple(lines[number] for number in card.numbers),
    )
