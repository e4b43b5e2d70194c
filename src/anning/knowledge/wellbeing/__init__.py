"""Words of the quiet room: two questionnaires, the help beside them, a plan for bad hours, worries, breath.

Nothing of a person is here; what they write lies in the store of its own (anning.wellbeing.store).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Conduct, Mark
from anning.knowledge import shelf


class Band(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From this many points on, the questionnaire's own word for it: a description, never a diagnosis."""

    points: int
    says: str


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A questionnaire: each item is answered with the place of one option, 0 to 3, and the places are summed.

    slug stands in addresses, which browsers remember, and says nothing. care is the number of the item after
    which help is shown before anything else, 0 for none. From doctor points on, a doctor is named.
    """

    id: str
    slug: str
    title: str
    about: str
    asks: str
    items: tuple[str, ...]
    options: tuple[str, ...]
    bands: tuple[Band, ...]
    doctor: int
    doctor_says: str
    limits: tuple[str, ...]
    care: int = 0
    licence: str
    source: str
    mark: Mark
    checked: date


class Side(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a threat of one conduct code says, and beside it what the law lets them do.

    norms are references; those in force on the day are shown with it. next is one small thing to do.
    """

    conduct: Conduct
    heard: str
    may: str
    cannot: str = ""
    norms: tuple[str, ...]
    next: str


class Prompt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of the plan for bad hours."""

    id: str
    title: str
    hint: str


class Beat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the steps of a breath."""

    title: str
    says: str


class Lines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of knowledge/hotlines: the first to call, those to try when nobody answers, those for danger."""

    first: str
    otherwise: tuple[str, ...]
    danger: tuple[str, ...]


class Help(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The card that comes before any score, in the same words whatever was answered."""

    title: str
    lead: str
    danger: str
    ask: str
    """A sentence that can be sent to a person as it is."""


class Room(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything else the room says. hour is when a parked worry is looked at, unless the person says otherwise."""

    help: Help
    lines: Lines
    ten_minutes: tuple[str, ...]
    plan: tuple[Prompt, ...]
    plan_source: str
    hour: str
    later: tuple[str, ...]
    breath: tuple[Beat, ...]
    breath_note: str
    source: str
    mark: Mark
    checked: date


class _Sides(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sides: tuple[Side, ...]


@cache
def scales() -> dict[str, Scale]:
    """Both questionnaires by slug."""
    return {scale.slug: scale for _, scale in sorted(shelf.read("wellbeing/scales", Scale), key=_by_slug)}


def _by_slug(read: tuple[object, Scale]) -> str:
    return read[1].slug


@cache
def sides() -> dict[Conduct, Side]:
    """What the law lets them do, by conduct code, in the order they are offered."""
    return {side.conduct: side for _, sheet in shelf.read("wellbeing/sides", _Sides) for side in sheet.sides}


@cache
def room() -> Room:
    """The words of the room."""
    found: Room = shelf.read("wellbeing/room", Room)[0][1]
    return found
