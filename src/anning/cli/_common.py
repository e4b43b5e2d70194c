"""What commands share: the home, the desk, JSON out, and dates in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from anning import config as settings
from anning.config import Config
from anning.errors import InputUnusable, Locked

if TYPE_CHECKING:
    from anning.services.desk import Desk

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用")
home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="存放资料的文件夹（默认 ~/.anning）",
)


def chosen(home: Path | None = None) -> Config:
    """The settings: --home of the command, then of the program, then the environment."""
    context = click.get_current_context(silent=True)
    given = home or ((context.find_root().obj or {}).get("home") if context else None)
    return settings.load(given)


def open_desk(home: Path | None = None, *, settle: bool = True, mend: bool = False) -> Desk:
    """The desk of the chosen home, its passphrase asked for where it has one; see services.desk.open_desk."""
    from anning.services import desk, scratch

    config = chosen(home)
    opened = desk.open_desk(config, identity=identity(config), settle=settle, mend=mend)
    if opened.protected:
        scratch.use(config.home)
    return opened


def identity(config: Config) -> str:
    """What opens a home behind a passphrase, "" for one without.

    From anning unlock, or the passphrase file of the program or ANNING_PASSPHRASE_FILE, or asked for at a terminal.
    Locked where none of these is to be had, or the passphrase is wrong.
    """
    from anning.services import locking

    if not locking.is_locked(config):
        return ""
    return locking.remembered(config) or locking.unlock(config, asked(passphrase_file(), "密码"))


def passphrase_file() -> Path | None:
    """The file that was named on the command line or in the environment."""
    context = click.get_current_context(silent=True)
    given = (context.find_root().obj or {}).get("passphrase_file") if context else None
    named = given or os.environ.get("ANNING_PASSPHRASE_FILE")
    return Path(named) if named else None


def asked(file: Path | None, prompt: str, *, twice: bool = False) -> str:
    """A passphrase: a file's first line ("-" for standard input), or typed without being shown.

    Locked where nobody can type; InputUnusable.
    """
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise Locked(
            "这份资料上了锁，这里没有地方输入密码",
            next_step="在终端里运行；或先运行 anning unlock；或用 --passphrase-file 指出写着密码的文件",
        )
    typed: str = click.prompt(
        prompt, hide_input=True, confirmation_prompt="再输一遍" if twice else False, type=str, err=True
    )
    return typed


def _first_line(file: Path) -> str:
    try:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise InputUnusable("读不出写着密码的文件", where=str(file), next_step="看看文件名对不对") from reason
    return text.split("\n", 1)[0].rstrip("\r")


def say(value: Any) -> None:
    """One JSON value, readable."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def say_lines(values: Iterable[Any]) -> None:
    """One JSON value a line, as it comes."""
    out = sys.stdout.buffer
    for value in values:
        out.write(msgspec.json.encode(value) + b"\n")


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; InputUnusable rather than overwrite one, or where it cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as reason:
        raise InputUnusable(
            "这个文件已经在了，没有覆盖它", where=str(path), next_step="换一个文件名，或先把它移走"
        ) from reason
    except OSError as reason:
        raise InputUnusable("文件写不进去", where=str(path), next_step="换一个能写的文件夹") from reason


class Day(click.ParamType[date]):
    """A date written 2026-01-31."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error in Chinese when it is not one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2026-01-31 这样", param, ctx)


DAY = Day()
