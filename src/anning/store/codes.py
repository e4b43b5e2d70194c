"""Words of small sets as small numbers, and sets of them as bits. New words go at the end: rows keep their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import get_args

from anning.domain.findings import NOT_UNLAWFUL, Conduct, Finding, Level, Verdict
from anning.domain.records import Channel, Direction, Kind, State

NO_TIME = 2**63 - 1
"""The time of what has none, so that it comes last."""

KINDS: tuple[Kind, ...] = get_args(Kind)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
STATES: tuple[State, ...] = get_args(State)
VERDICTS: tuple[Verdict, ...] = ("unrelated", "lawful_notice", "needs_context", "likely_unlawful")
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
CONDUCTS: tuple[str, ...] = tuple(conduct.value for conduct in Conduct)

KIND = {word: number for number, word in enumerate(KINDS)}
DIRECTION = {word: number for number, word in enumerate(DIRECTIONS)}
CHANNEL = {word: number for number, word in enumerate(CHANNELS)}
STATE = {word: number for number, word in enumerate(STATES)}
VERDICT = {word: number for number, word in enumerate(VERDICTS)}
_CONDUCT_BIT = {word: 1 << number for number, word in enumerate(CONDUCTS)}
_LEVEL_BIT = {word: 1 << number for number, word in enumerate(LEVELS)}
_LAWFUL = frozenset(conduct.value for conduct in NOT_UNLAWFUL)
FILES = KIND["recording"]
"""Kinds from here on are few beside messages and calls."""
DOUBTFUL = VERDICT["needs_context"]
"""Verdicts from here on are findings of unlawful or doubtful conduct."""

Summary = tuple[int, int, int]
"""Verdict, conducts and levels of one contact, as numbers."""
NOTHING: Summary = (0, 0, 0)


def conduct_bits(conducts: Iterable[str]) -> int:
    """Conduct codes as a set of bits; an unknown code is no bit."""
    return sum({_CONDUCT_BIT.get(conduct, 0) for conduct in conducts})


@lru_cache(maxsize=4096)
def conducts_in(bits: int) -> tuple[str, ...]:
    """The conduct codes of a set of bits, in their order."""
    return tuple(word for word, bit in _CONDUCT_BIT.items() if bits & bit)


def level_bits(levels: Iterable[Level]) -> int:
    """Levels as a set of bits."""
    return sum({_LEVEL_BIT[level] for level in levels})


def summary(findings: Iterable[Finding]) -> Summary:
    """What some findings come to: the gravest verdict, and all conducts and levels.

    A level counts for unlawful conduct only: "high" is a serious thing, not a clearly lawful one.
    """
    verdict = conducts = levels = 0
    for finding in findings:
        verdict = max(verdict, VERDICT[finding.verdict])
        conducts |= _CONDUCT_BIT.get(finding.conduct, 0)
        if finding.conduct not in _LAWFUL:
            levels |= _LEVEL_BIT[finding.level]
    return verdict, conducts, levels
