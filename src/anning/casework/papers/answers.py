"""Answers to a suit: what is said to each claim, and the points the person chose, each under the law of its day.

Nothing is said that was not chosen, no claim is admitted unless the person chose to, and a sum is named only where
they told it. A legal line is named with the weight it has before a court; lines of supervision are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from anning.casework.papers.given import PaperCase, People, day_of
from anning.casework.papers.model import Grid, Line, Piece
from anning.casework.papers.writing import Writer
from anning.debt import contract, limitation
from anning.debt.cashflows import Flows
from anning.debt.contract import Loan
from anning.debt.cost import Rate, cost
from anning.debt.limitation import Limitation
from anning.debt.lines import Held, Situation, TypedLpr, held
from anning.domain import money
from anning.domain.case import Debt, Served
from anning.errors import InputUnusable
from anning.knowledge import sued
from anning.knowledge.forms.papers import Claims, PaperForm
from anning.knowledge.sued import Claim, Point, Stance

GROUP = "answer"
POINT, CLAIM = "point:", "claim:"
"""How the names of choices begin in a draft's requests and answers; ``claim:x`` is the stance, ``:why``, ``:sum``."""

_NEVER = date.min.isoformat()
"""A day on which nothing was in force: for norms of a day nobody told, which stay blank."""


class LineFound(Struct, frozen=True, kw_only=True):
    """A legal line with the text an answer says of it, "" where it says none; value as people read it."""

    held: Held
    text: str
    value: str


class Standing(Struct, frozen=True, kw_only=True):
    """What the points rest on: the loan as described, the days, limitation on the day of filing, and the lines."""

    formed: date | None
    claimed: date
    whole: bool
    """Whether it is known that all of the principal on paper came in hand."""
    limitation: Limitation | None
    lines: tuple[LineFound, ...]
    rate: Rate | None


def completed(form: PaperForm, given: PaperCase) -> PaperCase:
    """With what the case knows of the suit: court, number, days, and what was kept back of the principal."""
    if form.group != GROUP:
        return given
    told = _Told(form, given)
    known = {
        **told.of_court(),
        "t.formed": told.formed.isoformat() if told.formed else _NEVER,
        "t.claimed": told.claimed.isoformat(),
        "t.received": money.shown(told.received) if told.received is not None else "",
        "t.less": money.shown(told.less) if told.less else "",
    }
    return replace(given, draft=replace(given.draft, answers={**known, **given.draft.answers}))


def standing(form: PaperForm, given: PaperCase) -> Standing:
    """What holds for this debt, for the page and for the points alike."""
    told = _Told(form, given)
    return Standing(
        formed=told.formed,
        claimed=told.claimed,
        whole=told.whole,
        limitation=told.limitation,
        lines=told.lines,
        rate=told.rate,
    )


def claims(block: Claims, form: PaperForm, given: PaperCase, write: Writer) -> Grid:
    """Every claim that was answered; where none was yet, all of them with their blanks."""
    answers = given.draft.answers
    mine = claims_of(form.id)
    shown = [one for one in mine if answers.get(CLAIM + one.id)] or mine
    rows = tuple(_claim(one, form.id, write) for one in shown)
    return Grid(columns=block.columns, widths=block.widths, rows=rows)


def claims_of(paper: str) -> list[Claim]:
    """The claims that kind of answer knows."""
    return [one for one in sued.sheet().claims if paper in one.titles]


def points_of(paper: str) -> list[Point]:
    """The points that kind of paper knows."""
    return [one for one in sued.points() if paper in one.papers]


def points(form: PaperForm, given: PaperCase, write: Writer) -> list[Line]:
    """The chosen points in their order."""
    wanted = given.draft.requests
    found = standing(form, given)
    chosen = (one for one in points_of(form.id) if wanted.get(POINT + one.id))
    return [line for one in chosen for line in _point(one, form.id, found, write)]


