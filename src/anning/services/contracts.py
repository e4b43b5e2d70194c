"""The money of a debt, row by row: kept as its contract in Anning's own YAML, every change can be undone.

Who lent, when and what the paper says are asked once, in the interview; they go into the contract from there, so
that the text kept stands alone. What is wrong or missing for the cost is said by row, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.debt import contract, contract_text, rentalfile
from anning.debt.cashflows import months_after
from anning.debt.contract import Side
from anning.debt.contract_text import Row, Sheet
from anning.domain import money
from anning.domain.case import Case, Debt, Product
from anning.domain.china_time import china_day, now
from anning.domain.entries import Entry
from anning.errors import AnningError, InputUnusable, NotFound
from anning.knowledge import laws, rates
from anning.knowledge.rates import RateLine
from anning.services import case as told
from anning.services import cost, notebook
from anning.services.cost import Audit
from anning.services.desk import Desk
from anning.store import Where

__all__ = ["Row", "Sheet", "Side"]

MOST_ROWS = 500
_MOST_MOMENTS = 48
_IN_EVERY_MONTH = 28
_NEAR = timedelta(days=5)
_EVIDENCE = 40
"""Contacts offered as evidence, the newest."""
SIDES: dict[Side, str] = {"received": "收到的", "paid": "已经付的", "due": "说好还要付的"}


class Kept(Struct, frozen=True, kw_only=True):
    """A debt with its sheet; keyed are (key, row), the key naming the row as it stands now."""

    debt: Debt
    title: str
    sheet: Sheet

    @property
    def keyed(self) -> list[tuple[str, Row]]:
        """Every row with its key."""
        return [(key_of(place, row), row) for place, row in enumerate(self.sheet.rows)]

    def sums(self) -> dict[Side, Decimal]:
        """What each side comes to."""
        return {side: sum((row.total for row in self.sheet.of(side)), Decimal(0)) for side in SIDES}


def kept(debt_id: str) -> Kept:
    """The debt's sheet, begun from the interview where nothing was written. NotFound; InputUnusable."""
    case = told.case()
    debt = case.debts.get(debt_id) or notebook.get(Debt, debt_id)
    title = told.owed(case, debt)
    return Kept(debt=debt, title=title, sheet=_completed(case, debt, _read(debt)))


def listing() -> list[tuple[Debt, str]]:
    """Every debt with its title."""
    case = told.case()
    return [(debt, told.owed(case, debt)) for debt in case.debts.values()]


def is_rental(debt: Debt) -> bool:
    """Whether the contract kept is a phone rental's."""
    return debt.contract.lstrip().startswith(f"{rentalfile.KEY}:")


def _read(debt: Debt) -> Sheet:
    if not debt.contract and debt.received:
        amount = money.number(debt.received)
        return Sheet(rows=(Row(side="received", amount=amount, name="实际到手", day=debt.signed),))
    return Sheet() if is_rental(debt) else contract_text.read(debt.contract, "这份合同")


def _completed(case: Case, debt: Debt, sheet: Sheet) -> Sheet:
    """What the interview was told goes before what the text has."""
    creditor = case.parties.get(debt.creditor)
    return replace(
        sheet,
        lender=(creditor.lender if creditor else None) or sheet.lender,
        signed=debt.signed or sheet.signed,
        assisted=debt.assisted or sheet.assisted,
        principal=money.number(debt.principal) if debt.principal else sheet.principal,
    )


def key_of(place: int, row: Row) -> str:
    """What names a row: its place and what stands in it, so that a page of yesterday changes no other row."""
    return f"{place}-{sha256(repr(row).encode()).hexdigest()[:8]}"


def put(desk: Desk, debt_id: str, row: Row, key: str = "") -> str:
    """Write a row down, in the place of another where key names one. The batch's id. NotFound; InputUnusable."""
    now_kept = kept(debt_id)
    rows = list(now_kept.sheet.rows)
    place = _place(now_kept, key) if key else len(rows)
    rows[place : place + 1] = [_sound(row)]
    act = "改了" if key else "记下"
    title = f"{act}一笔钱：{row.name or SIDES[row.side]} {money.shown(row.amount)} 元"
    return _keep(desk, now_kept, replace(now_kept.sheet, rows=tuple(rows)), title)


def put_all(desk: Desk, debt_id: str, rows: list[Row], title: str) -> str:
    """Write several rows down in one act; those that are there already (same evidence) are left alone."""
    now_kept = kept(debt_id)
    there = {row.evidence for row in now_kept.sheet.rows if row.evidence}
    fresh = [_sound(row) for row in rows if row.evidence not in there]
    if not fresh:
        return ""
    return _keep(desk, now_kept, replace(now_kept.sheet, rows=(*now_kept.sheet.rows, *fresh)), title)


