"""Words for the telephone, one goal a file: how to begin, what to answer, what to read back, what not to say."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from anning.domain.findings import Mark
from anning.errors import NotFound
from anning.knowledge import shelf


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to say when the other side says this."""

    they: str
    you: str


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call. limitation says that it touches the money, so that the limitation check comes first.

    ready is what to have at hand, read_back the sentence that asks for it in writing, after what to do next;
    papers are kinds that follow from it.
    """

    id: str
    order: int
    title: str
    goal: str
    limitation: bool = False
    ready: tuple[str, ...] = ()
    opening: tuple[str, ...]
    answers: tuple[Answer, ...]
    read_back: str
    never: tuple[str, ...]
    after: tuple[str, ...]
    papers: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    mark: Mark
    source: str
    checked: date

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything the person would say."""
        return (*self.opening, *(answer.you for answer in self.answers), self.read_back)


@cache
def scripts() -> dict[str, Script]:
    """Every script by its id, in the order to show."""
    found = sorted((one for _, one in shelf.read("scripts", Script)), key=lambda one: one.order)
    return {one.id: one for one in found}


def script(name: str) -> Script:
    """One script. NotFound."""
    if name not in scripts():
        raise NotFound("没有这份话术", where=name, next_step="在“协商”页里选一份")
    return scripts()[name]
