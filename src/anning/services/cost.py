"""What a loan really costs, and which legal lines it is held against: a file in, numbers and sentences out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anning.debt import contract
from anning.debt.contract import Loan
from anning.debt.cost import Cost, Rate, cost, flat, simple
from anning.debt.lines import Held, Situation, held, passed_over
from anning.domain import money
from anning.domain.china_time import china_day, now
from anning.domain.findings import Mark
from anning.errors import InputUnusable, NotFound
from anning.knowledge import laws, rates
from anning.knowledge.rates import RateLine


class Audit(Struct, frozen=True, kw_only=True):
    """A loan, its cost, its lines, and what must be said beside them."""

    loan: Loan
    cost: Cost
    simple: float | None
    situation: Situation
    lines: tuple[Held, ...]
    passed: tuple[tuple[RateLine, str], ...] = ()
    """Lines that do not hold, each with its reason."""
    notes: tuple[str, ...]
    advertised: dict[str, Any] | None = None


class Told(Struct, frozen=True, kw_only=True):
    """What was said on the command line beside the file; it goes before what the file says."""

    lender: str = ""
    signed: date | None = None
    sued: date | None = None
    lpr: str = ""
    lpr_source: str = ""


def audit_file(path: Path, told: Told | None = None) -> Audit:
    """The audit of a file; NotFound or InputUnusable says what is wrong with it."""
    return audit(_completed(contract.read(read_file(path), str(path)), told or Told()))


def read_file(path: Path) -> bytes:
    """The bytes of a file a person wrote, as many as anybody would; NotFound or InputUnusable."""
    try:
        with path.open("rb") as file:
            return file.read(contract.LARGEST_FILE + 1)
    except FileNotFoundError as reason:
        raise NotFound("没有这个文件", where=str(path), next_step="检查文件名和所在的文件夹") from reason
    except (OSError, ValueError) as reason:
        raise InputUnusable("文件打不开", where=str(path), next_step="检查它是不是文件、能不能读") from reason


def audit(loan: Loan, today: date | None = None) -> Audit:
    """The cost and the lines of a loan as told."""
    day = today or china_day(now())
    situation = Situation(
        lender=loan.lender,
        formed=loan.formed or day,
        sued=loan.sued,
        today=day,
        assisted=loan.assisted,
        lpr=loan.lpr,
    )
    found = cost(loan.flows)
    return Audit(
        loan=loan,
        cost=found,
        simple=simple(loan.flows) if found.unique else None,
        situation=situation,
        lines=held(loan.flows, situation, unique=found.unique),
        passed=tuple(passed_over(situation)),
        notes=tuple(_notes(loan, found, situation)),
        advertised=_advertised(loan, found),
    )


def _completed(loan: Loan, told: Told) -> Loan:
    """The loan with what was said beside it; InputUnusable when that cannot be read."""
    try:
        typed = contract.lpr(told.lpr, told.lpr_source) if told.lpr else loan.lpr
        kind = contract.lender(told.lender) if told.lender else loan.lender
    except ValueError as reason:
        raise InputUnusable(str(reason), where="命令行", next_step="看看用法：anning cost --help") from reason
    return replace(
        loan, lender=kind, lpr=typed, formed=told.signed or loan.formed, sued=told.sued or loan.sued
    )


def _notes(loan: Loan, found: Cost, situation: Situation) -> Iterator[str]:
    words = rates.words().note
    yield from _about_rate(found)
    if loan.by:
        yield words[loan.by]
    yield from _about_principal(loan, situation)
    if loan.lender is None:
        yield words["no_lender"]
    elif loan.lender == "platform":
        yield words["platform"]
    if loan.formed is None:
        yield words["no_day"].format(day=situation.formed)


def _about_rate(found: Cost) -> Iterator[str]:
    words = rates.words().note
    if found.rate is None:
        yield words["no_rate" if found.changes else "no_turn"]
        return
    every = [found.rate, *found.others]
    said = "、".join(shown(rate.per_period) for rate in every)
    if not found.unique:
        yield words["several"].format(changes=found.changes, count=len(every), rates=said)
        yield words["several_field"]
        return
    if found.others:
        below = "、".join(shown(rate.per_period) for rate in found.others)
        yield words["negative_root"].format(rates=below)
    yield words["both"] if isfinite(found.rate.effective_annual) else words["endless"]


def _about_principal(loan: Loan, situation: Situation) -> Iterator[str]:
    """What was kept back of the principal on paper: compared with all that came in at the first moment."""
    if loan.principal is None:
        return
    start = min(flow.time for flow in loan.flows.items)
    first = (flow.amount for flow in loan.flows.items if flow.time == start and flow.amount > 0)
    received = sum(first, Decimal(0))
    words = rates.words().note
    if received >= loan.principal:
        yield words["less_paper"]
        return
    norm = laws.on(situation.formed).get("civil_code/670")
    yield words["paper"].format(
        paper=money.shown(loan.principal),
        received=money.shown(received),
        less=money.shown(loan.principal - received),
        norm=norm.cited if norm else words["paper_before"],
    )
    if loan.flows.received > received:
        yield words["received_later"].format(later=money.shown(loan.flows.received - received))


def _advertised(loan: Loan, found: Cost) -> dict[str, Any] | None:
    """What was promised beside what it is; the gap is the true figure in the same way of speaking minus the claim."""
    promise = loan.advertised
    if promise is None:
        return None
    true = found.rate if found.unique else None
    compared = (
        None
        if true is None
        else true.effective_annual
        if promise.basis == "年化复利"
        else true.nominal_annual
    )
    return {
        "words": promise.words,
        "basis": promise.basis,
        "annual": promise.annual,
        "nominal_annual": _number(true.nominal_annual) if true else None,
        "effective_annual": _number(true.effective_annual) if true else None,
        "flat_per_period": flat(loan.flows),
        "gap": _number(compared - promise.annual) if compared is not None else None,
    }


def as_json(audit: Audit) -> dict[str, Any]:
    """The contract of ``anning cost --json``, with more beside it."""
    found = audit.cost
    return {
        **_rates(found.rate),
        "simple_annual": audit.simple,
        "unique": found.unique,
        "total_cost": money.shown(found.total),
        "lines": [_line(one) for one in audit.lines],
        "lines_not_applied": [{"id": line.id, "line": line.title, "why": why} for line, why in audit.passed],
        "received": money.shown(found.received),
        "paid": money.shown(found.paid),
        "periods_per_year": audit.loan.flows.periods_per_year,
        "other_rates": [_rates(rate) for rate in found.others],
        "lender": audit.situation.lender,
        "formed": audit.situation.formed.isoformat(),
        "sued": audit.situation.sued.isoformat() if audit.situation.sued else None,
        "advertised": audit.advertised,
        "parts": [
            {"name": part.name, "amount": money.shown(part.amount), "payee": part.payee,
             "evidence": part.evidence, "clause": part.clause}
            for part in audit.loan.parts
        ],
        "notes": list(audit.notes),
    }  # fmt: skip


def _rates(rate: Rate | None) -> dict[str, float | None]:
    names = ("rate_per_period", "nominal_annual", "effective_annual")
    values = (rate.per_period, rate.nominal_annual, rate.effective_annual) if rate else (None,) * 3
    return {
        name: None if value is None else _number(value) for name, value in zip(names, values, strict=True)
    }


def _line(one: Held) -> dict[str, Any]:
    words = rates.words()
    return {
        "line": one.line.title,
        "id": one.line.id,
        "value": float(one.value) if one.value is not None else None,
        "meaning": one.line.meaning,
        "exceeded": one.exceeded,
        "only_compound": one.only_compound,
        "source": one.line.source,
        "mark": one.line.mark,
        "checked": words.mark[one.line.mark],
        "consequence": one.line.consequence,
        "consequence_words": words.consequence[one.line.consequence],
        "applies_to": list(one.applies_to),
        "caution": one.line.caution,
        "notes": list(one.notes),
        "norms": [{"cited": cited, "in_force": days, "mark": mark} for cited, days, mark in one.norms],
    }


def _number(value: float) -> float | None:
    """A number JSON can hold; what is beyond it is null."""
    return value if isfinite(value) else None


def shown(rate: float) -> str:
    """A rate for people: 2.0139%, never rounded onto a line."""
    return f"{rate * 100:.4f}%" if isfinite(rate) else "大到无法计算"


def checked(mark: Mark) -> str:
    """How well a fact was checked, in words."""
    return rates.words().mark[mark]


def spoken(audit: Audit) -> Iterator[str]:
    """The advertisement beside the truth, in sentences."""
    told = audit.advertised
    if told is None or not (audit.cost.rate and audit.cost.unique):
        return
    words, rate = rates.words().note, audit.cost.rate
    yield words["ad"].format(
        words=told["words"],
        claimed=shown(told["annual"]),
        nominal=shown(rate.nominal_annual),
        effective=shown(rate.effective_annual),
    )
    if told["flat_per_period"] is not None and told["basis"] in ("月费率", "年费率", "免息"):
        yield words["ad_same"].format(flat=shown(told["flat_per_period"]))
