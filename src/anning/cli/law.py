"""anning law: look up what an article says, and said, on a day."""

from __future__ import annotations

from datetime import date

import click

from anning.cli import _common


@click.group("law")
def command() -> None:
    """查法律条文：每一条都注明施行期间、来源和核对程度。"""


@command.command("list")
@_common.json_option
def list_(as_json: bool) -> None:
    """列出收录的全部法律文件。"""
    from anning.services import law

    found = law.listing()
    if as_json:
        _common.say(found)
        return
    for statute in found:
        for version in statute["versions"]:
            until = version["in_force_to"] or "今"
            period = f"{version['in_force_from']} 至 {until}"
            click.echo(f"{statute['law']}  {period}  收录 {version['articles']} 条  {version['mark']}")


@command.command("show")
@click.argument("name", metavar="法律")
@click.argument("article", metavar="条文")
@click.option("--on", type=_common.DAY, help="行为发生的那一天（默认今天）")
@_common.json_option
def show(name: str, article: str, on: date | None, as_json: bool) -> None:
    """看一条在某一天怎么规定，例如：anning law show 治安管理处罚法 42 --on 2025-12-31。"""
    from anning.services import findings, law

    norms = law.show(name, article, on)
    if as_json:
        shown = [law.as_json(norm) for norm in norms]
        _common.say(shown[0] if len(shown) == 1 else shown)
        return
    marks = findings.words().mark
    for norm in norms:
        click.secho(f"{norm.cited}　{norm.title}", bold=True)
        click.echo(f"  {norm.summary}")
        click.echo(f"  施行：{norm.in_force_from} 至 {norm.in_force_to or '今'}　性质：{norm.effect}")
        if norm.condition:
            click.echo(f"  条件：{norm.condition}")
        click.echo(f"  核对程度：{marks[norm.mark]}（{norm.mark}）　来源：{norm.source}")
        if norm.note:
            click.echo(f"  说明：{norm.note}")
