"""Which legal lines hold for a loan, by who lent and when, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from anning.debt.cashflows import Flows
from anning.debt.cost import above
from anning.domain.case import LenderKind
from anning.knowledge import laws, rates
from anning.knowledge.rates import LprRow, RateLine


class TypedLpr(Struct, frozen=True):
    """A value a person looked up: percent and where."""

    percent: Decimal
    source: str


class Situation(Struct, frozen=True, kw_only=True):
    """Who lent and when; sued is the day of filing, today the day of asking. assisted None is not known."""

    lender: LenderKind | None = None
    formed: date
    sued: date | None = None
    today: date
    assisted: bool | None = None
    lpr: TypedLpr | None = None

    @property
    def claimed(self) -> date:
        """The day a claim is brought: as filed, else today."""
        return self.sued or self.today


class Held(Struct, frozen=True, kw_only=True):
    """One line held against one loan.

    value is the annual line as a number, None where there is none or it may not be computed. exceeded compares
    it with the simple annual rate, only_compound says that merely the effective one is above. notes say what
    the number rests on. norms are (cited, in_force, mark).
    """

    line: RateLine
    value: Decimal | None
    exceeded: bool | None = None
    only_compound: bool = False
    applies_to: tuple[str, ...]
    notes: tuple[str, ...] = ()
    norms: tuple[tuple[str, str, str], ...] = ()


def held(flows: Flows, situation: Situation, *, unique: bool) -> tuple[Held, ...]:
    """Every line that holds, in the order of their files; without a unique rate nothing is called exceeded."""
    return tuple(_hold(line, flows, situation, unique) for line in chosen(situation))


def chosen(situation: Situation) -> Iterator[RateLine]:
    """The lines for this lender and these days; all lenders' where the lender is not known."""
    for line in rates.lines():
        if not _why_not(line, situation):
            yield line


def passed_over(situation: Situation) -> Iterator[tuple[RateLine, str]]:
    """Every line that does not hold for this loan, with the reason in a sentence."""
    for line in rates.lines():
        if why := _why_not(line, situation):
            yield line, why


def _why_not(line: RateLine, situation: Situation) -> str:
    words = rates.words().note
    if situation.lender is not None and situation.lender not in line.applies_to:
        return words["not_lender"].format(lenders="、".join(_names(line)))
    if not _within(line.formed, situation.formed):
        return words["not_formed"].format(days=_days(line.formed), day=situation.formed)
    if not _within(line.claimed, situation.claimed):
        return words["not_claimed"].format(days=_days(line.claimed), day=situation.claimed)
    return words["not_assisted"] if line.assisted and situation.assisted is False else ""


def _days(period: tuple[date | None, date | None]) -> str:
    first, last = (one.isoformat() if one else "" for one in period)
    return f"{first} 到 {last}" if first and last else f"{first} 起" if first else f"{last} 以前（含当天）"


def _names(line: RateLine) -> tuple[str, ...]:
    return tuple(lender.names[0] for lender in rates.lenders() if lender.kind in line.applies_to)


def _within(period: tuple[date | None, date | None], day: date) -> bool:
    first, last = period
    return (first is None or first <= day) and (last is None or day <= last)


def _hold(line: RateLine, flows: Flows, situation: Situation, unique: bool) -> Held:  # noqa: FBT001
    percent, notes = _percent(line, situation)
    value = percent / 100 if percent is not None else None
    exceeded, only_compound = None, False
    if value is not None and unique:
        exceeded = above(flows, float(value))
        only_compound = not exceeded and above(flows, float(value), compound=True)
    if only_compound:
        notes = (*notes, rates.words().note["compound_only"])
    return Held(
        line=line,
        value=value,
        exceeded=exceeded,
        only_compound=only_compound,
        applies_to=_names(line),
        notes=notes,
        norms=tuple(_cited(line, situation)),
    )


def _percent(line: RateLine, situation: Situation) -> tuple[Decimal | None, tuple[str, ...]]:
    """The line in percent, and what is to be said of the LPR in it."""
    if line.lpr_of is None:
        return line.percent, ()
    day = situation.formed if line.lpr_of == "formation" else situation.claimed
    words, table, row = rates.words().note, rates.lpr(), rates.lpr().at(day)
    if situation.lpr:
        typed = situation.lpr
        total = typed.percent * line.lpr_times
        told = words["lpr_typed"].format(
            percent=typed.percent, source=typed.source, times=line.lpr_times, value=total
        )
        return total, (told,)
    if row is None or row.percent is None or row.state != "confirmed":
        return None, (words["lpr_ask"].format(day=day, why=_why(row, day)),)
    total = row.percent * line.lpr_times
    told = words["lpr_used"].format(
        published=row.date,
        percent=row.percent,
        source=table.sources[row.state],
        times=line.lpr_times,
        value=total,
    )
    return total, (told, *_of_the_month(row, day))


def _why(row: LprRow | None, day: date) -> str:
    if row:
        return f"{row.date} 公布的：{rates.lpr().sources[row.state]}"
    early = day < rates.lpr().rows[0].date
    return rates.words().note["lpr_before" if early else "lpr_beyond"]


def _of_the_month(row: LprRow, day: date) -> Iterator[str]:
    """Where the month's own publication came later and was another number, both are said."""
    later = next((r for r in rates.lpr().rows if r.date > day), None)
    if (
        later
        and later.date.month == day.month
        and later.state == "confirmed"
        and later.percent != row.percent
    ):
        yield rates.words().note["lpr_month"].format(percent=later.percent)


def _cited(line: RateLine, situation: Situation) -> Iterator[tuple[str, str, str]]:
    book = laws.on(situation.formed if line.cited_on == "formation" else situation.claimed)
    for ref in line.norms:
        if norm := book.get(ref):
            yield norm.cited, norm.citation().in_force, norm.mark
