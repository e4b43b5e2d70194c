"""anning unlock: the passphrase once, for every command of this login."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common


@click.command("unlock")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """输一次密码（或恢复钥匙），到 anning lock 或注销为止，命令不再问。

    打开资料的钥匙放在一个只在内存里、只有您能读的文件里；在那之前，用您这个账户运行的程序都能读到它。
    """
    from anning.services import locking

    config = _common.chosen(home)
    if not locking.is_locked(config):
        _common.say({"unlocked": True, "passphrase": False}) if as_json else click.echo(
            "没有设密码，不用解锁。"
        )
        return
    identity = locking.unlock(config, _common.asked(_common.passphrase_file(), "密码或恢复钥匙"))
    place = locking.remember(config, identity)
    if as_json:
        _common.say({"unlocked": True, "passphrase": True, "kept": str(place)})
        return
    click.echo("解锁了，到运行 anning lock 或注销为止。")
    click.echo(f"钥匙放在 {place}：它只在内存里，只有您能读；用您这个账户运行的程序都能读到它。")