def drop(desk: Desk, debt_id: str, key: str) -> str:
    """Take a row out. The batch's id. NotFound."""
    now_kept = kept(debt_id)
    rows = list(now_kept.sheet.rows)
    gone = rows.pop(_place(now_kept, key))
    title = f"删去一笔钱：{gone.name or SIDES[gone.side]} {money.shown(gone.amount)} 元"
    return _keep(desk, now_kept, replace(now_kept.sheet, rows=tuple(rows)), title)


def paid_one(desk: Desk, debt_id: str, key: str) -> str:
    """Say that the next time of what is still to be paid was paid: it moves over, the rest stays. NotFound."""
    now_kept = kept(debt_id)
    rows = list(now_kept.sheet.rows)
    place = _place(now_kept, key)
    owed = rows[place]
    if owed.side != "due":
        raise NotFound("这一行不是还要付的", where=key)
    rows[place : place + 1] = [replace(owed, side="paid", times=1), *_after_one(owed)]
    title = f"付了一期：{owed.name or SIDES['paid']} {money.shown(owed.amount)} 元"
    return _keep(desk, now_kept, replace(now_kept.sheet, rows=tuple(rows)), title)


def _after_one(owed: Row) -> list[Row]:
    """What is left of a row; one of the 29th to 31st is taken apart, because a month that is shorter moves its day."""
    if owed.day is None:
        period = None if owed.period is None else owed.period + 1
        return [replace(owed, period=period, times=owed.times - 1)] if owed.times > 1 else []
    if owed.times > 1 and owed.day.day <= _IN_EVERY_MONTH:
        return [replace(owed, day=months_after(owed.day, 1), times=owed.times - 1)]
    return [replace(owed, day=months_after(owed.day, n), times=1) for n in range(1, owed.times)]


def twice(sheet: Sheet) -> tuple[Row, ...]:
    """Paid rows that also seem to stand among what is to be paid: the same sum within a few days."""
    owed = [(day, row.amount) for row in sheet.of("due") for day in _days(row)]
    return tuple(
        row
        for row in sheet.of("paid")
        if any(
            row.amount == amount and abs(day - paid) <= _NEAR for paid in _days(row) for day, amount in owed
        )
    )


def _days(row: Row) -> list[date]:
    return [months_after(row.day, n) for n in range(row.times)] if row.day else []


def promise(desk: Desk, debt_id: str, sheet: Sheet) -> str:
    """Keep what is not asked elsewhere: the day of filing, the looked-up LPR, what was advertised."""
    now_kept = kept(debt_id)
    after = replace(now_kept.sheet, sued=sheet.sued, lpr=sheet.lpr, advertised=sheet.advertised)
    return _keep(desk, now_kept, after, f"改了宣传、起诉日或 LPR：{now_kept.title}")


def keep_rental(desk: Desk, debt_id: str, text: str) -> str:
    """Keep a phone rental as the contract of a debt; it replaces rows written before, which undo brings back."""
    debt = notebook.get(Debt, debt_id)
    product: Product = "rental"
    return notebook.keep(desk, "记下租机合同", replace(debt, contract=text, product=product))


def _keep(desk: Desk, before: Kept, sheet: Sheet, title: str) -> str:
    if len(sheet.rows) > MOST_ROWS:
        raise InputUnusable(
            f"一笔借款最多写 {MOST_ROWS} 行", next_step="逐月相同的，写成一行，填“连续几个月”"
        )
    text = contract_text.write(sheet)
    if text == before.debt.contract:
        return ""
    return notebook.keep(desk, title, replace(before.debt, contract=text))


def _place(now_kept: Kept, key: str) -> int:
    place = next((n for n, (one, _) in enumerate(now_kept.keyed) if one == key), None)
    if place is None:
        raise NotFound("这一行刚才改过了", where=key, next_step="回到这笔钱的页面再看一看")
    return place


def row(key: str, debt_id: str) -> Row:
    """One row. NotFound."""
    now_kept = kept(debt_id)
    return now_kept.sheet.rows[_place(now_kept, key)]


def _sound(one: Row) -> Row:
    """A row that reads back; words are cut as the reader cuts them."""
    if one.amount <= 0:
        raise InputUnusable("金额要大于零", where="amount", next_step="收到的、付出的都写正数，方向在上面选")
    if one.day is not None and one.times > 1:
        try:
            months_after(one.day, one.times - 1)
        except ValueError:
            raise InputUnusable("连续的月数太多，日期超出了日历", where="times") from None
    words = {name: _line(getattr(one, name)) for name in ("payee", "evidence", "clause")}
    return replace(one, name=_line(one.name)[:100], **words)


def _line(text: str) -> str:
    return " ".join(text.split())[:200].strip()


def lacking(sheet: Sheet) -> tuple[str, ...]:
    """What keeps the cost from being worked out, in sentences; empty when nothing does."""
    return tuple(_lacking(sheet))


