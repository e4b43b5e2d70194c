"""anning agency: whether somebody sells what is free, by their own words."""

from __future__ import annotations

import sys

import click

from anning.cli import _common


@click.command("agency")
@click.argument("text", metavar="文字")
@_common.json_option
def command(text: str, as_json: bool) -> None:
    """看看一段“停息、协商、征信修复”的聊天或合同有没有危险信号。写 - 从标准输入读。"""
    from anning.services import agency

    answer = agency.check(sys.stdin.read() if text == "-" else text)
    if as_json:
        _common.say(agency.as_json(answer))
        return
    click.echo(answer.headline)
    for seen, norms in answer.seen:
        click.echo(click.style(f"{seen.signal.title}：“{seen.quote}”", bold=True))
        click.echo(f"  {seen.signal.why}\n  免费的路：{seen.signal.free}")
        if norms:
            click.echo("  依据：" + "、".join(f"{c.law}第{c.article}条（{c.mark}）" for c in norms))
    for line in (*answer.free, *filter(None, [answer.paid])):
        click.echo(f"· {line}")
