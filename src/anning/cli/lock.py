"""anning lock: shut a home for every command, and the workbench that is open on it."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common


@click.command("lock")
@_common.json_option
@_common.home_option
def command(as_json: bool, home: Path | None) -> None:
    """锁上这份资料：命令又要密码，打开着的安宁页面马上锁住。"""
    from anning.services import locking

    config = _common.chosen(home)
    locking.shut(config)
    _common.say({"locked": True}) if as_json else click.echo(
        "锁上了。要再看，运行 anning unlock 或打开页面，输入密码。"
    )
