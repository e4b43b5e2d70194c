"""Being sued: the way step by step after a court paper, what to say to each claim, and the points that fit.

Everything is kept where it belongs (court paper, debt, draft of the answer), so the way can be left and gone on with.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anning.casework.papers import answers
from anning.casework.papers.answers import CLAIM, POINT, Standing
from anning.casework.papers.given import PaperCase
from anning.domain import money
from anning.domain.case import Case, Debt, Served
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Deadline
from anning.domain.papers import PaperDraft
from anning.errors import InputUnusable, NotFound
from anning.knowledge import laws, sued
from anning.knowledge.forms import papers as forms
from anning.knowledge.forms.papers import Field
from anning.knowledge.hotlines import Hotline, by_number
from anning.knowledge.sued import Advice, Claim, Point, Proof, StanceWords, Step
from anning.services import case as acts
from anning.services import deadlines, notebook, papers
from anning.services.desk import Desk

KINDS = ("summons", "payment_order")
OBJECTION = "payment_order_objection"
ELSEWHERE = "jurisdiction_objection"
"""Papers that answer with points beside the answer itself."""

_LPR = "a.lpr"
"""Asked only where a line needs a rate that is not confirmed."""


class Place(Struct, frozen=True, kw_only=True):
    """A step on the way of one court paper, and whether it is behind the person."""

    step: Step
    done: bool


class Way(Struct, frozen=True, kw_only=True):
    """One court paper with its steps, its periods, and the paper that answers it."""

    served: Served
    places: tuple[Place, ...]
    clocks: tuple[Deadline, ...]
    kind: str
    today: date

    @property
    def next(self) -> Place | None:
        """The first step that is open."""
        return next((one for one in self.places if not one.done), None)

    def after(self, step: str) -> Step | None:
        """The step behind this one."""
        ids = [one.step.id for one in self.places]
        place = ids.index(step) + 1
        return self.places[place].step if place < len(ids) else None


class Answered(Struct, frozen=True, kw_only=True):
    """A claim as answered: the stance ("" while none), why, and the sum they ask for."""

    claim: Claim
    title: str
    stance: str
    why: str
    sum: str


class Shown(Struct, frozen=True, kw_only=True):
    """One thing to know, with its norms as they are today and its hotlines."""

    advice: Advice
    norms: tuple[laws.Norm, ...]
    numbers: tuple[Hotline, ...]


class Offered(Struct, frozen=True, kw_only=True):
    """A point: whether it can be made here, whether it was chosen, and what it asks with what was answered."""

    point: Point
    fits: bool
    chosen: bool
    asks: tuple[tuple[str, Field, str], ...]


def served(told: Case | None = None) -> list[Served]:
    """Court papers that have a way."""
    return [one for one in (told or acts.case()).served.values() if one.paper in KINDS]


def begin(desk: Desk, paper: str) -> str:
    """A new court paper, nothing told of it yet; gives its id. InputUnusable."""
    if paper not in KINDS:
        raise InputUnusable("还没有选收到的是什么", next_step="选起诉状副本或支付令；别的文书到“日期”里记")
    new = Served(id=acts.new_id("served"), paper=paper)  # type: ignore[arg-type]
    deadlines.save_served(desk, new)
    return new.id


def way(desk: Desk, key: str) -> Way:
    """The way of one court paper. NotFound."""
    told = acts.case()
    paper = _served(told, key)
    if paper.paper not in KINDS:
        raise NotFound("这份文书不用答辩", where=key, next_step="到“日期”里看它的期限")
    kind = answer_kind(told, paper)
    done = _done(told, paper, kind)
    steps = (one for one in sued.steps() if paper.paper in one.served)
    return Way(
        served=paper,
        places=tuple(Place(step=one, done=one.id in done) for one in steps),
        clocks=tuple(one for one in deadlines.deadlines(desk) if one.subject == key),
        kind=kind,
        today=china_day(now()),
    )


def answer_kind(told: Case, paper: Served) -> str:
    """The paper that answers: by the kind of court paper, who lent, and what was lent."""
    if paper.paper == "payment_order":
        return OBJECTION
    debt = told.debts.get(paper.debt)
    if debt is None:
        return sued.sheet().other
    creditor = told.parties.get(debt.creditor)
    if creditor and creditor.lender in {"private", "unlicensed"}:
        return sued.sheet().papers["private_loan"]
    return sued.sheet().papers.get(debt.product, sued.sheet().other)


def tick(desk: Desk, key: str, step: str) -> str:
    """Say that a step is done, or take that back; gives the batch's id. NotFound."""
    paper, title = _served(acts.case(), key), sued.step(step).title
    done = tuple(one for one in paper.done if one != step)
    if step not in paper.done:
        done = (*paper.done, step)
    return notebook.keep(desk, f"被起诉了：{title}", replace(paper, done=done))


def tell_day(desk: Desk, key: str, given: Served) -> str:
    """Court, number and the day it came; gives the batch's id. InputUnusable; NotFound."""
    paper = _served(acts.case(), key)
    changed = replace(
        paper, court=given.court, case_number=given.case_number, day=given.day, confirmed=given.confirmed
    )
    return deadlines.save_served(desk, changed) if changed != paper else ""


