"""Rows for spreadsheets: findings one a line, safe to open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from anning.casework.exhibits import rule_title
from anning.domain.china_time import iso
from anning.domain.entries import Entry
from anning.domain.findings import Finding
from anning.knowledge.names import Names, names

BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""

COLUMNS = (
    "时间", "方向", "类型", "号码", "名字", "行为", "规则", "规则编号", "把握", "结论", "还要看", "原话", "全文",
    "依据", "依据施行期间", "依据核对程度", "对方可能的说法", "您不同意", "记录编号", "证据编号", "位置", "起", "止",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def heading() -> str:
    """The first line."""
    return BOM + _line(COLUMNS)


def rows(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each finding."""
    called = names()
    for entry in entries:
        for finding in entry.findings:
            yield _line(map(safe, _cells(entry, finding, called)))


def safe(cell: str) -> str:
    """The cell as text: what a spreadsheet would take for a formula gets an apostrophe in front."""
    return (
        "'" + cell if cell.lstrip(" \u00a0\u3000").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
    )


def _cells(entry: Entry, finding: Finding, called: Names) -> tuple[str, ...]:
    cited = finding.citations
    return (
        iso(entry.at) if entry.at is not None else "",
        called.direction[entry.direction],
        called.kind[entry.kind],
        entry.address,
        entry.name,
        called.conduct[finding.conduct].title,
        rule_title(finding.rule),
        finding.rule,
        called.level[finding.level],
        called.verdict[finding.verdict],
        finding.decides,
        finding.quote,
        entry.text,
        "；".join(f"{c.law} {c.article}" for c in cited),
        "；".join(c.in_force for c in cited),
        "；".join(called.mark[c.mark] for c in cited),
        finding.caution,
        "是" if finding.rule in entry.dismissed else "",
        entry.id,
        entry.evidence,
        entry.locator,
        str(finding.start),
        str(finding.end),
    )


def _line(cells: Iterable[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
