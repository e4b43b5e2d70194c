"""anning restore: a home made from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common
from anning.cli.backup import asked, passphrase_option


@click.command("restore")
@click.argument("backup_file", metavar="文件", type=click.Path(path_type=Path))
@passphrase_option
@_common.home_option
@_common.json_option
def command(backup_file: Path, passphrase_file: Path | None, home: Path | None, as_json: bool) -> None:
    """从备份恢复到一个新的资料文件夹；已有资料的文件夹不会动。"""
    from anning.services import backup

    found = backup.restore(backup_file, _common.chosen(home), asked(passphrase_file, twice=False))
    if as_json:
        _common.say(found)
        return
    click.echo(f"已恢复到 {found.home}：{found.originals} 份证据，{found.rows} 条本人写下的内容。")
    if found.protected:
        click.echo("这份资料上了锁，密码就是这份备份的口令；想换一个，运行 anning passphrase。")
    click.echo("请运行 anning verify 核对一遍。")
