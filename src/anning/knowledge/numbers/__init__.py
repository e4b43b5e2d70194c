"""What a number says by its shape alone: the class of service, never who sits behind it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Mark
from anning.knowledge import shelf

Policy = Literal[
    "never_block", "warn_only", "review", "sms_filter_only", "call_flag", "normal", "suggest_block"
]
"""What a block list may do with such numbers."""


class NumberClass(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class of numbers.

    pattern must fit the whole number as ``caller_key`` writes it; the first class that fits is taken. says is
    what the class means and what it does not. official names the kind of authority a single public number
    belongs to ("court"); examples must fit this class, counter_examples must not.
    """

    id: str
    title: str
    pattern: str
    says: str
    policy: Policy
    official: str = ""
    source: str
    mark: Mark
    checked: date
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()


class _Plan(Struct, frozen=True, forbid_unknown_fields=True):
    in_text: str
    classes: tuple[NumberClass, ...]


@cache
def classes() -> tuple[NumberClass, ...]:
    """Every class, in the order they are tried."""
    return _plan().classes


def in_text() -> str:
    """The pattern by which telephone numbers are found in a text."""
    return _plan().in_text


@cache
def _plan() -> _Plan:
    found: _Plan = shelf.read("numbers", _Plan)[0][1]
    return found
