"""The sample case as it happens: who says what to whom and when, from a seed, in order of time.

Everything is drawn with random() alone, whose results Python promises to keep: the same seed gives the same
bytes on every version. A day is made at a time, so a case of ten million messages needs no more memory than
one of ten thousand.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from anning.domain.china_time import CHINA, instant
from anning.knowledge.phrases.sample import Calls, Numbers, Script, Sender, World

_HOUR = 3_600_000
_LAST_WHOLE = 0xFFFF
_SLOT = re.compile(r"\{(\w+)\}")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"}
_NUMBERS_A_SLOT = 240
_NUMBERS_A_PATTERN = 400
_OF_DAY = ("soon", "month", "late", "bank_debt", "loan_debt")
_SOON = range(3, 19)
_OVERDUE, _LONGEST_OVERDUE = 17, 400
_BANK_DEBT, _LOAN_DEBT, _DAILY = 26_180.0, 12_340.0, 0.0005

Line = tuple[str | Sequence[str], ...]
"""A sentence ready to be said: text and, where a slot stands, the words to draw from."""


class Told(NamedTuple):
    """One message; text is escaped for an XML attribute as the phone's program writes it."""

    at: int
    outgoing: bool
    address: str
    name: str
    text: str


class Called(NamedTuple):
    """One call; kind as Android counts: 1 incoming, 2 outgoing, 3 missed, 5 rejected."""

    at: int
    kind: int
    number: str
    name: str
    seconds: int


@dataclass
class _Voice:
    """One script of one sender, its sentences dealt like a deck of cards: none twice before all were said."""

    script: Script
    lines: list[Line]
    hours: list[int]
    addresses: list[tuple[str, str]]
    start: float
    outgoing: bool
    next: int = 0


@dataclass
class Story:
    """A case of that many messages; see messages() and calls()."""

    world: World
    senders: Sequence[Sender]
    count: int
    seed: int
    days: int = field(init=False)
    small: bool = field(init=False)

    def __post_init__(self) -> None:
        self.small = self.count <= self.world.small_up_to
        wanted = self.count // self.world.messages_a_day_in_large_samples
        self.days = self.world.days if self.small else min(self.world.most_days, max(self.world.days, wanted))

    def messages(self) -> Iterator[Told]:
        """Every message in order of time."""
        rng = self._random("messages")
        today = {name: [""] for name in _OF_DAY}
        voices = self._voices(today, rng)
        active = [
            [v for v in voices if _now(v.start, v.script.end, self._part(day))] for day in range(self.days)
        ]
        chances = self._chances(active)
        for day, number in enumerate(self._spread(self.count, rng)):
            self._turn(today, day)
            yield from _one_day(self._midnight(day), number, active[day], chances[day], rng.random)

    def calls(self) -> list[Called]:
        """Every call in order of time."""
        rng = self._random("calls")
        callers = [(sender, sender.calls) for sender in self.senders if sender.calls]
        found: list[Called] = []
        for sender, calls in callers:
            for burst in calls.bursts:
                found += self._burst(
                    sender, calls, min(self.days - 1, int(burst.at * self.days)), burst.calls, rng
                )
        for day, number in enumerate(self._spread(max(0, self.number_of_calls - len(found)), rng)):
            now = [(s, c) for s, c in callers if _now(c.start, 1.0, self._part(day))]
            shares = list(accumulate(c.share for _, c in now))
            for _ in range(number):
                sender, calls = now[bisect(shares, rng.random() * shares[-1])]
                found.append(self._call(sender, calls, day, rng))
        return sorted(found)

    @property
    def number_of_calls(self) -> int:
        """How many calls there are at least."""
        of_small = int(min(self.count, self.world.small_up_to) * self.world.calls_per_message)
        return of_small + int(max(0, self.count - self.world.small_up_to) * self.world.calls_in_large_samples)

    def moment(self, at: float, clock: str) -> int:
        """The instant of a part of the whole time and a clock of that day."""
        hours, minutes, seconds = (int(part) for part in clock.split(":"))
        day = min(self.days - 1, int(at * self.days))
        return self._midnight(day) + hours * _HOUR + minutes * 60_000 + seconds * 1000

    def day(self, number: int) -> date:
        """The legal day of a number from 0."""
        return self.world.last_day - timedelta(days=self.days - 1 - number)

    def _midnight(self, number: int) -> int:
        return instant(datetime.combine(self.day(number), time(), CHINA))

    def _part(self, day: int) -> float:
        return (day + 0.5) / self.days

    def _random(self, purpose: str) -> Random:
        return Random(f"{self.seed} {self.count} {purpose}")  # noqa: S311 - a story, not a secret

    def _spread(self, total: int, rng: Random) -> list[int]:
        """That many things over the days, some days fuller than others, summing exactly to the total."""
        sums = list(accumulate(0.4 + rng.random() * 1.2 for _ in range(self.days)))
        marks = [round(total * part / sums[-1]) for part in sums]
        return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]

    def _chances(self, active: Sequence[Sequence[_Voice]]) -> list[list[float]]:
        """Running sums of each day's voices, such that the wanted part of the whole is unlawful."""
        world = self.world
        wanted = world.unlawful_share_small if self.small else world.unlawful_share_large
        bad = [sum(v.script.share for v in voices if v.script.unlawful) for voices in active]
        scale = wanted * len(bad) / sum(bad)
        return [
            _weights(voices, min(0.9, scale * weight), weight)
            for voices, weight in zip(active, bad, strict=True)
        ]

    def _turn(self, today: dict[str, list[str]], day: int) -> None:
        """Change the words that depend on the day, in place."""
        now = self.day(day)
        late = min(_OVERDUE + day, _LONGEST_OVERDUE)
        today["soon"][:] = [_month_and_day(now + timedelta(days=ahead)) for ahead in _SOON]
        today["month"][:] = [f"{(now - timedelta(days=now.day)).month}月"]
        today["late"][:] = [str(late)]
        today["bank_debt"][:] = [f"{_BANK_DEBT * (1 + late * _DAILY):.2f}"]
        today["loan_debt"][:] = [f"{_LOAN_DEBT * (1 + late * _DAILY):.2f}"]

    def _voices(self, today: dict[str, list[str]], rng: Random) -> list[_Voice]:
        slots = {**_slots(self.world, rng), **today}
        book = {s.name: _addresses(s, rng) for s in self.senders}
        return [
            _Voice(
                script=script,
                lines=_shuffled([_line(text, slots) for text in script.lines], rng),
                hours=_clockwork(self.world.hours[script.hours or sender.hours]),
                addresses=[a for name in sender.to_senders for a in book[name]] or book[sender.name],
                start=max(sender.start, script.start),
                outgoing=sender.outgoing or script.outgoing,
            )
            for sender in self.senders
            for script in sender.scripts
        ]

    def _call(self, sender: Sender, calls: Calls, day: int, rng: Random, number: str = "") -> Called:
        clockwork = _clockwork(self.world.hours[calls.hours])
        at = (
            self._midnight(day)
            + clockwork[int(rng.random() * len(clockwork))] * _HOUR
            + int(rng.random() * _HOUR)
        )
        book = _addresses(sender, rng) if sender.people else [(n, "") for n in calls.numbers]
        drawn, name = book[int(rng.random() * len(book))]
        kind, seconds = _outcome(calls, rng)
        return Called(at, kind, number or _dialled(drawn, rng), name, seconds)

    def _burst(self, sender: Sender, calls: Calls, day: int, number: int, rng: Random) -> list[Called]:
        first = calls.numbers[0]
        return [self._call(sender, calls, day, rng, first) for _ in range(number)]