def tell_debt(desk: Desk, key: str, debt: str, told: Debt | None = None) -> str:
    """Which debt it is about, with what was told of its contract; gives the batch's id. InputUnusable; NotFound."""
    case = acts.case()
    if debt not in case.debts:
        raise InputUnusable("还没有选是哪一笔", next_step="选一笔；没有记过的先到“案情”里记下来")
    changed = [replace(_served(case, key), debt=debt)]
    if told is not None:
        _sums(told)
        return notebook.keep(desk, "被起诉了：告的是哪一笔", *changed, acts.filled(told, case.debts[debt]))
    return notebook.keep(desk, "被起诉了：告的是哪一笔", *changed)


def draft(key: str, kind: str = "") -> PaperDraft:
    """The draft of the answer to a court paper, as it was left. NotFound."""
    told = acts.case()
    paper = _served(told, key)
    return papers.begun(kind or answer_kind(told, paper), paper.debt)


def claims(of: PaperDraft) -> list[Answered]:
    """Every claim this kind of answer knows, as answered so far."""
    kept = of.answers
    return [
        Answered(
            claim=one, title=one.titles[of.kind], stance=kept.get(CLAIM + one.id, ""),
            why=kept.get(f"{CLAIM}{one.id}:why", ""), sum=kept.get(f"{CLAIM}{one.id}:sum", ""),
        )
        for one in answers.claims_of(of.kind)
    ]  # fmt: skip


def answer_claims(desk: Desk, of: PaperDraft, given: Mapping[str, str]) -> str:
    """Keep stances, reasons and sums as a form sends them; gives the batch's id, "" when nothing changed."""
    told = {
        f"{CLAIM}{one.id}{part}": given.get(f"{one.id}{part}", "").strip()
        for one in answers.claims_of(of.kind)
        for part in ("", ":why", ":sum")
    }
    for one in answers.claims_of(of.kind):
        if told[CLAIM + one.id] not in sued.sheet().stances:
            told[CLAIM + one.id] = ""
    return papers.save(desk, replace(of, answers=_without_blanks({**of.answers, **told})))


def points(of: PaperDraft) -> list[Offered]:
    """Every point of this kind of paper, those that can be made here first."""
    found, fields = standing(of), forms.shared().fields
    open_lpr = any(one.text and not one.value for one in found.lines)
    rows = [
        Offered(
            point=one,
            fits=answers.fits(one, of.kind, found),
            chosen=of.requests.get(POINT + one.id, False),
            asks=tuple(
                (slot, fields[slot], of.answers.get(slot, ""))
                for slot in one.asks
                if slot != _LPR or open_lpr
            ),
        )
        for one in answers.points_of(of.kind)
    ]
    return sorted(rows, key=lambda one: not one.fits)


def choose_points(desk: Desk, of: PaperDraft, given: Mapping[str, Any], chosen: list[str]) -> str:
    """Keep which points are made, with what they ask; gives the batch's id, "" when nothing changed."""
    mine = answers.points_of(of.kind)
    requests = {**of.requests, **{POINT + one.id: one.id in chosen for one in mine}}
    asked = {
        slot: str(given.get(slot, "")).strip()
        for one in mine
        for slot in (*one.asks, "a.sued_day")
        if slot in given
    }
    return papers.save(desk, replace(of, requests=requests, answers=_without_blanks({**of.answers, **asked})))


def standing(of: PaperDraft) -> Standing:
    """What the points rest on, today."""
    given = PaperCase(case=acts.case(), draft=of, day=china_day(now()))
    return answers.standing(forms.form(of.kind), given)


def opposed(of: PaperDraft) -> bool:
    """Whether something is admitted while limitation is pleaded."""
    admitted = any(one.stance == "admit" for one in claims(of))
    return admitted and of.requests.get(f"{POINT}limitation", False)


def proofs(kind: str) -> list[Proof]:
    """What to bring for this kind of dispute."""
    return [one for one in sued.proofs() if not one.papers or kind in one.papers]


def stances() -> dict[str, StanceWords]:
    """The stances in the order to offer."""
    return {str(key): words for key, words in sued.sheet().stances.items()}


def words() -> Mapping[str, str]:
    """The sentences of these pages."""
    return sued.sheet().words


def advice(step: Step) -> list[Shown]:
    """What there is to know on a step, with the law of today and its numbers."""
    book, known = laws.on(china_day(now())), by_number()
    return [
        Shown(
            advice=one,
            norms=tuple(norm for ref in one.norms if (norm := book.get(ref))),
            numbers=tuple(known[number] for number in one.numbers),
        )
        for one in step.advice
    ]


def _sums(told: Debt) -> None:
    try:
        for text in filter(None, (told.principal, told.received)):
            money.number(text)
    except ValueError as reason:
        raise InputUnusable(str(reason), next_step="金额只写数字，例如 20000") from None


def _served(told: Case, key: str) -> Served:
    if key not in told.served:
        raise NotFound("没有这份文书，可能已经删去", where=key, next_step="在改动记录里可以撤销")
    return told.served[key]


def _done(told: Case, paper: Served, kind: str) -> set[str]:
    """Steps that are behind the person: ticked, or seen from what was told."""
    done = set(paper.done)
    of = papers.begun(kind, paper.debt if paper.debt in told.debts else "")
    found = {
        "day": paper.confirmed and paper.day is not None,
        "debt": paper.debt in told.debts,
        "claims": any(key.startswith(CLAIM) for key in of.answers),
        "reasons": any(value for key, value in of.requests.items() if key.startswith(POINT)),
    }
    return done | {step for step, is_so in found.items() if is_so}


def _without_blanks(told: Mapping[str, str]) -> dict[str, str]:
    return {slot: text for slot, text in told.items() if text}
