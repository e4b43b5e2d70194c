"""Limitation as data: the period, and what each act does to it before and after its end."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Mark
from anning.errors import NotFound
from anning.knowledge import shelf

Effect = Literal["begins_anew", "may_begin_anew", "stands_still", "nothing"]
AfterEnd = Literal["revives", "may_revive", "nothing"]


class Act(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the lender or the person does. running and passed say what it does before and after the end.

    words_running and words_passed say it to the person; instead is how to go on without that effect ("" where
    there is nothing to say). order is its place in lists.
    """

    id: str
    title: str
    by: Literal["them", "us"]
    order: int
    running: Effect
    passed: AfterEnd
    words_running: str
    words_passed: str
    instead: str = ""
    norms: tuple[str, ...]
    mark: Mark


class Period(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The general period in years, the longest one, and how near to its end an answer is not sure any more.

    A debt due before old_due may have run out under the old period; no day is computed for it. words are the
    sentences for each state.
    """

    years: int
    longest_years: int
    near_days: int
    old_due: date
    norms: tuple[str, ...]
    mark: Mark
    notice: str
    words: dict[str, str]


@cache
def period() -> Period:
    """The period and its words."""
    found: Period = shelf.read("limitation/period", Period)[0][1]
    return found


@cache
def acts() -> dict[str, Act]:
    """Every act by id, in the order to show."""
    found = sorted((act for _, act in shelf.read("limitation/acts", Act)), key=lambda act: act.order)
    return {act.id: act for act in found}


def act(name: str) -> Act:
    """One act; NotFound for a name there is none of."""
    if name not in acts():
        raise NotFound("没有这一种情形", where=name, next_step=f"可以写：{'、'.join(acts())}")
    return acts()[name]