def _lacking(sheet: Sheet) -> Iterator[str]:
    if not sheet.of("received"):
        yield "还没有写收到多少、哪天收到"
    if not (sheet.of("paid") or sheet.of("due")):
        yield "还没有写付过什么、还要付什么，哪怕一笔也好"
    for one in sheet.rows:
        if not one.dated:
            name = one.name or SIDES[one.side]
            yield f"“{name}” {money.shown(one.amount)} 元没有日期，也没有写第几期"
    if any(one.day for one in sheet.rows) and any(one.period is not None for one in sheet.rows):
        yield "有的行写了日期，有的行写了第几期；请统一成一种，两种混着没法算"


def audit(sheet: Sheet) -> Audit | None:
    """The cost and the lines; None where something is lacking. InputUnusable when it cannot be worked out."""
    if lacking(sheet):
        return None
    return cost.audit(contract.read(contract_text.write(sheet).encode(), "这份合同"))


def said_of_paper(sheet: Sheet) -> str:
    """The principal on paper beside what came in hand on the first day, with the norm; "" where both are not known."""
    came = [(one.day or one.period, one.amount) for one in sheet.of("received") if one.dated]
    if sheet.principal is None or len({type(when) for when, _ in came}) != 1:
        return ""
    first = min(when for when, _ in came)  # type: ignore[type-var]
    received = sum((amount for when, amount in came if when == first), Decimal(0))
    words = rates.words().note
    if received >= sheet.principal:
        return words["less_paper"]
    norm = laws.on(sheet.signed or china_day(now())).get("civil_code/670")
    return words["paper"].format(
        paper=money.shown(sheet.principal),
        received=money.shown(received),
        less=money.shown(sheet.principal - received),
        norm=norm.cited if norm else words["paper_before"],
    )


class Moment(Struct, frozen=True, kw_only=True):
    """What came and what went at one time, or in one stretch of it; label is for people."""

    label: str
    received: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


def moments(sheet: Sheet) -> list[Moment]:
    """Every sum in its time, paid and due together; by month, then by year, where there would be too many."""
    sums = list(_moments(sheet))
    for cut in (10, 7, 4):
        grouped: dict[str, list[Decimal]] = {}
        for when, amount in sums:
            both = grouped.setdefault(when[:cut], [Decimal(0), Decimal(0)])
            both[amount < 0] += abs(amount)
        if len(grouped) <= _MOST_MOMENTS:
            break
    ordered = sorted(grouped.items())
    return [Moment(label=_labelled(when), received=came, paid=went) for when, (came, went) in ordered]


def _moments(sheet: Sheet) -> Iterator[tuple[str, Decimal]]:
    """A day as ISO, a period as twelve digits so that periods sort like days."""
    for one in sheet.rows:
        sign = 1 if one.side == "received" else -1
        for n in range(one.times):
            when = months_after(one.day, n).isoformat() if one.day else f"第{(one.period or 0) + n:09.2f}"
            yield when, one.amount * sign


def _labelled(when: str) -> str:
    return f"第 {float(when[1:]):g} 期" if when.startswith("第") else when


def by_payee(sheet: Sheet) -> list[tuple[str, Decimal]]:
    """What was paid and is still to be paid, by who gets it, the largest first; nobody named is said so."""
    sums: dict[str, Decimal] = {}
    for one in (*sheet.of("paid"), *sheet.of("due")):
        name = one.payee or f"{one.name or '付款'}（收款方没有写）"
        sums[name] = sums.get(name, Decimal(0)) + one.total
    return sorted(sums.items(), key=lambda item: -item[1])


def cost_sheet(sheet: Sheet) -> RateLine | None:
    """The line that asks for a cost sheet (明示表), where it holds for this contract; its words say so."""
    line = next((one for one in rates.lines() if one.id == "cost_sheet"), None)
    if line is None or sheet.signed is None or line.formed[0] is None:
        return None
    meant = sheet.lender is None or sheet.lender in line.applies_to
    return line if meant and sheet.signed >= line.formed[0] else None


def evidence_for(debt: Debt) -> list[Entry]:
    """Contacts that may prove a sum: from the creditor's and its agencies' numbers, newest first."""
    case = told.case()
    parties = [one for one in case.parties.values() if debt.creditor in {one.id, *one.acts_for}]
    keys = dict.fromkeys(key for one in parties for key in one.keys)
    found = [e for key in keys for e in store.entries(Where(address=key), limit=_EVIDENCE, newest_first=True)]
    return sorted(found, key=lambda one: -(one.at or 0))[:_EVIDENCE]


def evidence_title(ref: str) -> str:
    """What an evidence reference of a row is, for people; "" when it is no longer there."""
    key, _, locator = ref.partition("#")
    try:
        if locator:
            line = locator.removeprefix("row[").removesuffix("]")
            return f"{store.evidence(key).name} 第 {int(line) + 1} 行"
        one = store.entry(key)
    except (AnningError, ValueError):
        return ""
    return one.text[:24] or one.name or "一次联系"
