"""The pattern language of rules, read once into a small tree and written out as regular expressions.

    告诉|通知 ~4 @亲属 ~6 @欠款     words, gaps of at most N characters inside a sentence, slots
    @亲属 & @欠款                  both in one sentence within 12 characters, in either order
    ^【 @机构                      ^ start and $ end of the message
    再? 不 还钱                    ? makes an element optional; a blank alone joins

Gaps never cross the end of a sentence. Words written with | are alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import permutations

from msgspec import Struct

from anning.knowledge.phrases import Slot
from anning.knowledge.shelf import KnowledgeError

STOPS = "。！？!?；;…\n\r\v\u2028"
"""Ends of sentences; a newline inside a message is one."""

UNORDERED_GAP = 12
MOST_UNORDERED = 3
MAX_GAP = 40


class Words(Struct, frozen=True):
    """Alternatives, longest first so that the longest is quoted."""

    options: tuple[str, ...]
    optional: bool = False


class Run(Struct, frozen=True):
    """A run of characters from a set, such as digits."""

    chars: str
    least: int
    most: int
    optional: bool = False


class Gap(Struct, frozen=True):
    """Up to that many characters, none of them the end of a sentence."""

    most: int


class Edge(Struct, frozen=True):
    """The start or the end of the message."""

    end: bool


Element = Words | Run | Gap | Edge
Sequence = tuple[Element, ...]


def parse(pattern: str, slots: Mapping[str, Slot]) -> tuple[Sequence, ...]:
    """A pattern as the ordered sequences any of which is a match; KnowledgeError says what is wrong with it."""
    groups = [part.split() for part in pattern.split("&")]
    if not all(groups):
        raise KnowledgeError("写法里有空的一段", where=pattern)
    sequences = [tuple(_element(token, slots, pattern) for token in group) for group in groups]
    if len(sequences) == 1:
        return (sequences[0],)
    if len(sequences) > MOST_UNORDERED:
        raise KnowledgeError("& 最多连接三段", where=pattern)
    gap: Sequence = (Gap(UNORDERED_GAP),)
    return tuple(_joined(order, gap) for order in permutations(sequences))


def fixed(sequence: Sequence) -> tuple[Words, ...]:
    """The elements of which every match has an option."""
    return tuple(e for e in sequence if isinstance(e, Words) and not e.optional)


def required(sequence: Sequence) -> tuple[Words, ...]:
    """The fixed elements whose every alternative has two characters or more."""
    return tuple(e for e in fixed(sequence) if min(map(len, e.options)) > 1)


def expression(sequence: Sequence, fold: Callable[[str], str] = lambda text: text) -> str:
    """The sequence as a regular expression for re and RE2; fold maps all that is literal first, one for one."""
    return "".join(_written(element, fold) for element in sequence)


def _joined(parts: tuple[Sequence, ...], gap: Sequence) -> Sequence:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + gap + part
    return joined


def _element(written: str, slots: Mapping[str, Slot], pattern: str) -> Element:
    if written in "^$":
        return Edge(end=written == "$")
    if written.startswith("~"):
        if not written[1:].isdigit() or int(written[1:]) > MAX_GAP:
            raise KnowledgeError(f"间隔写作 ~数字，最多 {MAX_GAP}", where=pattern)
        return Gap(int(written[1:]))
    optional = written.endswith("?")
    body = written.removesuffix("?")
    if body.startswith("@") and "|" not in body and _slot(body, slots, pattern).chars:
        slot = _slot(body, slots, pattern)
        return Run(slot.chars, *slot.repeat, optional)
    options: list[str] = []
    for word in body.split("|"):
        options += _slot(word, slots, pattern).words if word.startswith("@") else [word]
    if not all(options):
        raise KnowledgeError("有一个空的词", where=pattern)
    return Words(tuple(sorted(dict.fromkeys(options), key=lambda w: (-len(w), w))), optional)


def _slot(token: str, slots: Mapping[str, Slot], pattern: str) -> Slot:
    if token[1:] not in slots:
        raise KnowledgeError(f"没有名为“{token[1:]}”的词表", where=pattern)
    return slots[token[1:]]


def _written(element: Element, fold: Callable[[str], str]) -> str:
    match element:
        case Edge(end):
            return r"\Z" if end else r"\A"
        case Gap(most):
            return f"[^{re.escape(STOPS)}]{{0,{most}}}?" if most else ""
        case Run(chars, least, most, optional):
            bounds = f"{{{0 if optional else least},{most}}}"
            return f"[{re.escape(fold(chars))}]{bounds}"
        case Words(options, optional):
            mapped = dict.fromkeys(fold("\0".join(options)).split("\0"))
            body = "|".join(map(re.escape, mapped))
            return f"(?:{body})" + ("?" if optional else "")
