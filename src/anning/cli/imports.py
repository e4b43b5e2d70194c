"""anning imports: every import, with the number that takes it back."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from anning.cli import _common
from anning.domain.china_time import in_china


@click.command("imports")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """列出每次导入、其中的文件和读到的条数。"""
    from anning.services import imports

    _common.open_desk(home)
    rows = imports.listing()
    if as_json:
        _common.say(msgspec.to_builtins(rows))
        return
    for row in rows:
        undone = "（已撤回）" if row.hidden else ""
        click.echo(
            f"{row.id}  {in_china(row.at):%Y-%m-%d %H:%M}  {row.files} 个文件，{row.entries} 条{undone}"
        )
    if not rows:
        click.echo("还没有导入过。开始：anning import 文件或文件夹")
