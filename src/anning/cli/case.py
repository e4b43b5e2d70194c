"""anning case: everything told of the case."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common


@click.command("case")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """列出案情：人和公司、欠款、交过的文书、收到的法院文书、承诺。"""
    from anning.services import case, interview

    _common.open_desk(home)
    if as_json:
        _common.say(case.as_json())
        return
    sections = [section for section in interview.review() if any(one.begun for one in section.screens)]
    for section in sections:
        click.secho(f"{section.kind}  {section.title}", bold=True)
        for screen in section.screens:
            for field in screen.question.fields:
                if value := screen.values[field.name]:
                    chosen = interview.option(field, value)
                    click.echo(f"  {field.label}：{chosen.title if chosen else value}")
    if not sections:
        click.echo("还没有写过案情。打开工作台，点“案情”。")
