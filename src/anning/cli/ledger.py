"""anning ledger: how often each caller called on each day, against the norms of that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common

if TYPE_CHECKING:
    from anning.casework.ledger import Ledger, Row

_SHOWN = 30
_WIDTHS = {"日期": 10, "号码": 12, "呼入": 4, "没接通": 6, "接通": 4, "有效": 4, "22–8 时": 7, "对照": None}


@click.command("ledger")
@click.option("--from", "since", type=_common.DAY, help="从这一天起（中国时间）")
@click.option("--to", "until", type=_common.DAY, help="到这一天止（中国时间）")
@_common.json_option
@_common.home_option
def command(
    as_json: bool, home: Path | None = None, since: date | None = None, until: date | None = None
) -> None:
    """来电账本：每天每个号码打了几次，接通几次，有没有超过当天的规定。"""
    from anning.services.ledger import ledger

    book = ledger(_common.open_desk(home), since, until)
    if as_json:
        _common.say(book.to_json())
        return
    if not book.rows:
        click.echo("还没有来电记录。先导入手机导出的通话记录：anning import 文件")
        return
    _table(book)


def _table(book: Ledger) -> None:
    from rich.console import Console
    from rich.table import Table

    exceeded = [row for row in book.rows if row.exceeded]
    shown = exceeded or list(book.rows)
    title = "超过当天规定的日子" if exceeded else "没有超过规定的日子，以下是全部来电"
    table = Table(title=title, title_justify="left", padding=(0, 0))
    for column, width in _WIDTHS.items():
        words = column in ("日期", "号码", "对照")
        table.add_column(column, justify="left" if words else "right", width=width, no_wrap=width is not None)
    for row in shown[:_SHOWN]:
        table.add_row(*_cells(row))
    console = Console()
    console.print(table)
    if len(shown) > _SHOWN:
        console.print(f"还有 {len(shown) - _SHOWN} 行，用 anning ledger --json 看全部。")
    for said in dict.fromkeys([*_sources(exceeded), *book.notes]):
        click.echo(f"· {said}")


def _sources(rows: Iterable[Row]) -> Iterator[str]:
    """Where the limits come from, how well that was checked, and what the other side would say."""
    for held in (held for row in rows for held in row.exceeded):
        yield f"“{held.wording}”出自《{held.citations[0].law}》，核对程度 {held.mark}。{held.cautions[0]}"


def _cells(row: Row) -> list[str]:
    counts = row.counts
    numbers = (counts.attempts, counts.unanswered, counts.connected, counts.effective, counts.off_hours)
    unsure = "（先确认是谁）" if row.role == "unknown" and row.exceeded else ""
    said = [f"{held.value} 次，{held.wording}" for held in row.exceeded]
    return [
        row.day.isoformat(),
        row.name or row.caller or "隐藏号码",
        *map(str, numbers),
        "\n".join(said) + unsure,
    ]
