"""What a person's own words in a paper should not do, as data: abuse, claims without thresholds, and the like."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.knowledge import shelf


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence in which the words are found."""

    text: str
    quote: str


class Caution(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to look at before the paper goes out.

    patterns are regular expressions; a match inside unless is none. within limits it to a whole sentence that also
    matches, without to sentences that do not. always says that a paper must not go out with it: the paper's own
    sentences are held to it too. why tells what it does to the paper, instead how to say it.
    """

    id: str
    order: int
    title: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    always: bool = False
    why: str
    instead: str
    norms: tuple[str, ...] = ()
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]


@cache
def cautions() -> tuple[Caution, ...]:
    """Every caution in order."""
    return tuple(
        sorted((one for _, one in shelf.read("forms/own_words", Caution)), key=lambda one: one.order)
    )