def fits(point: Point, paper: str, found: Standing) -> bool:
    """Whether the point can be made at all: some text for these days, some line, a period not surely running."""
    if point.by == "lines":
        return any(one.text for one in found.lines)
    if point.by == "limitation":
        return found.limitation is not None and found.limitation.state in sued.sheet().limitation
    return bool(_text(point, paper, found)) and not (point.by == "kept_back" and found.whole)


def _claim(claim: Claim, paper: str, write: Writer) -> tuple[Line, ...]:
    words, key = sued.sheet().words, CLAIM + claim.id
    title = claim.titles[paper]
    amount = write.value(f"{key}:sum")
    head = words["claimed"].format(title=title, sum=amount) if amount else title
    stance = sued.sheet().stances.get(cast("Stance", write.value(key)))
    if stance is None:
        return (Piece(head),), (write.blank(key, words["stance"].format(title=title)),), ()
    why = write.value(f"{key}:why")
    unsaid = words["nothing" if write.value(key) == "admit" else "see"]
    return (Piece(head),), (Piece(stance.paper),), (Piece(why or unsaid),)


def _point(point: Point, paper: str, found: Standing, write: Writer) -> Iterator[Line]:
    if point.by == "lines":
        yield from (_line(one, paper, found, write) for one in found.lines if one.text)
    elif point.by == "limitation":
        if found.limitation and fits(point, paper, found):
            yield write.line(_called(sued.sheet().limitation[found.limitation.state], paper))
    elif fits(point, paper, found) and (text := _text(point, paper, found)):
        yield write.line(_called(text, paper))


def _called(text: str, paper: str) -> str:
    """The text with the sides called as that paper calls them."""
    for usual, here in sued.sheet().called.get(paper, {}).items():
        text = text.replace(usual, here)
    return text


def _text(point: Point, paper: str, found: Standing) -> str:
    """The first wording for this paper and these days; an unknown day of the contract fits only one without bounds."""
    for says in point.texts:
        formed = says.formed == (None, None) or (found.formed and _within(says.formed, found.formed))
        if (not says.papers or paper in says.papers) and formed and _within(says.claimed, found.claimed):
            return says.text
    return ""


def _line(one: LineFound, paper: str, found: Standing, write: Writer) -> Line:
    """A line's sentence, the number it came to where that is known, and its norms."""
    words = sued.sheet().words
    value = Piece(one.value) if one.value else write.blank("a.lpr", words["lpr"])
    line = [*write.line(_called(one.text, paper), {"value": (value,)})]
    if one.held.exceeded and found.rate:
        rate = _percent(Decimal(str(found.rate.nominal_annual)))
        line.append(Piece(_called(words["computed"].format(rate=rate), paper)))
    day = found.formed if one.held.line.cited_on == "formation" else found.claimed
    norms = write.cite(write.binding(one.held.line.norms, day), day) if day else []
    if norms:
        before, _, after = words["law"].partition("{norms}")
        line += [Piece(before), *norms, Piece(after)]
    return tuple(line)


def _within(period: tuple[date | None, date | None], day: date) -> bool:
    first, last = period
    return (first is None or first <= day) and (last is None or day <= last)


def _percent(value: Decimal) -> str:
    """0.154 as 15.4%; never rounded onto a line."""
    shown = f"{value * 100:.2f}".rstrip("0").rstrip(".")
    return sued.sheet().words["value"].format(percent=shown)


