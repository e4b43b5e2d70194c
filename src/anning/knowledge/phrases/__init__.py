"""Named lists of words that rules share: slots (who, what, where) and contexts (what turns a meaning round)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from anning.knowledge import shelf

Window = Literal["before", "after", "around", "clause", "sentence", "message"]
Effect = Literal["drop", "lower", "ask"]


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of words with one meaning, written @name in a pattern.

    Words may be taken over from other slots by `include`. A slot of single characters in a run (digits, say)
    gives `chars` and `repeat` instead.
    """

    name: str
    title: str
    words: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    chars: str = ""
    repeat: tuple[int, int] = (1, 1)
    source: str = ""


class Context(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words near a match that change what it means.

    where is looked at relative to the match, within that many characters and never across the sentence's end
    unless it is `message`. drop removes the finding, lower takes one level off, ask makes it needs_context and
    gives the question in `asks`. Words in `unless` cancel the context ("不会" negates, "不会放过" does not).
    """

    name: str
    title: str
    where: Window
    within: int = 10
    effect: Effect = "drop"
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    asks: str = ""
    always: bool = False
    """Applied to every rule on unlawful conduct, without being named there."""
    yields: str = ""
    """A context of the match's own sentence before which this one does not drop it: one level off, and its question."""


@cache
def slots() -> dict[str, Slot]:
    """Every slot by name, with included words filled in."""
    plain = {slot.name: slot for _, slot in shelf.read("phrases/slots", Slot)}
    return {name: _filled(slot, plain) for name, slot in plain.items()}


@cache
def contexts() -> dict[str, Context]:
    """Every context by name."""
    return {context.name: context for _, context in shelf.read("phrases/contexts", Context)}


def _filled(slot: Slot, plain: dict[str, Slot]) -> Slot:
    words = list(slot.words)
    for name in slot.include:
        if name not in plain:
            raise shelf.KnowledgeError(f"词表“{slot.name}”引用了不存在的词表“{name}”", where="phrases/slots")
        words += _filled(plain[name], plain).words
    return Slot(
        name=slot.name,
        title=slot.title,
        words=tuple(dict.fromkeys(words)),
        chars=slot.chars,
        repeat=slot.repeat,
    )
