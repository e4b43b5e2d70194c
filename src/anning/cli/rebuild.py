"""anning rebuild: the index again from the vault."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common
from anning.cli.import_ import Bar


@click.command("rebuild")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """从证据库重新生成索引；您写下的内容（不同意的理由、号码标记）都会保留。"""
    from anning.services import custody

    desk = _common.open_desk(home, settle=False, mend=True)
    with Bar(shown=not as_json) as bar:
        files = custody.rebuild(desk, bar.told)
    _common.say({"files": files}) if as_json else click.echo(f"已从 {files} 份文件重新生成索引。")
