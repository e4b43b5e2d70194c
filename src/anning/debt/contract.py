"""What a person writes of a loan, in JSON or YAML, made into flows; every slip is named by its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, Literal, NoReturn, TypeVar

import yaml
from msgspec import Struct
from msgspec.structs import replace

from anning.debt.cashflows import Clock, Flow, Flows, months_after, whole_months
from anning.debt.lines import TypedLpr
from anning.domain import money
from anning.domain.case import LenderKind
from anning.errors import InputUnusable
from anning.knowledge import rates

T = TypeVar("T")

LARGEST_FILE = 2_000_000
_LARGEST_YAML = 200_000
_MOST_FLOWS = 2000
_LOWEST_LPR = Decimal("0.5")  # below it somebody wrote 0.03 and meant three percent
_MOST_TIME = 100_000
_HELP = "写法见 docs/how-to/describe-a-loan.md"

Basis = Literal["月费率", "年费率", "日利率", "月利率", "年化单利", "年化复利", "免息"]
_BASES: dict[str, float] = {
    "月费率": 12, "年费率": 1, "日利率": 365, "月利率": 12, "年化单利": 1, "年化复利": 1, "免息": 0,
}  # fmt: skip
_TRUTH = {"是": True, "true": True, "yes": True, "否": False, "false": False, "no": False}
_CHINESE = {
    "出借机构": "lender", "合同日": "signed", "起诉日": "sued", "平台助贷": "assisted", "本金": "principal",
    "收": "received", "付": "paid", "应付": "due", "宣传": "advertised", "LPR": "lpr", "每年期数": "periods_per_year",
}  # fmt: skip
_ENTRY = {"名称", "金额", "日期", "期", "期数", "收款方", "证据", "条款", "明示"}
Side = Literal["received", "paid", "due"]
"""due is what is agreed and not paid yet; for the cost of the contract it counts like paid."""
SIDES: tuple[tuple[Side, int, str], ...] = (("received", 1, "收"), ("paid", -1, "付"), ("due", -1, "应付"))


class Advertised(Struct, frozen=True):
    """What was promised: the rate as a number, in which way of speaking, and the words."""

    rate: Decimal
    basis: str
    words: str

    @property
    def annual(self) -> float:
        """The rate of a year, as the advertisement would have it."""
        return float(self.rate) * _BASES[self.basis]


class Part(Struct, frozen=True):
    """One name and all the money under it; its name changes no rate. disclosed None: nobody said."""

    name: str
    amount: Decimal
    payee: str = ""
    evidence: str = ""
    clause: str = ""
    side: Side = "paid"
    disclosed: bool | None = None


class Loan(Struct, frozen=True, kw_only=True):
    """A loan as told: flows, who lent, when, and what was promised. by says how the days were counted."""

    flows: Flows
    lender: LenderKind | None = None
    formed: date | None = None
    sued: date | None = None
    assisted: bool | None = None
    lpr: TypedLpr | None = None
    principal: Decimal | None = None
    advertised: Advertised | None = None
    parts: tuple[Part, ...] = ()
    by: Literal["", "monthly", "daily"] = ""


class _Plain(yaml.SafeLoader):
    """YAML in which everything is text as written, and nothing refers to something else."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("不能用 & 和 * 引用")
        return super().compose_node(parent, index)


def read(data: bytes, where: str) -> Loan:
    """The loan in a file's bytes; InputUnusable names the place and what to write there."""
    told = parsed(data, where)
    if not isinstance(told, dict):
        _fail("文件里没有收付款：应当有 flows，或者有“收”和“付”", where)
    known = in_english(told, where)
    flows, parts, by = _plain_flows(known, where) if "flows" in known else _entries(known, where)
    return Loan(
        flows=flows,
        parts=parts,
        by=by,
        lender=optional(known, "lender", lender, where),
        formed=optional(known, "signed", day, where) or _first_day(known, flows),
        sued=optional(known, "sued", day, where),
        assisted=optional(known, "assisted", truth, where),
        principal=optional(known, "principal", money.number, where),
        lpr=optional(known, "lpr", lpr_told, where),
        advertised=optional(known, "advertised", advertised, where),
    )


