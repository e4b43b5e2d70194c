"""Limitation first: where each debt stands, what was told of it, and whether anything may be written about paying.

Nothing that touches the money is written before the check; where the notice is red, not before it was read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from anning.debt.limitation import Limitation, Step, check
from anning.debt.limitation import steps as of_each
from anning.domain.case import Debt, Touch
from anning.domain.china_time import china_day, now
from anning.domain.plans import NoticeRead
from anning.errors import InputUnusable, NotFound, Refused
from anning.knowledge import limitation as data
from anning.knowledge.limitation import Act
from anning.services import case as told
from anning.services import notebook
from anning.services.desk import Desk

OPEN = "limitation.open"
"""The slot of a paper that is known only while the period surely runs."""


class Standing(Struct, frozen=True, kw_only=True):
    """A debt, what is found of its period today, and whether the person read the notice as it is now."""

    debt: Debt
    title: str
    found: Limitation
    read: bool
    today: date

    @property
    def may_write(self) -> bool:
        """Whether a letter, script or promise about paying may be shown."""
        return self.read or not self.found.red

    @property
    def steps(self) -> tuple[Step, ...]:
        """What each act would do now."""
        return of_each(self.found, self.today)

    @property
    def touched(self) -> tuple[tuple[int, Touch, str], ...]:
        """What happened so far, by day: its place in the debt, the touch, and the act's name."""
        numbered = sorted(enumerate(self.debt.touched), key=lambda pair: pair[1].day)
        return tuple((place, touch, data.act(touch.act).title) for place, touch in numbered)


def standings() -> list[Standing]:
    """Every debt that is not settled."""
    case = told.case()
    return [_standing(debt, told.owed(case, debt)) for debt in case.debts.values() if not debt.settled]


def standing(key: str) -> Standing:
    """One debt. NotFound."""
    case = told.case()
    if key not in case.debts:
        raise NotFound("没有这笔欠款", where=key, next_step="在“案情”页里看有哪几笔")
    return _standing(case.debts[key], told.owed(case, case.debts[key]))


def _standing(debt: Debt, title: str) -> Standing:
    today = china_day(now())
    found = check(debt, today)
    kept = notebook.all_of(NoticeRead).get(debt.id)
    return Standing(
        debt=debt, title=title, found=found, read=kept is not None and _same(kept, debt, found), today=today
    )


def _same(kept: NoticeRead, debt: Debt, found: Limitation) -> bool:
    return (kept.state, kept.last_due, kept.touched) == (found.state, debt.last_due, debt.touched)


def acts() -> tuple[Act, ...]:
    """What may have happened to a debt, in order; without those that change nothing."""
    return tuple(act for act in data.acts().values() if (act.running, act.passed) != ("nothing", "nothing"))


def confirm(desk: Desk, key: str) -> str:
    """The person has read the notice; gives the batch's id. NotFound."""
    now_is = standing(key)
    debt = now_is.debt
    seen = NoticeRead(
        id=key, day=now_is.today, state=now_is.found.state, last_due=debt.last_due, touched=debt.touched
    )
    return notebook.keep(desk, f"看过时效提醒：{now_is.title}", seen)


def require(key: str) -> Standing:
    """The debt's standing. Refused where nothing about paying may be written yet, saying why and what to do."""
    if not key:
        raise Refused(
            "还没有写是哪一笔欠款，没法先做时效检查", next_step="先在“案情”里记下这笔欠款，再到“时效”页看一看"
        )
    found = standing(key)
    if not found.may_write:
        raise Refused(
            f"{found.found.sentences[0]}{found.found.notice}",
            where=found.title,
            next_step=f"先到“时效”页（或者 anning limitation {key} --read）看完提醒、确认看过，再写谈还款的信",
        )
    return found


def touch(desk: Desk, key: str, day: date, act: str) -> str:
    """Something happened that may have interrupted limitation; gives the batch's id. InputUnusable; NotFound."""
    found = standing(key)
    named = data.act(act)
    if day > found.today:
        raise InputUnusable("日子不能在今天以后", next_step="写真正发生的那一天")
    one = Touch(day, act)
    if one in found.debt.touched:
        return ""
    changed = replace(found.debt, touched=(*found.debt.touched, one))
    return notebook.keep(desk, f"记下“{named.title}”：{found.title}", changed)


def untouch(desk: Desk, key: str, place: int) -> str:
    """Take one of them out again; gives the batch's id. NotFound."""
    found = standing(key)
    if not 0 <= place < len(found.debt.touched):
        raise NotFound("没有这一条，可能已经删去", next_step="回到时效页再看一次")
    left = tuple(one for at, one in enumerate(found.debt.touched) if at != place)
    return notebook.keep(desk, f"去掉一条时效记录：{found.title}", replace(found.debt, touched=left))


def due(desk: Desk, key: str, day: date) -> str:
    """The day the last instalment was, or is, due; gives the batch's id."""
    found = standing(key)
    return told.save_debt(desk, replace(found.debt, last_due=day))


def as_json(found: Standing) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "debt": found.debt.id,
        "state": found.found.state,
        "red": found.found.red,
        "read": found.read,
        "start": found.found.start and found.found.start.isoformat(),
        "ends": found.found.ends and found.found.ends.isoformat(),
        "sentences": list(found.found.sentences),
        "notice": found.found.notice,
        "norms": msgspec.to_builtins(found.found.norms),
    }