def _one_day(
    midnight: int, number: int, voices: Sequence[_Voice], chances: list[float], random: Callable[[], float]
) -> list[Told]:
    """The messages of one day, in order of time."""
    total = chances[-1]
    told = []
    for _ in range(number):
        voice = voices[bisect(chances, random() * total)]
        line = voice.lines[voice.next]
        voice.next = (voice.next + 1) % len(voice.lines)
        hours = voice.hours
        at = midnight + hours[int(random() * len(hours))] * _HOUR + int(random() * _HOUR)
        address, name = voice.addresses[int(random() * len(voice.addresses))]
        text = "".join([p if type(p) is str else p[int(random() * len(p))] for p in line])
        told.append(Told(at, voice.outgoing, address, name, text))
    told.sort()
    return told


def _month_and_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _now(start: float, end: float, part: float) -> bool:
    return start <= part <= end


def _weights(voices: Sequence[_Voice], unlawful: float, bad: float) -> list[float]:
    good = sum(v.script.share for v in voices) - bad
    return list(
        accumulate(
            v.script.share * (unlawful / bad if v.script.unlawful else (1 - unlawful) / good) for v in voices
        )
    )


def _outcome(calls: Calls, rng: Random) -> tuple[int, int]:
    """Kind of a call and its seconds of talk."""
    chance, (low, high) = rng.random(), calls.talk
    if chance < calls.connected:
        # Most talks are short: the square of an even draw.
        return (2 if calls.outgoing else 1), low + int(rng.random() ** 2 * (high - low))
    if calls.outgoing:
        return 2, 0
    return (5 if chance < calls.connected + calls.rejected else 3), 0


def _slots(world: World, rng: Random) -> dict[str, tuple[str, ...]]:
    words = {name: tuple(escaped(word) for word in words) for name, words in world.words.items()}
    drawn = {name: tuple(_drawn(numbers, rng)) for name, numbers in world.numbers.items()}
    return words | drawn


def _drawn(numbers: Numbers, rng: Random) -> Iterator[str]:
    span = numbers.high - numbers.low
    for _ in range(_NUMBERS_A_SLOT):
        value = numbers.low + rng.random() * span
        yield (
            f"{value:.{numbers.decimals}f}"
            if numbers.decimals
            else str(int(value) // numbers.step * numbers.step)
        )


def _line(text: str, slots: Mapping[str, Sequence[str]]) -> Line:
    pieces = _SLOT.split(text)
    return tuple(
        slots[piece] if place % 2 else escaped(piece)
        for place, piece in enumerate(pieces)
        if place % 2 or piece
    )


def escaped(text: str) -> str:
    """Text for an XML attribute as the phone's program writes it: an emoji is two references, one a half."""
    return "".join(_ESCAPES.get(char, char) if ord(char) <= _LAST_WHOLE else _halves(char) for char in text)


def _halves(char: str) -> str:
    high, low = divmod(ord(char) - 0x10000, 0x400)
    return f"&#{0xD800 + high};&#{0xDC00 + low};"


def _shuffled(lines: list[Line], rng: Random) -> list[Line]:
    for place in range(len(lines) - 1, 0, -1):
        other = int(rng.random() * (place + 1))
        lines[place], lines[other] = lines[other], lines[place]
    return lines


def _clockwork(weights: Sequence[int]) -> list[int]:
    return [hour for hour, weight in enumerate(weights) for _ in range(weight)]


def _addresses(sender: Sender, rng: Random) -> list[tuple[str, str]]:
    if sender.people:
        return [(person.number, person.name) for person in sender.people]
    return [
        (_dialled(number, rng), "")
        for number in sender.numbers
        for _ in range(_NUMBERS_A_PATTERN if "#" in number else 1)
    ]


def _dialled(pattern: str, rng: Random) -> str:
    return "".join(str(int(rng.random() * 10)) if char == "#" else char for char in pattern)