def in_english(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What was parsed under the names of Loan; InputUnusable names a key nobody knows."""
    known = {_CHINESE.get(str(key), str(key)): value for key, value in told.items()}
    if "flows" not in known and (strange := sorted(set(known) - set(_CHINESE.values()))):
        _fail(f"不认识“{strange[0][:20]}”，可以写：{'、'.join(_CHINESE)}", where)
    return known


def parsed(data: bytes, where: str) -> Any:
    """JSON or YAML as plain values, every YAML scalar as the text written; InputUnusable names the line."""
    if len(data) > LARGEST_FILE:
        _fail("文件太大，一笔借款的收付款用不了这么多", where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail("文件不是 UTF-8 文字", where)
    if not text.strip():
        _fail("文件是空的", where)
    try:
        if text.lstrip().startswith(("{", "[")):
            return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
        if len(data) > _LARGEST_YAML:
            _fail("文件太大，一笔借款的收付款用不了这么多", where)
        return yaml.load(text, Loader=_Plain)  # noqa: S506 - a SafeLoader that reads text only
    except (ValueError, yaml.YAMLError, RecursionError, ArithmeticError) as reason:
        line = str(getattr(reason, "problem_mark", None) or reason).strip().splitlines()
        _fail(f"文件读不懂（{line[-1].strip()[:80] if line else '格式'}）", where)


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity, which some programs write and JSON does not know."""
    raise ValueError(f"{name} 不是一个数")


def _plain_flows(told: Mapping[str, Any], where: str) -> tuple[Flows, tuple[Part, ...], Literal[""]]:
    """{"flows": [[t, amount], …], "time": …, "periods_per_year": …}."""
    rows, clock = told["flows"], told.get("time", "periods")
    if clock not in ("years", "periods", "dates", "unit_periods"):
        _fail("time 要写 years、periods、dates 或 unit_periods", f"{where} 的 time")
    if not isinstance(rows, list) or not rows:
        _fail("flows 里一笔收付款也没有", f"{where} 的 flows")
    if len(rows) > _MOST_FLOWS:
        _fail(f"收付款太多，最多 {_MOST_FLOWS} 笔", f"{where} 的 flows")
    items = tuple(_flow(row, clock, f"{where} 的 flows[{i}]") for i, row in enumerate(rows))
    return Flows(items, clock, _per_year(told, where)), (), ""


def _flow(row: Any, clock: Clock, where: str) -> Flow:
    width = (2, 3) if clock == "unit_periods" else (2,)
    if not isinstance(row, list) or len(row) not in width:
        _fail("每一笔要写成 [时间, 金额]", where)
    when = _try(day, row[0], where) if clock == "dates" else _time(row[0], where)
    fraction = _time(row[1], where) if len(row) == 3 else 0.0  # noqa: PLR2004
    if not 0 <= fraction < 1:
        _fail("零头期数要在 0 和 1 之间", where)
    return Flow(when, _try(money.number, row[-1], where), fraction)


def _time(value: Any, where: str) -> float:
    found = float(_try(money.number, value, where))
    if not isfinite(found) or abs(found) > _MOST_TIME:
        _fail("时间太大", where)
    return found


def _entries(
    told: Mapping[str, Any], where: str
) -> tuple[Flows, tuple[Part, ...], Literal["", "monthly", "daily"]]:
    """The lists 收, 付 and 应付 of Anning's own contract, each entry once or repeated every month."""
    timed: list[tuple[date | float, Decimal]] = []
    parts: list[Part] = []
    for key, sign, name in SIDES:
        for place, entry in entries(told, key, where):
            times, amount, part = _entry(entry, name, place)
            timed += [(when, amount * sign) for when in times]
            parts.append(replace(part, side=key))
            if len(timed) > _MOST_FLOWS:
                _fail(f"收付款太多，最多 {_MOST_FLOWS} 笔", place)
    for wanted, name in (({"received"}, "收"), ({"paid", "due"}, "付")):
        if not wanted & {part.side for part in parts}:
            _fail(f"没有写“{name}”：至少要有一笔，每笔写金额和日期（或第几期）", where)
    return _clocked(timed, told, where), tuple(parts), _counted(timed)


def entries(told: Mapping[str, Any], key: Side, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of one side as they stand, each with its place; told is under English names. InputUnusable."""
    name = named(key)
    listed = told.get(key) or []
    if not isinstance(listed, list):
        _fail(f"“{name}”要写成一列，每笔写金额和日期（或第几期）", where)
    for i, entry in enumerate(listed):
        place = f"{where} 的 {name}[{i}]"
        if not isinstance(entry, dict) or "金额" not in entry:
            _fail("每一笔至少要写“金额”", place)
        if unknown := sorted(str(one) for one in entry if one not in _ENTRY):
            _fail(f"不认识“{unknown[0][:20]}”，可以写：{'、'.join(sorted(_ENTRY))}", place)
        yield place, entry


def _entry(entry: Any, name: str, where: str) -> tuple[list[date | float], Decimal, Part]:
    amount = _try(money.number, entry["金额"], where)
    if amount < 0:
        _fail("金额写正数；收到的放在“收”，付出的放在“付”", where)
    times = _count(entry.get("期数", "1"), where)
    payee, evidence, clause = (str(entry.get(key, ""))[:200] for key in ("收款方", "证据", "条款"))
    disclosed = optional(entry, "明示", truth, where)
    title = str(entry.get("名称", name))[:100]
    part = Part(title, amount * times, payee, evidence, clause, disclosed=disclosed)
    return list(_times(entry, times, where)), amount, part


def _times(entry: Mapping[str, Any], count: int, where: str) -> Iterator[date | float]:
    if ("日期" in entry) == ("期" in entry):
        _fail("每一笔写“日期”或“期”其中一个", where)
    if "期" in entry:
        first = _time(entry["期"], where)
        yield from (first + i for i in range(count))
        return
    start = _try(day, entry["日期"], where)
    try:
        yield from [months_after(start, i) for i in range(count)]
    except ValueError:
        _fail("期数太多，日期超出了日历", where)


def _count(value: Any, where: str) -> int:
    return _try(count, value, where)


def count(value: Any) -> int:
    """How many times a sum repeats; ValueError otherwise."""
    found = money.number(value)
    if found != found.to_integral_value() or not 1 <= found <= _MOST_FLOWS:
        raise ValueError(f"期数要写 1 到 {_MOST_FLOWS} 的整数")
    return int(found)


def _clocked(timed: list[tuple[date | float, Decimal]], told: Mapping[str, Any], where: str) -> Flows:
    """Periods where written so or where all days lie whole months apart; else days."""
    per_year = _per_year(told, where)
    days = [when for when, _ in timed if isinstance(when, date)]
    if days and len(days) != len(timed):
        _fail("有的写了日期，有的写了第几期，请统一成一种", where)
    if not days:
        return Flows(tuple(Flow(when, amount) for when, amount in timed), "periods", per_year)
    months = whole_months(days)
    if months is None:
        return Flows(tuple(Flow(when, amount) for when, amount in timed), "dates", per_year)
    items = tuple(Flow(float(n), amount) for n, (_, amount) in zip(months, timed, strict=True))
    return Flows(items, "periods", 12.0)


def _counted(timed: list[tuple[date | float, Decimal]]) -> Literal["", "monthly", "daily"]:
    days = [when for when, _ in timed if isinstance(when, date)]
    if not days:
        return ""
    return "daily" if whole_months(days) is None else "monthly"


def _first_day(told: Mapping[str, Any], flows: Flows) -> date | None:
    """The day the first money came, where no day of signing was written."""
    if flows.clock == "dates":
        return min(flow.time for flow in flows.items if isinstance(flow.time, date))
    entries = told.get("received")
    days = [day(one["日期"]) for one in entries if "日期" in one] if isinstance(entries, list) else []
    return min(days) if days else None


def _per_year(told: Mapping[str, Any], where: str) -> float:
    found = float(_try(money.number, told.get("periods_per_year", 12), f"{where} 的 periods_per_year"))
    if not 0 < found <= 366:  # noqa: PLR2004 - a period is at least a day
        _fail("每年期数要在 0 和 366 之间", where)
    return found


def day(value: Any) -> date:
    """A date written 2026-01-31; ValueError in Chinese otherwise."""
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"“{str(value)[:20]}”不是日期，请写成 2026-01-31 这样") from None


def percent(value: Any) -> Decimal:
    """7.2% as the number 0.072; ValueError without the sign, because 0.6 could be either."""
    text = str(value).strip().replace("％", "%")
    if not text.endswith("%") and text != "0":
        raise ValueError(f"“{text[:20]}”要写明百分号，例如 0.6%")
    return money.number(text.removesuffix("%")) / 100


def lender(value: Any) -> LenderKind:
    """The kind of lender behind a code or a Chinese name; ValueError lists the names there are."""
    wanted = str(value).strip()
    for one in rates.lenders():
        if wanted == one.kind or wanted in one.names:
            return one.kind
    raise ValueError(f"不认识“{wanted[:20]}”，可以写：{'、'.join(one.names[0] for one in rates.lenders())}")


def lpr(value: object, source: object) -> TypedLpr:
    """A looked-up LPR with where it was found: 3.0 and 3.0% both mean three percent. ValueError when not usable."""
    if not str(source or "").strip():
        raise ValueError(rates.words().note["lpr_no_source"])
    found = money.number(str(value).strip().removesuffix("%").removesuffix("％"))
    if not _LOWEST_LPR < found < 100:  # noqa: PLR2004 - percent
        raise ValueError("LPR 写百分数，例如 3.0 表示 3.0%")
    return TypedLpr(found, str(source).strip()[:300])


def lpr_told(value: Any) -> TypedLpr:
    """A looked-up LPR, from {值, 来源}; ValueError."""
    if not isinstance(value, dict) or "值" not in value:
        raise ValueError("LPR 要写“值”和“来源”")
    return lpr(value["值"], value.get("来源"))


def advertised(value: Any) -> Advertised:
    """What was promised, from {口径, 利率, 说法}; ValueError."""
    if not isinstance(value, dict) or value.get("口径") not in _BASES:
        raise ValueError(f"宣传要写“口径”，可以是：{'、'.join(_BASES)}")
    free = value["口径"] == "免息"
    rate = percent(value.get("利率", "0" if free else ""))
    return Advertised(
        rate,
        str(value["口径"]),
        str(value.get("说法", ""))[:200] or f"{value['口径']} {value.get('利率', '')}",
    )


def truth(value: Any) -> bool:
    """是 or 否; ValueError otherwise."""
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() not in _TRUTH:
        raise ValueError("这里写“是”或“否”")
    return _TRUTH[str(value).strip().lower()]


def optional(told: Mapping[str, Any], key: str, read_as: Callable[[Any], T], where: str) -> T | None:
    """One answer read in its way, None for a blank; InputUnusable names the place."""
    return None if told.get(key) in (None, "") else _try(read_as, told[key], f"{where} 的 {named(key)}")


def named(key: str) -> str:
    """The Chinese name of a field of Loan."""
    return next((chinese for chinese, english in _CHINESE.items() if english == key), key)


def _try(read_as: Callable[[Any], T], value: Any, where: str) -> T:
    try:
        return read_as(value)
    except ValueError as reason:
        _fail(str(reason), where)


def _fail(what: str, where: str) -> NoReturn:
    raise InputUnusable(what, where=where, next_step=_HELP)
