"""A contract as rows that can be edited one by one, and the YAML they are kept in: what is written is read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from msgspec import Struct

from anning.debt import contract
from anning.debt.contract import SIDES, Advertised, Side
from anning.debt.lines import TypedLpr
from anning.domain import money
from anning.domain.case import LenderKind
from anning.errors import InputUnusable
from anning.knowledge import rates

_TRUTH = {True: "是", False: "否"}


class Row(Struct, frozen=True, kw_only=True):
    """One sum. amount is positive, in CNY, each time of times; day and period None: not known yet.

    evidence is an evidence id, with #locator where it is one line of a file. disclosed says whether the cost sheet
    named it, None when nobody said.
    """

    side: Side
    amount: Decimal
    name: str = ""
    day: date | None = None
    period: Decimal | None = None
    times: int = 1
    payee: str = ""
    evidence: str = ""
    clause: str = ""
    disclosed: bool | None = None

    @property
    def dated(self) -> bool:
        """Whether it is known when."""
        return self.day is not None or self.period is not None

    @property
    def total(self) -> Decimal:
        """All its times together."""
        return self.amount * self.times


class Sheet(Struct, frozen=True, kw_only=True):
    """A contract: who lent, when, what was promised, and every sum."""

    lender: LenderKind | None = None
    signed: date | None = None
    sued: date | None = None
    assisted: bool | None = None
    principal: Decimal | None = None
    lpr: TypedLpr | None = None
    advertised: Advertised | None = None
    rows: tuple[Row, ...] = ()

    def of(self, side: Side) -> tuple[Row, ...]:
        """The rows of one side."""
        return tuple(row for row in self.rows if row.side == side)


class _Plain(yaml.SafeDumper):
    """Writes text as text: the reader guesses no numbers or dates either."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def write(sheet: Sheet) -> str:
    """The sheet in Anning's own YAML; read() gives the same sheet, its rows ordered by side."""
    lines = {key: value for key, value in _terms(sheet) if value not in (None, "")}
    sides = {name: [dict(_entry(row)) for row in sheet.of(side)] for side, _, name in SIDES}
    told = lines | {name: entries for name, entries in sides.items() if entries}
    return yaml.dump(told, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000) if told else ""


def _terms(sheet: Sheet) -> Iterator[tuple[str, Any]]:
    yield "出借机构", lender_name(sheet.lender) if sheet.lender else None
    yield "合同日", sheet.signed.isoformat() if sheet.signed else None
    yield "起诉日", sheet.sued.isoformat() if sheet.sued else None
    yield "平台助贷", None if sheet.assisted is None else _TRUTH[sheet.assisted]
    yield "本金", None if sheet.principal is None else money.shown(sheet.principal)
    yield "LPR", {"值": str(sheet.lpr.percent), "来源": sheet.lpr.source} if sheet.lpr else None
    if promised := sheet.advertised:
        rate = f"{(promised.rate * 100).normalize():f}%"
        yield "宣传", {"口径": promised.basis, "利率": rate, "说法": promised.words}


def _entry(row: Row) -> Iterator[tuple[str, str]]:
    told = {
        "名称": row.name,
        "金额": money.shown(row.amount),
        "日期": row.day.isoformat() if row.day else "",
        "期": "" if row.day or row.period is None else f"{row.period:f}",
        "期数": str(row.times) if row.times > 1 else "",
        "收款方": row.payee,
        "证据": row.evidence,
        "条款": row.clause,
        "明示": "" if row.disclosed is None else _TRUTH[row.disclosed],
    }
    yield from ((key, value) for key, value in told.items() if value)


def read(text: str, where: str) -> Sheet:
    """The sheet in a text; rows may lack their day. InputUnusable names the place, as for any contract."""
    if not text.strip():
        return Sheet()
    told = contract.parsed(text.encode(), where)
    if not isinstance(told, dict) or "flows" in told:
        raise InputUnusable(
            "这份合同不是一笔一笔写的，不能在这里改",
            where=where,
            next_step="写法见 docs/how-to/describe-a-loan.md",
        )
    known = contract.in_english(told, where)
    rows = (
        _row(side, entry, place)
        for side, _, _ in SIDES
        for place, entry in contract.entries(known, side, where)
    )
    return Sheet(
        lender=contract.optional(known, "lender", contract.lender, where),
        signed=contract.optional(known, "signed", contract.day, where),
        sued=contract.optional(known, "sued", contract.day, where),
        assisted=contract.optional(known, "assisted", contract.truth, where),
        principal=contract.optional(known, "principal", money.number, where),
        lpr=contract.optional(known, "lpr", contract.lpr_told, where),
        advertised=contract.optional(known, "advertised", contract.advertised, where),
        rows=tuple(rows),
    )


def _row(side: Side, entry: Mapping[str, Any], where: str) -> Row:
    amount = contract.optional(entry, "金额", money.number, where)
    if amount is None or amount < 0:
        raise InputUnusable("金额写正数", where=where, next_step="收到的放在“收”，付出的放在“付”")
    return Row(
        side=side,
        amount=amount,
        name=str(entry.get("名称", "")),
        day=contract.optional(entry, "日期", contract.day, where),
        period=contract.optional(entry, "期", money.number, where),
        times=contract.optional(entry, "期数", contract.count, where) or 1,
        payee=str(entry.get("收款方", "")),
        evidence=str(entry.get("证据", "")),
        clause=str(entry.get("条款", "")),
        disclosed=contract.optional(entry, "明示", contract.truth, where),
    )


def lender_name(kind: LenderKind) -> str:
    """The Chinese name of a kind of lender."""
    return next(one.names[0] for one in rates.lenders() if one.kind == kind)
