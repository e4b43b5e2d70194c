"""anning sender: who a message claims to come from, what supports that, what to do; links are never opened."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common

if TYPE_CHECKING:
    from anning.services.sender import Sender


@click.command("sender")
@click.argument("text", metavar="文字")
@click.option("--from", "number", metavar="号码", help="发来短信的号码")
@_common.home_option
@_common.json_option
def command(text: str, number: str | None, home: Path | None, as_json: bool) -> None:
    """看看一条短信自称是谁发的、有什么能支持、怎么核实。写 - 从标准输入读。

    不打开任何链接，不联网。您自己的名录放在资料文件夹的 senders 里。
    """
    from anning.services import sender

    given = sys.stdin.read() if text == "-" else text
    found = sender.check(given, number, _common.chosen(home).home)
    if as_json:
        _common.say(sender.as_json(found))
    else:
        _told(found)


def _told(found: Sender) -> None:
    from anning.services import findings

    marks = findings.words().mark
    click.secho(f"自称：{found.claims_to_be}", bold=True)
    _list("能支持它的", [f"{s.what}（{s.source}；{s.dated}；{marks[s.mark]}）" for s in found.supported_by])
    _list("没有核实的", found.unverified)
    if found.clock_question:
        click.secho(f"先问自己：{found.clock_question}", bold=True)
    click.echo("三个步骤：")
    for position, step in enumerate(found.steps, 1):
        click.echo(f"  {position}. {step.title}：{step.text}")
    for line in found.also:
        click.echo(f"  另外：{line}")
    click.echo(found.until_checked)


def _list(title: str, lines: Sequence[str]) -> None:
    click.echo(f"{title}：{'' if lines else '没有'}")
    for line in lines:
        click.echo(f"  · {line}")
