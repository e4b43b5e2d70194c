"""anning threads: what one number said over time, put side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common
from anning.domain.china_time import in_china

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anning.services.conversation import Heard


@click.command("threads")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """前后对照：同一个号码拆开说的话、越来越重的话、说过又没有做到的话；--json 每行一个号码。"""
    from anning.services import conversation

    desk = _common.open_desk(home)
    found = conversation.threads(desk)
    if as_json:
        _common.say_lines(map(conversation.as_json, found))
        return
    empty = True
    for one in found:
        empty = False
        click.echo("\n".join(lines(one)))
    if empty:
        click.echo("没有前后连起来才看得出的内容。")


def lines(found: Heard) -> Iterator[str]:
    """One caller: each thing the contacts show together, with first and last words."""
    from anning.services.findings import words

    titles, thread = words().conduct, found.thread
    name = next(iter(found.names), "")
    yield f"{found.caller}{f'（{name}）' if name else ''}"
    for joined in thread.joined:
        said = " / ".join(quote.quote for quote in joined.quotes)
        yield f"  连起来读是{titles[joined.conduct].title}：{_at(joined.quotes[0].at)}  {said}"
    if thread.rise:
        steps = thread.rise.steps
        yield f"  越来越重：{_at(steps[0].quote.at)} {steps[0].title}“{steps[0].quote.quote}”"
        yield f"    到 {_at(steps[-1].quote.at)} {steps[-1].title}“{steps[-1].quote.quote}”"
    for repeated in thread.repeated:
        yield f"  {titles[repeated.conduct].title}出现在 {repeated.days} 天，共 {repeated.times} 次"
    for broken in thread.broken:
        yield f"  说过：{_at(broken.promise.at)}“{broken.promise.quote}”"
        after = f"“{broken.against.quote}”" if broken.against.quote else "又打来电话"
        yield f"    后来：{_at(broken.against.at)} {after}（共 {broken.times} 次）"


def _at(moment: int | None) -> str:
    return f"{in_china(moment):%Y-%m-%d %H:%M}" if moment is not None else "时间不明"
