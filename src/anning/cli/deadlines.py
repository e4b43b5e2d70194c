"""anning deadlines: every date that matters, from what it is counted and how sure it is; as a calendar file too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common
from anning.errors import InputUnusable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anning.domain.deadlines import Deadline


@click.command("deadlines")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="写成日历文件，放进手机日历")
@click.option("--titles", is_flag=True, help="日历文件里写明是什么事（默认只写“待办”）")
@_common.json_option
@_common.home_option
def command(*, as_json: bool, ics: Path | None, titles: bool, home: Path | None) -> None:
    """期限：哪天以前要办什么，从哪天算、依据什么、有多确定。"""
    from anning.services import deadlines

    found = deadlines.deadlines(_common.open_desk(home))
    if ics:
        _write(ics, deadlines.ics(found, plain_titles=titles))
    if as_json:
        _common.say({"deadlines": [deadlines.as_json(one) for one in found]})
    elif ics:
        click.echo(f"写好了：{ics}")
    else:
        _told(found)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as reason:
        raise InputUnusable(
            f"日历文件写不进去：{reason.strerror or reason}", where=str(file), next_step="换一个能写的位置"
        ) from reason


def _told(found: Iterable[Deadline]) -> None:
    from anning.services import findings

    marks = findings.words().mark
    shown = [one for one in found if one.state in {"running", "passed", "asked"}]
    if not shown:
        click.echo("现在没有在走的期限。")
    for one in shown:
        day = f"{one.day}{'（暂定）' if one.provisional else ''}" if one.day else "日子还要确认"
        click.secho(
            f"{day}　{one.title}{'　已经过了' if one.state == 'passed' else ''}", bold=one.stake == "court"
        )
        click.echo(f"  从哪天算：{one.from_what}")
        click.echo(f"  依据：{'、'.join(one.cited) or '没有法律依据，是提醒'}；{marks[one.sure]}")
        click.echo(f"  注意：{one.caution}")
        click.echo(f"  下一步：{one.next.says}")
