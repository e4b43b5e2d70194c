"""The made-up people, numbers and sentences of the sample case; nothing here is about anybody real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.case import Debt, Filing, Party, Promise, Served
from anning.knowledge import shelf

_FOLDER = "phrases/sample"


class Numbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slot filled with numbers from low to high, in steps, with that many decimals."""

    low: int
    high: int
    step: int = 1
    decimals: int = 0


class World(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for the whole case: its days, how often what happens, and the words of the slots.

    Shares are parts of all messages. hours are 24 weights. last_day is fixed so that the same seed gives the
    same bytes for ever, and so that conduct lies on both sides of 2026-01-01
    and of 2026-01-30, when norms changed.
    """

    owner: str
    last_day: date
    days: int
    messages_a_day_in_large_samples: int
    most_days: int
    small_up_to: int
    unlawful_share_small: float
    unlawful_share_large: float
    calls_per_message: float
    calls_in_large_samples: float
    app: str
    hours: Mapping[str, tuple[int, ...]]
    words: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Numbers]


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody in the phone book."""

    name: str
    number: str


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences of one kind with {slots}; share is their weight, start and end parts of the whole time."""

    name: str
    share: float
    lines: tuple[str, ...]
    unlawful: bool = False
    outgoing: bool = False
    start: float = 0.0
    end: float = 1.0
    hours: str = ""


class Burst(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day, as a part of the whole time, with that many more calls from one number."""

    at: float
    calls: int


class Calls(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a sender calls: connected and rejected are parts, the rest is missed; talk in seconds."""

    share: float
    hours: str
    connected: float
    rejected: float
    talk: tuple[int, int]
    numbers: tuple[str, ...] = ()
    start: float = 0.0
    outgoing: bool = False
    bursts: tuple[Burst, ...] = ()


class Sender(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One voice: its numbers (# is any digit) or its people, and what it says."""

    name: str
    title: str
    hours: str
    numbers: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    outgoing: bool = False
    to_senders: tuple[str, ...] = ()
    start: float = 0.0
    scripts: tuple[Script, ...]
    calls: Calls | None = None


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message at a set moment: at is a part of the whole time, clock the hour of that day."""

    number: str
    name: str = ""
    at: float
    clock: str
    text: str
    picture: Literal["", "door", "sun"] = ""


class Letter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter by mail."""

    sender: str
    address: str
    to: str
    to_address: str
    subject: str
    at: float
    clock: str
    body: str


class Recording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recorded call, named as a phone names it."""

    label: str
    number: str
    at: float
    clock: str
    seconds: int


class DeletedCall(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call the carrier knows and the phone's list no longer holds."""

    number: str
    at: float
    clock: str
    seconds: int


class Carrier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A carrier's list of connected calls of the last days."""

    name: str
    columns: tuple[str, ...]
    place: str
    incoming: str
    outgoing: str
    kind: str
    days: int
    deleted: tuple[DeletedCall, ...]


class Extras(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The single things beside the two logs."""

    fixed: tuple[Event, ...]
    letter: Letter
    recording: Recording
    carrier: Carrier


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the made-up person told of their case. An entry "find:…" is the newest contact with these words."""

    parties: tuple[Party, ...]
    debts: tuple[Debt, ...]
    filings: tuple[Filing, ...]
    served: tuple[Served, ...]
    promises: tuple[Promise, ...]


@cache
def world() -> World:
    """The made-up world."""
    return shelf.parse(shelf.ROOT / _FOLDER / "world.yaml", World)


@cache
def extras() -> Extras:
    """The single things."""
    return shelf.parse(shelf.ROOT / _FOLDER / "extras.yaml", Extras)


@cache
def told() -> Told:
    """The case facts."""
    return shelf.parse(shelf.ROOT / _FOLDER / "case.yaml", Told)


@cache
def senders() -> tuple[Sender, ...]:
    """Every voice, in the order of their files."""
    return tuple(sender for _, sender in shelf.read(f"{_FOLDER}/senders", Sender))
