"""anning plan: what can be offered, which offer can be kept, and in which order debts are paid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common

if TYPE_CHECKING:
    from anning.services.plan import Advice


@click.command("plan")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@_common.json_option
def command(*, file: Path, as_json: bool) -> None:
    """算一算每月最多能还多少、哪个方案守得住、先还哪一笔。"""
    from anning.services import plan

    advice = plan.advise_file(file)
    if as_json:
        _common.say(plan.as_json(advice))
        return
    for line in (*_month(advice), *_offers(advice), *_orders(advice)):
        click.echo(line)


def _month(advice: Advice) -> Iterator[str]:
    from anning.domain.money import shown

    room = advice.room
    yield f"收入 {shown(room.income)} 元，必需 {shown(room.spent)} 元，剩 {shown(room.left)} 元"
    yield f"难的月份剩 {shown(room.stressed)} 元"
    yield from advice.said
    yield ""


def _offers(advice: Advice) -> Iterator[str]:
    from anning.domain.money import shown
    from anning.services.plan import remarks

    for row in advice.offers:
        yield click.style(f"{row.offer.name}：{'守得住' if row.keeps else '守不住'}", bold=True)
        yield f"  总共 {shown(row.total)} 元，最多的一个月 {shown(row.highest)} 元，共 {len(row.payments)} 个月"
        values = zip(advice.rates, row.present, strict=True)
        yield "  折成今天的钱：" + "；".join(f"{name}：{shown(value)} 元" for (name, _), value in values)
        yield from (f"  · {remark}" for remark in remarks(row, advice.room))


def _orders(advice: Advice) -> Iterator[str]:
    from anning.domain.money import shown
    from anning.services.plan import strategy

    if advice.refused:
        yield advice.refused
    for plan in advice.plans:
        ends = "，".join(f"{name} 第 {plan.ends(name)} 个月" for name in plan.names)
        yield f"{strategy(plan)}：{plan.months} 个月，利息 {shown(plan.interest)} 元（{ends}）"
