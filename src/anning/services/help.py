"""Help from people: the summary a lawyer reads first, and the page that says when one is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from anning import store
from anning.casework import handover, pdf
from anning.casework.bundle.model import Bundle, Pages, rows
from anning.casework.handover import Called, Given
from anning.casework.timeline import Survey
from anning.domain.china_time import china_day, now
from anning.errors import NotFound
from anning.knowledge import channels, forms, laws
from anning.knowledge.forms import papers
from anning.knowledge.help import Door, Guide, Situation, guide
from anning.knowledge.hotlines import Hotline, by_number
from anning.knowledge.interview import interview
from anning.knowledge.laws import Norm
from anning.services import case, deadlines, ledger
from anning.services.desk import Desk
from anning.store import Where


class ShownSituation(Struct, frozen=True, kw_only=True):
    """A situation with its numbers, and the norms of today it rests on."""

    situation: Situation
    numbers: tuple[Hotline, ...]
    norms: tuple[Norm, ...]


class ShownDoor(Struct, frozen=True, kw_only=True):
    """A door with its number."""

    door: Door
    number: Hotline | None


class ShownGuide(Struct, frozen=True, kw_only=True):
    """The page, ready to be shown."""

    guide: Guide
    now: tuple[ShownSituation, ...]
    never: tuple[ShownSituation, ...]
    doors: tuple[ShownDoor, ...]


def when_lawyer() -> ShownGuide:
    """When a lawyer is needed now, what Anning is not for, and where to ask."""
    found, lines = guide(), by_number()
    return ShownGuide(
        guide=found,
        now=tuple(map(_shown, found.now)),
        never=tuple(map(_shown, found.never)),
        doors=tuple(ShownDoor(door=door, number=lines.get(door.number)) for door in found.doors),
    )


def summary(desk: Desk, bundle: Bundle, pages: Mapping[str, Pages], day: date | None = None) -> bytes:
    """The summary for a lawyer as a PDF; day is the one it carries, today where none is given."""
    counted = ledger.ledger(desk)
    survey = Survey(
        {row.caller: row.role for row in counted.callers}, forms.report()["lawful"].columns["court_signs"]
    )
    for entry in store.every_entry(Where()):
        survey.take(entry)
    today = day or china_day(now())
    document = handover.build(
        Given(
            case=case.case(),
            survey=survey,
            ledger=counted,
            deadlines=deadlines.deadlines(desk, today),
            exhibits=rows(bundle, pages),
            places={line.entry: e.called for e in bundle.exhibits if e.talk for line in e.talk.whole},
            day=today,
            called=_called(today),
        )
    )
    return pdf.render(document)


def _shown(situation: Situation) -> ShownSituation:
    lines, book = by_number(), laws.on(china_day(now()))
    return ShownSituation(
        situation=situation,
        numbers=tuple(lines[number] for number in situation.numbers),
        norms=tuple(norm for ref in situation.norms if (norm := book.get(ref))),
    )


def _called(day: date) -> Called:
    asked = interview()
    options = {f.name: {o.value: o.title for o in f.options} for q in asked.questions for f in q.fields}
    return Called(
        role={role: option.title for role, option in asked.roles.items()},
        lender=options["lender"],
        product=options["product"],
        status=asked.filing_status,
        served=asked.served,
        channel=lambda one: _channel(one, day),
        paper=_paper,
    )


def _channel(one: str, day: date) -> str:
    known = channels.channels().get(one)
    return known.name(day) if known else one


def _paper(kind: str) -> str:
    try:
        return papers.form(kind).title
    except NotFound:
        return kind
