"""Talking with the other side: words for the telephone, proofs of hardship, what was promised, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.detection import promises as heard
from anning.detection.promises import Contradicted
from anning.domain.case import Case, Promise, Touch
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Deadline
from anning.domain.entries import Entry
from anning.domain.findings import Citation
from anning.errors import InputUnusable
from anning.knowledge import hardship, laws
from anning.knowledge import scripts as data
from anning.knowledge.hardship import Proofs
from anning.knowledge.phrases import conversation as phrases
from anning.knowledge.scripts import Script
from anning.services import case as told
from anning.services import conversation, deadlines, limitation, notebook
from anning.services.conversation import Heard
from anning.services.desk import Desk
from anning.store import Where
from anning.store.remembering import remembered

PROMISED = "promise"
"""The act of limitation that a promise of one's own is."""


class Logged(Struct, frozen=True, kw_only=True):
    """A promise with its words: who made it, of what, the date that runs, and the later contact against it."""

    promise: Promise
    who: str
    subject: str
    debt: str
    deadline: Deadline | None
    against: Contradicted | None


def scripts() -> list[Script]:
    """Every script, in order."""
    return list(data.scripts().values())


def script(name: str) -> tuple[Script, tuple[Citation, ...]]:
    """One script with its norms of today. NotFound."""
    found = data.script(name)
    return found, laws.on(china_day(now())).cite(found.norms)


def proofs() -> Proofs:
    """What lenders ask for as proof of hardship."""
    return hardship.proofs()


def subjects() -> list[tuple[str, str]]:
    """What promises are about, as (code, words)."""
    return [(one.subject, one.title) for one in phrases.promises().promises]


def promised(desk: Desk) -> list[Logged]:
    """Every promise, newest first."""
    case = told.case()
    running = {one.subject: one for one in deadlines.deadlines(desk) if one.concerns == "promise"}
    found = (_logged(case, one, running.get(one.id)) for one in case.promises.values())
    return sorted(found, key=lambda one: one.promise.made or date.min, reverse=True)


def _logged(case: Case, promise: Promise, deadline: Deadline | None) -> Logged:
    party, debt = case.parties.get(promise.party), case.debts.get(promise.debt)
    return Logged(
        promise=promise,
        who=told.titled(party) if party else "",
        subject=dict(subjects()).get(promise.subject, ""),
        debt=told.owed(case, debt) if debt else "",
        deadline=deadline,
        against=next(_contradictions(case, promise), None),
    )


def _contradictions(case: Case, promise: Promise) -> Iterator[Contradicted]:
    """Later contacts from the same party, until the day it named or as long as such a promise is held to."""
    party = case.parties.get(promise.party)
    words = next((one for one in phrases.promises().promises if one.subject == promise.subject), None)
    if promise.by != "them" or party is None or words is None or promise.made is None:
        return
    until = promise.due or promise.made + timedelta(days=words.days)
    acting = (one.keys for one in case.parties.values() if party.id in one.acts_for)
    for entry in _after((*party.keys, *(key for keys in acting for key in keys)), promise):
        if entry.at is not None and promise.made <= china_day(entry.at) <= until:
            found = heard.contradicted(promise.subject, entry)
            if found is not None:
                yield found


def _after(keys: tuple[str, ...], promise: Promise) -> list[Entry]:
    """What came in from those numbers behind the contact that holds the promise; without one, from the next day."""
    source = store.entry(promise.entry).at if promise.entry else None
    entries = [one for key in keys for one in store.every_entry(Where(address=key)) if one.at is not None]
    later = (
        one
        for one in entries
        if one.direction == "in"
        and one.id != promise.entry
        and ((one.at or 0) > source if source else china_day(one.at or 0) > (promise.made or date.min))
    )
    return sorted(later, key=lambda one: one.at or 0)


def broken(desk: Desk) -> list[Heard]:  # noqa: ARG001 - every service takes the desk
    """Callers who promised in a message and did otherwise later, read from all contacts of those who promised."""
    return list(_broken())


@remembered("contacts", "marks", "notebook")
def _broken() -> tuple[Heard, ...]:
    promising: set[str] = set()
    for some in store.texts():
        callers, texts = zip(*some, strict=True)
        promising.update(callers[n] for n in heard.promising(texts))
    return tuple(one for one in conversation.among(promising) if one.thread.broken)


def keep(desk: Desk, promise: Promise) -> str:
    """Keep a promise; gives the batch's id. One's own counts for limitation and is kept with the debt.

    InputUnusable; Refused for one's own while the limitation notice of that debt was not read.
    """
    _sound(promise)
    title = f"记下{'自己' if promise.by == 'us' else '对方'}答应的事"
    if promise.by == "them":
        return notebook.keep(desk, title, promise)
    debt = limitation.require(promise.debt).debt
    touch = Touch(promise.made or china_day(now()), PROMISED)
    if touch in debt.touched:
        return notebook.keep(desk, title, promise)
    return notebook.keep(desk, title, promise, replace(debt, touched=(*debt.touched, touch)))


def _sound(promise: Promise) -> None:
    if not promise.said.strip():
        raise InputUnusable("还没有写答应了什么", next_step="照原话写一句")
    if promise.made is None:
        raise InputUnusable("还没有写哪一天说的", next_step="写上日期，以后才能对照")
    if promise.made > china_day(now()):
        raise InputUnusable("说的日子不能在今天以后", next_step="写真正说的那一天")
    if promise.due and promise.due < promise.made:
        raise InputUnusable("做到的日子比说的日子还早", next_step="看一看两个日期是不是写反了")


def drop(desk: Desk, key: str) -> str:
    """Take a promise out; gives the batch's id. NotFound."""
    return notebook.take_out(desk, "删去一条承诺", notebook.get(Promise, key))
