"""What follows from the facts, conduct by conduct, each act under the norms of its own day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from anning.casework.papers import facts as telling
from anning.casework.papers.given import day_words
from anning.casework.papers.model import Fact, Line, Piece
from anning.casework.papers.writing import Writer
from anning.domain.findings import Conduct
from anning.knowledge.forms.papers import Scope, shared
from anning.knowledge.laws import Norm


class _Stretch(Struct, frozen=True):
    """Days of acts on which the same norms bind."""

    first: date
    last: date
    norms: list[Norm]


def reasons(
    write: Writer, order: Sequence[Conduct], told: Sequence[Fact], scopes: tuple[Scope, ...]
) -> Iterator[Line]:
    """One line for each conduct: the facts it rests on, what it means, and the norms of the days of those facts.

    An undated fact brings no norm: which one binds is not known before its day is.
    """
    for conduct, own in telling.by_conduct(order, told).items():
        reason = shared().reasons[conduct]
        says = reason.says.format(i=write.voice)
        said = shared().words["reason"].format(facts=telling.numbers(own), says=says)
        days = sorted({date.fromisoformat(fact.day) for fact in own if fact.day})
        yield (Piece(said), *_norms(write, _stretches(write, reason.refs(conduct, scopes, len(own)), days)))


def _stretches(write: Writer, refs: Sequence[str], days: Sequence[date]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for day in days:
        norms = write.binding(refs, day)
        if found and found[-1].norms == norms:
            found[-1] = _Stretch(found[-1].first, day, norms)
        else:
            found.append(_Stretch(day, day, norms))
    return found


def _norms(write: Writer, stretches: Sequence[_Stretch]) -> list[Piece]:
    """The norms of each stretch; where the law changed between the acts, it is said from when."""
    words = shared().words
    body: list[Piece] = []
    for place, stretch in enumerate(stretches):
        if stretch.norms:
            body += [Piece(words["norms_join"])] if body else []
            body += [*_when(place, stretch, len(stretches)), *write.cite(stretch.norms, stretch.last)]
    if not body:
        return []
    head, _, tail = words["norms_of"].partition("{norms}")
    return [Piece(head), *body, Piece(tail)]


def _when(place: int, stretch: _Stretch, total: int) -> list[Piece]:
    if total == 1:
        return []
    words = shared().words
    if place == 0:
        return [Piece(words["norms_before"].format(until=day_words(stretch.last)))]
    return [Piece(words["norms_after"].format(since=day_words(stretch.first)))]
