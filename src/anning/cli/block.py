"""anning block: the list of silenced numbers for a phone, and whether a number may be on it."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common


@click.group("block")
def command() -> None:
    """安静名单：为手机写出要静音的号码，查一个号码能不能放进去。"""


@command.command("export")
@click.option("--format", "name", required=True, metavar="名称", help="哪一种工具，见 anning block formats")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件")
@_common.home_option
@_common.json_option
def export(name: str, out: Path, home: Path | None, as_json: bool) -> None:
    """写出名单文件；写好以后先按那种工具自己的读法读一遍，对得上才交给您。"""
    from anning.services import blocking

    _common.open_desk(home)
    sheet, made = blocking.export(name)
    _common.write_new(out, made.data)
    if as_json:
        left = [{"number": one.number, "why": one.why} for one in made.left]
        _common.say({"format": name, "out": str(out), "bytes": len(made.data), "left": left})
        return
    click.echo(f"已写好：{out}（{sheet.title}，{sheet.phones}）")
    for step in (*sheet.steps, *filter(None, [sheet.caution])):
        click.echo(f"· {step}")
    for one in made.left:
        click.echo(f"没有写进去：{one.number}（{one.why}）")


@command.command("check")
@click.argument("number", metavar="号码")
@_common.home_option
@_common.json_option
def check(number: str, home: Path | None, as_json: bool) -> None:
    """查一个号码：是不是一定要打得进来，现在在不在名单里。"""
    from anning.services import blocking

    _common.open_desk(home)
    never, listed = blocking.check(number)
    if as_json:
        _common.say({"number": number, "never_block": bool(never), "why": never, "listed": listed})
        return
    click.echo(f"一定要打得进来：{never}" if never else "在安静名单里" if listed else "不在安静名单里")


@command.command("formats")
@_common.json_option
def formats(as_json: bool) -> None:
    """列出能写的格式。"""
    from anning.services import blocking

    sheets = blocking.sheets()
    if as_json:
        _common.say([{"format": s.id, "title": s.title, "phones": s.phones, "mark": s.mark} for s in sheets])
        return
    for sheet in sheets:
        click.echo(f"{sheet.id:14}{sheet.title}（{sheet.phones}）")