class _Told:
    """What the debt, its contract and the court paper come to."""

    def __init__(self, form: PaperForm, given: PaperCase) -> None:
        self._form, self._given = form, given
        self._people = People(form, given)

    @cached_property
    def debt(self) -> Debt | None:
        return self._people.debt

    @cached_property
    def loan(self) -> Loan | None:
        """The loan as described for the true cost; None where it was not, or cannot be read."""
        if not (self.debt and self.debt.contract):
            return None
        try:
            return contract.read(self.debt.contract.encode(), self.debt.id)
        except InputUnusable:
            return None

    @cached_property
    def served(self) -> Served | None:
        """The newest confirmed court paper about this debt."""
        mine = [
            s
            for s in self._given.case.served.values()
            if s.confirmed and s.day and (not self.debt or s.debt in {"", self.debt.id})
        ]
        return max(mine, key=lambda s: s.day or date.min, default=None)

    @cached_property
    def formed(self) -> date | None:
        return (self.debt.signed if self.debt else None) or (self.loan.formed if self.loan else None)

    @cached_property
    def claimed(self) -> date:
        """The day of filing as the person told it, else the day of the paper."""
        written = day_of(self._given.draft.answers.get("a.sued_day", ""))
        return written or (self.loan.sued if self.loan else None) or self._given.day

    @cached_property
    def received(self) -> Decimal | None:
        if self.debt and self.debt.received:
            return _number(self.debt.received)
        if self.loan is None or self.loan.principal is None:
            return None
        items = self.loan.flows.items
        start = min(flow.time for flow in items)
        return sum((f.amount for f in items if f.time == start and f.amount > 0), Decimal(0))

    @cached_property
    def paper(self) -> Decimal | None:
        """The principal on paper."""
        told = self.debt.principal if self.debt else ""
        return _number(told) if told else self.loan.principal if self.loan else None

    @property
    def less(self) -> Decimal | None:
        """What was kept back; None where it is not known, or nothing was."""
        if self.paper is None or self.received is None or self.whole:
            return None
        return self.paper - self.received

    @property
    def whole(self) -> bool:
        return self.paper is not None and self.received is not None and self.received >= self.paper

    @cached_property
    def limitation(self) -> Limitation | None:
        """As it stood on the day of filing."""
        return limitation.check(self.debt, self.claimed) if self.debt else None

    @cached_property
    def rate(self) -> Rate | None:
        """The rate of the described loan where there is exactly one."""
        if self.loan is None:
            return None
        found = cost(self.loan.flows)
        return found.rate if found.unique else None

    @cached_property
    def lines(self) -> tuple[LineFound, ...]:
        lender = self._people.creditor.lender if self._people.creditor else None
        if lender is None:
            return ()
        situation = Situation(
            lender=lender, formed=self.formed or self.claimed, sued=self.claimed, today=self._given.day,
            assisted=self.debt.assisted if self.debt else None,
        )  # fmt: skip
        sure, typed = (self._held(one) for one in (situation, replace(situation, lpr=self._lpr())))
        both = (a if a.value is not None else b for a, b in zip(sure, typed, strict=True))
        return tuple(self._found(one) for one in both if self.formed or one.line.formed == (None, None))

    def _held(self, situation: Situation) -> tuple[Held, ...]:
        flows = self.loan.flows if self.loan else Flows(())
        return held(flows, situation, unique=self.rate is not None)

    def of_court(self) -> dict[str, str]:
        """Court, number and day of the court paper."""
        paper = self.served
        if paper is None:
            return {}
        day = paper.day.isoformat() if paper.day else ""
        known = {"a.court": paper.court, "a.case_number": paper.case_number, "a.served_day": day}
        return {slot: value for slot, value in known.items() if value}

    def _found(self, one: Held) -> LineFound:
        """A line that was computed and is not exceeded is no point; nor one of private loans where who lent is open."""
        below = one.exceeded is False and self.rate is not None
        creditor = self._people.creditor
        open_who = (
            creditor
            and creditor.lender == "platform"
            and self._form.id != sued.sheet().papers["private_loan"]
        )
        text = "" if below or open_who else sued.sheet().lines.get(one.line.id, "")
        return LineFound(held=one, text=text, value=_percent(one.value) if one.value is not None else "")

    def _lpr(self) -> TypedLpr | None:
        """What the person looked up: used only where the table has no confirmed value."""
        try:
            return contract.lpr(self._given.draft.answers.get("a.lpr", ""), sued.sheet().words["typed"])
        except ValueError:
            return None


def _number(text: str) -> Decimal | None:
    try:
        return money.number(text) if text.strip() else None
    except ValueError:
        return None
