"""What is said over several contacts: who speaks, split threats, the ladder of escalation, promises and their days."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Conduct
from anning.domain.records import Kind
from anning.knowledge import shelf

Speaker = Literal["own", "court", "bank", "collector", "third_party", "known", "unknown"]
"""Who speaks: the person, a court or other office, a bank's own number, a collector, someone who owes nothing and
tells of it, someone the person knows, nobody knows."""

Means = Literal["days", "weekday", "month_day", "date", "month_end", "year_end"]


class Voice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How findings weigh that come from one kind of speaker.

    lowers names conducts that become needs_context; an empty list with asks means all of them. asks is the
    question that decides; keeps=False takes every finding out.
    """

    speaker: Speaker
    title: str
    asks: str = ""
    lowers: tuple[Conduct, ...] = ()
    keeps: bool = True


class Joining(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which messages are read as one: short ones of one caller, each within minutes of the one before.

    longest is the most characters of one message, most the number read together, joiner what is put between;
    only such conducts are looked for.
    """

    minutes: int
    longest: int
    most: int
    joiner: str
    conducts: tuple[Conduct, ...]
    caution: str


class Rung(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the ladder, from the mildest, with the conducts that stand on it."""

    title: str
    conducts: tuple[Conduct, ...]


class Ladder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Escalation is told of when a later contact stands higher than all before it, on from_rung (from 1) or above."""

    from_rung: int
    caution: str
    rungs: tuple[Rung, ...]


class Repeats(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One conduct on so many different legal days by one caller, with the norms that ask how often."""

    days: int
    conducts: tuple[Conduct, ...]
    norms: tuple[str, ...]
    caution: str


class BrokenBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a later contact of the same caller must be to contradict: such a finding, such a kind, or such words."""

    conducts: tuple[Conduct, ...] = ()
    kinds: tuple[Kind, ...] = ()
    patterns: tuple[str, ...] = ()


class PromiseWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a promise sounds (patterns as in rules), and for how many days it is held when no day was named.

    subject is the id others keep it under. unless are words that, in the same sentence, make it none.
    """

    subject: str
    title: str
    by: tuple[Literal["us", "them"], ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    days: int = 30
    broken_by: BrokenBy = BrokenBy()
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()


class Promises(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All kinds of promises and what the other side would say of a broken one."""

    caution: str
    never: tuple[str, ...]
    """Words that make any of them a condition or a question."""
    promises: tuple[PromiseWords, ...]


class DueWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a day is said: a regular expression with groups n, month, day or weekday; plus is added to what it means.

    days: so many days from the day it was said; weekday: of this week plus so many weeks; month_day: of this month
    plus so many; date: month and day, the next one to come.
    """

    pattern: str
    means: Means
    plus: int = 0


class _Voices(Struct, frozen=True, forbid_unknown_fields=True):
    voices: tuple[Voice, ...]


class _Due(Struct, frozen=True, forbid_unknown_fields=True):
    due: tuple[DueWords, ...]


class Patterns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What several contacts show together."""

    joining: Joining
    ladder: Ladder
    repeats: Repeats


@cache
def voices() -> dict[str, Voice]:
    """Every speaker by its code."""
    sheet = shelf.parse(shelf.ROOT / "phrases/conversation/speakers.yaml", _Voices)
    return {voice.speaker: voice for voice in sheet.voices}


@cache
def over_time() -> Patterns:
    """How split threats, escalation and repetition are recognised."""
    return shelf.parse(shelf.ROOT / "phrases/conversation/over_time.yaml", Patterns)


@cache
def promises() -> Promises:
    """Every kind of promise."""
    return shelf.parse(shelf.ROOT / "phrases/conversation/promises.yaml", Promises)


@cache
def due_words() -> tuple[DueWords, ...]:
    """How days are said, tried in this order."""
    return shelf.parse(shelf.ROOT / "phrases/conversation/due.yaml", _Due).due
