"""anning passphrase: set, change or take away the passphrase of a home, and the key on paper."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anning.cli import _common
from anning.cli.backup import passphrase_option
from anning.config import Config

_BEFORE = (
    "密码忘了，这份资料谁也打不开，安宁也不行。请用几个不相干的词连起来，抄在纸上，另放一处。\n"
    "密码管不了的：电脑开着、没有锁上的时候；知道密码的人；以前复制出去的没有密码的资料。"
)


@click.command("passphrase")
@passphrase_option
@click.option("--paper/--no-paper", default=None, help="另做一把印在纸上的恢复钥匙／不要恢复钥匙")
@click.option("--remove", is_flag=True, help="取消密码")
@click.option("--yes", is_flag=True, help="取消时不再问一遍")
@_common.json_option
@_common.home_option
def command(
    passphrase_file: Path | None,
    paper: bool | None,
    remove: bool,
    yes: bool,
    as_json: bool,
    home: Path | None,
) -> None:
    """设密码；已经有的，换一个。--json 只说现在有没有密码。

    新密码从 --passphrase-file 读；现在的密码用 anning --passphrase-file 文件 passphrase … 给出。
    """
    from anning.services import locking

    config = _common.chosen(home)
    if as_json:
        _common.say(locking.state(config))
        return
    with locking.no_workbench(config):
        identity = _proved(config)
        if remove:
            _remove(config, identity, yes=yes)
            return
        if passphrase_file is None:
            click.echo(_BEFORE)
        words = locking.sound(_common.asked(passphrase_file, "新密码", twice=True))
        if paper is None and not identity and sys.stdin.isatty():
            paper = click.confirm("另做一把恢复钥匙，抄在纸上，密码忘了时用？", default=True)
        _set(config, identity, words, paper=paper)


def _proved(config: Config) -> str:
    """What opens the home, by its passphrase: that it is open for commands does not let anybody change it."""
    from anning.services import locking

    if not locking.is_locked(config):
        return ""
    return locking.unlock(config, _common.asked(_common.passphrase_file(), "现在的密码（或恢复钥匙）"))


def _set(config: Config, identity: str, words: str, *, paper: bool | None) -> None:
    from anning.services import desk, locking

    opened = desk.open_desk(config, identity=identity, settle=False)
    key = locking.protect(opened, words, paper=paper)
    desk.open_desk(config, identity=opened.vault.identity, settle=False)
    click.echo("密码换好了。" if identity else "密码设好了。从现在起，打开这份资料要先输入它。")
    if key:
        import segno

        click.echo("\n恢复钥匙，只显示这一次。抄下来或打印，放在这台电脑以外的地方：\n")
        click.echo(f"  {key}\n")
        if sys.stdout.isatty():
            segno.make_qr(key).terminal(compact=True)


def _remove(config: Config, identity: str, *, yes: bool) -> None:
    from anning.services import desk, locking

    if not identity:
        click.echo("没有设密码，不用取消。")
        return
    if not yes:
        click.confirm("取消以后，拿到这台电脑的人就能看到全部内容。真的取消？", abort=True)
    opened = desk.open_desk(config, identity=identity, settle=False)
    locking.unprotect(opened)
    desk.open_desk(config, settle=False)
    click.echo("密码取消了。")
