"""A kind look at the person's own words before they go out; quotations of the other side are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from anning.knowledge.forms.own_words import Caution, cautions

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|\"[^\"\n]*\"")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]?")


class Remark(Struct, frozen=True, kw_only=True):
    """Something to look at: quote == text[start:end]; why, and how to say it instead; references of norms.

    always says that the paper should not go out with it.
    """

    caution: str
    title: str
    start: int
    end: int
    quote: str
    why: str
    instead: str
    norms: tuple[str, ...]
    always: bool


class _Compiled(Struct, frozen=True):
    caution: Caution
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]


@cache
def _compiled() -> tuple[_Compiled, ...]:
    return tuple(
        _Compiled(c, *(tuple(map(re.compile, p)) for p in (c.patterns, c.unless, c.without)))
        for c in cautions()
    )


def look(text: str, *, only_always: bool = False) -> list[Remark]:
    """Everything worth a second look, in the order of the text."""
    bare = _QUOTED.sub(lambda m: "“" + "\u3000" * (len(m[0]) - 2) + "”", text)
    found = (
        r for one in _compiled() if one.caution.always or not only_always for r in _found(one, text, bare)
    )
    return sorted(found, key=lambda r: (r.start, r.caution))


def _found(one: _Compiled, text: str, bare: str) -> Iterator[Remark]:
    """Matches outside quotations, each stretch of words once."""
    reached = -1
    for start, end in sorted(_matches(one, bare)):
        if start >= reached:
            reached = end
            c = one.caution
            yield Remark(
                caution=c.id, title=c.title, start=start, end=end, quote=text[start:end], why=c.why,
                instead=c.instead, norms=c.norms, always=c.always,
            )  # fmt: skip


def _matches(one: _Compiled, bare: str) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(bare):
        if any(pattern.search(sentence[0]) for pattern in one.without):
            continue
        safe = [m.span() for pattern in one.unless for m in pattern.finditer(sentence[0])]
        for pattern in one.patterns:
            for match in pattern.finditer(sentence[0]):
                if not any(a < match.end() and match.start() < b for a, b in safe):
                    yield sentence.start() + match.start(), sentence.start() + match.end()
