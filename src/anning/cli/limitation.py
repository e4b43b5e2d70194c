"""anning limitation: where each debt stands, and that its notice was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anning.services.limitation import Standing


@click.command("limitation")
@click.argument("debt", required=False, metavar="欠款编号")
@click.option("--read", "read", is_flag=True, help="提醒看过了：之后才写得出谈还款的信")
@_common.json_option
@_common.home_option
def command(debt: str | None, read: bool, as_json: bool, home: Path | None) -> None:
    """每笔欠款过没过诉讼时效；谈还款以前先看。"""
    from anning.services import limitation

    desk = _common.open_desk(home)
    if read:
        if not debt:
            raise click.UsageError("--read 要写明是哪一笔欠款")
        limitation.confirm(desk, debt)
    found = [limitation.standing(debt)] if debt else limitation.standings()
    if as_json:
        _common.say([limitation.as_json(one) for one in found])
        return
    for one in found:
        click.echo("\n".join(lines(one)))
    if not found:
        click.echo("还没有记下欠款。")


def lines(one: Standing) -> Iterator[str]:
    """One debt: the answer, what stands beside it, and the notice as long as it was not read."""
    yield f"{one.title}（{one.debt.id}）"
    yield from (f"  {sentence}" for sentence in one.found.sentences)
    if one.found.red and not one.read:
        yield f"  先看：{one.found.notice}"
        yield f"  看过以后：anning limitation {one.debt.id} --read"
