"""One box for everything but the quiet room: contacts, what the person wrote, the law of today, and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from anning import store
from anning.detection import views
from anning.domain.case import Debt, Filing, Party, Promise, Served
from anning.domain.china_time import china_day, now
from anning.domain.entries import Entry
from anning.knowledge import laws
from anning.knowledge.laws import Norm
from anning.services import notebook
from anning.store import Where

MOST = 20
_LEAST = 1
_KINDS: tuple[tuple[type[Struct], str, str], ...] = (
    (Party, "人和公司", "case-thing"),
    (Debt, "一笔钱", "case-thing"),
    (Filing, "办理记录", "filing"),
    (Served, "法院文书", "served"),
    (Promise, "说过的话", "negotiate"),
)


class Thing(Struct, frozen=True):
    """Something the person wrote: what it is, the words that fit, and the page's name with the id it takes."""

    what: str
    words: str
    page: str
    key: str


class Found(Struct, frozen=True, kw_only=True):
    """What fits a question; more says that there are more contacts than shown."""

    contacts: tuple[Entry, ...] = ()
    more: bool = False
    things: tuple[Thing, ...] = ()
    norms: tuple[Norm, ...] = ()


def search(question: str) -> Found:
    """Everything that holds these words, width, case and traditional script made one."""
    words = question.strip()[:100]
    if len(words) < _LEAST:
        return Found()
    entries = list(store.entries(Where(search=words), limit=MOST + 1, newest_first=True))
    folded = views.fold(words)
    return Found(
        contacts=tuple(entries[:MOST]),
        more=len(entries) > MOST,
        things=tuple(_things(folded))[:MOST],
        norms=tuple(_norms(folded))[:MOST],
    )


def _things(words: str) -> Iterator[Thing]:
    for kind, what, page in _KINDS:
        for one in notebook.all_of(kind).values():
            if line := next(
                (text for text in _texts(msgspec.to_builtins(one)) if words in views.fold(text)), ""
            ):
                yield Thing(what, line[:80], page, notebook.id_of(one))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a thing, names first as its fields stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "id":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _norms(words: str) -> Iterator[Norm]:
    """Articles of today whose title or summary speaks of it, or that are cited so."""
    today = china_day(now())
    for norm in laws.every():
        if norm.in_force(today) and words in views.fold(f"{norm.cited} {norm.title} {norm.summary}"):
            yield norm
