"""anning verify: is everything that was sealed still what it was."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anning.cli import _common
from anning.errors import Damage


@click.command("verify")
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=False))
@click.option("--quick", is_flag=True, help="不打开每份原件，只核对密封文件和记录")
@_common.json_option
@_common.home_option
def command(path: Path | None, quick: bool, as_json: bool, home: Path | None) -> None:
    """检查证据库（或给出的文件夹），逐一说出损坏的地方和怎么办。只读，不改动任何东西。"""
    from anning.services import custody, locking

    config = _common.chosen(home)
    found = custody.check(config, path, deep=not quick)
    if not path and found.ok and not (quick and locking.is_locked(config)):  # quick needs no key
        found = custody.checked(_common.open_desk(home), deep=not quick)
    if as_json:
        _common.say(custody.as_json(found))
    else:
        for one in found.damage:
            click.echo(f"{one.item}：{one.what}\n  影响：{one.effect}\n  下一步：{one.next_step}")
        for remark in found.remarks:
            click.echo(f"说明：{remark}")
        click.echo(
            f"检查了 {found.checked} 项，"
            + ("全部完好。" if found.ok else f"有 {len(found.damage)} 处与当初写入时不一致。")
        )
        click.echo(f"记录共 {found.size} 行，最后一行的指纹：{found.head}")
        click.echo("请把这个指纹抄在别处：没有外面的凭据，任何检查都发现不了有钥匙的人重写过全部记录。")
    if not found.ok:
        sys.exit(Damage.exit_code)
