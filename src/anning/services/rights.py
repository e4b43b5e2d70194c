"""Rights in plain words, with the law of today, what was found that touches them, and what can be done."""

from __future__ import annotations

from msgspec import Struct

from anning import store
from anning.domain.china_time import china_day, now
from anning.errors import NotFound
from anning.knowledge import laws
from anning.knowledge import rights as data
from anning.knowledge.laws import Norm
from anning.knowledge.rights import Right
from anning.store import Where

__all__ = ["Right", "Shown", "of_conduct", "right", "rights"]


class Shown(Struct, frozen=True, kw_only=True):
    """A right with its norms of today, and how many contacts of this case touch it."""

    right: Right
    norms: tuple[Norm, ...]
    touched: int


def rights() -> tuple[Shown, ...]:
    """Every right, those this case touches most first."""
    return tuple(
        sorted((_shown(one) for one in data.rights()), key=lambda one: (-one.touched, one.right.order))
    )


def right(name: str) -> Shown:
    """One right; NotFound."""
    found = next((one for one in data.rights() if one.id == name), None)
    if found is None:
        raise NotFound("没有这一页", where=name, next_step="回到“您的权利”再选")
    return _shown(found)


def of_conduct(code: str) -> tuple[Right, ...]:
    """The rights a finding touches."""
    return data.of_conduct(code)


def _shown(one: Right) -> Shown:
    book = laws.on(china_day(now()))
    conducts = tuple(conduct.value for conduct in one.conducts)
    return Shown(
        right=one,
        norms=tuple(norm for ref in one.norms if (norm := book.get(ref))),
        touched=store.count(Where(verdicts=("likely_unlawful",), conducts=conducts)),
    )
