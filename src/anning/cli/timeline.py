"""anning timeline: every contact in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common
from anning.domain.china_time import in_china

if TYPE_CHECKING:
    from anning.domain.entries import Entry


@click.command("timeline")
@click.option("--search", default="", metavar="文字", help="只要含有这些字的")
@click.option("--findings", "only_findings", is_flag=True, help="只要有发现的")
@click.option("--from", "since", type=_common.DAY, help="从这一天起（中国时间）")
@click.option("--to", "until", type=_common.DAY, help="到这一天止（中国时间）")
@_common.json_option
@_common.home_option
def command(
    search: str,
    only_findings: bool,
    since: date | None,
    until: date | None,
    as_json: bool,
    home: Path | None,
) -> None:
    """按时间列出全部联系记录；--json 每行一条。"""
    from anning.services import timeline

    desk = _common.open_desk(home)
    where = timeline.between(since, until, search=search, only_findings=only_findings)
    if as_json:
        _common.say_lines(timeline.rows(desk, where))
        return
    empty = True
    for entry in timeline.every(desk, where):
        empty = False
        click.echo(line(entry))
    if empty:
        click.echo("没有符合条件的联系记录。还没有导入过的话：anning import 文件或文件夹")


def line(entry: Entry) -> str:
    """One entry on one line: when, which way, who, how it went or what was said, what was found."""
    from anning.services.findings import words

    names = words()
    at = f"{in_china(entry.at):%Y-%m-%d %H:%M}" if entry.at is not None else "时间不明        "
    who = entry.name or entry.address or "未知号码"
    state = names.state[entry.state] if entry.kind == "call" else entry.text.replace("\n", " ")[:40]
    found = "、".join(dict.fromkeys(names.conduct[f.conduct].title for f in entry.findings))
    return f"{at}  {names.direction[entry.direction]}{names.kind[entry.kind]}  {who}  {state}" + (
        f"  【{found}】" if found else ""
    )
