"""The command line: parse, call a service, print, exit. Each command is a module, loaded when it is used."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from anning.errors import AnningError, WrongUse

COMMANDS: Mapping[str, tuple[str, str]] = {
    "import": ("import_", "导入手机导出的文件、文件夹、截图、录音"),
    "imports": ("imports", "列出每次导入"),
    "timeline": ("timeline", "按时间列出全部联系记录"),
    "threads": ("threads", "前后对照：同一个号码前后说的话"),
    "ledger": ("ledger", "来电账本：每天每个号码打了多少次"),
    "case": ("case", "列出写下的案情：人、公司、欠款、文书、承诺"),
    "report": ("report", "写出报告：HTML、PDF、CSV、JSON"),
    "bundle": ("bundle", "把证据做成可以交出的文件夹：目录、证据、原件"),
    "deadlines": ("deadlines", "期限：哪天以前要办什么，写成日历文件"),
    "draft": ("draft", "写一份文书：投诉书、报案材料、起诉状等，PDF 和 Word"),
    "law": ("law", "查法律条文在某一天怎么规定"),
    "cost": ("cost", "算一笔借款真实的成本"),
    "block": ("block", "安静名单：写出手机能用的名单，查一个号码"),
    "redact": ("redact", "遮盖文字、PDF、图片里的个人信息，另存一份"),
    "plan": ("plan", "算每月最多能还多少、哪个方案守得住"),
    "limitation": ("limitation", "看每笔欠款过没过诉讼时效，谈还款以前先看"),
    "sender": ("sender", "看看一条短信是谁发的、怎么核实"),
    "agency": ("agency", "看看代办停息、修复征信的话可不可信"),
    "screen": ("screen", "批量筛查文字，不需要证据库"),
    "rules": ("rules", "列出、查看、检查识别规则"),
    "passphrase": ("passphrase", "给资料设密码、换密码、取消密码"),
    "lock": ("lock", "锁上：从现在起要密码才能打开"),
    "unlock": ("unlock", "解锁：到锁上或注销为止，命令不再问密码"),
    "backup": ("backup", "把全部资料备份成一个加了口令的文件"),
    "restore": ("restore", "从备份恢复"),
    "verify": ("verify", "检查保存的证据有没有被改动"),
    "rebuild": ("rebuild", "从证据库重新生成索引"),
    "sample": ("sample", "写出一份虚构的手机导出文件"),
    "demo": ("demo", "用虚构的示例走一遍"),
}


class Lazy(click.Group):
    """A group that imports a command's module only when it is asked for, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every command, in the order a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"anning.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list for --help, without loading any of them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="存放资料的文件夹（默认 ~/.anning）"
)
@click.option("--port", type=click.IntRange(1, 65535), help="工作台的端口")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="资料设了密码时，从文件第一行读密码（- 是标准输入；也可以用 ANNING_PASSPHRASE_FILE）",
)
@click.version_option(package_name="anning", message="anning %(version)s")
@click.pass_context
def program(
    ctx: click.Context, home: Path | None, port: int | None, no_browser: bool, passphrase_file: Path | None
) -> None:
    """安宁：面对催收骚扰时，留住证据、看清法律、安心下来。

    不带命令时打开工作台，只在这台电脑上，不连接任何网络。
    """
    ctx.obj = {"home": home, "passphrase_file": passphrase_file}
    if ctx.invoked_subcommand is None:
        from anning.cli import serve

        serve.run(home, port, open_browser=not no_browser)


def _wrong_use(reason: click.UsageError) -> WrongUse:
    """What click says of a command line, in Chinese."""
    match reason:
        case click.MissingParameter():
            what = f"还缺少：{reason.param.make_metavar(reason.ctx) if reason.param and reason.ctx else ''}"
        case click.NoSuchOption():
            what = f"没有 {reason.option_name} 这个选项"
        case click.BadParameter():
            what = reason.message
        case _ if reason.ctx and isinstance(reason.ctx.command, click.Group):
            what = f"没有这个命令：{' '.join(sys.argv[1:2])}"
        case _:
            what = reason.message
    command = reason.ctx.command_path if reason.ctx else "anning"
    return WrongUse(what, next_step=f"看看用法：{command} --help")


def main(arguments: list[str] | None = None) -> Any:
    """Run the program; every AnningError becomes its sentence in Chinese and its exit code."""
    try:
        return program.main(arguments, standalone_mode=False)
    except AnningError as reason:
        click.echo(reason.sentence(), err=True)
        sys.exit(reason.exit_code)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.UsageError as reason:
        click.echo(_wrong_use(reason).sentence(), err=True)
        sys.exit(WrongUse.exit_code)
    except click.ClickException as reason:
        reason.show()
        sys.exit(reason.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("已停止。之前保存的内容都在。", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nothing is left to say to them
        sys.exit(0)
