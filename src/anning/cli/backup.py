"""anning backup: the whole home in one file behind a passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="从文件第一行读口令（不写就在屏幕上问）",
)


def asked(file: Path | None, *, twice: bool) -> str:
    """The passphrase: a file's first line, or typed without being shown."""
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    prompt: str = click.prompt(
        "备份的口令", hide_input=True, confirmation_prompt="再输一遍" if twice else False, type=str
    )
    return prompt


@click.command("backup")
@click.argument("out", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_option
@_common.home_option
@_common.json_option
def command(out: Path, passphrase_file: Path | None, home: Path | None, as_json: bool) -> None:
    """把全部资料备份成一个加了口令的文件；忘了口令谁也打不开。"""
    from anning.services import backup

    made = backup.make(_common.open_desk(home), out, asked(passphrase_file, twice=True))
    if as_json:
        _common.say(made)
        return
    click.echo(f"已备份：{made.path}（{made.size} 字节，{made.files} 份文件，{made.rows} 条本人写下的内容）")
    click.echo(f"SHA-256：{made.sha256}")
    click.echo("把它复制到另一个盘上；口令抄在纸上，和备份分开放。“歇一歇”里的内容不在里面。")
