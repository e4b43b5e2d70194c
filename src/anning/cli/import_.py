"""anning import: take in files and folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from anning.cli import _common
from anning.errors import InputUnusable, WrongUse

if TYPE_CHECKING:
    from anning.services.reports import ImportReport

_SHOWN = 20


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--undo", metavar="编号", help="撤回一次导入（证据仍然封存）")
@click.option("--redo", metavar="编号", help="恢复撤回过的导入")
@click.option(
    "--column", "columns", multiple=True, metavar="列=表头", help="改正表格的列，例如 number=对方号码"
)
@_common.json_option
@_common.home_option
def command(
    paths: tuple[Path, ...],
    undo: str | None,
    redo: str | None,
    columns: tuple[str, ...],
    as_json: bool,
    home: Path | None,
) -> None:
    """导入手机导出的短信、通话记录、表格、邮件、截图、录音；可以一次给多个文件或文件夹。"""
    from anning.services import intake

    desk = _common.open_desk(home)
    if undo or redo:
        files = intake.undo(desk, undo) if undo else intake.redo(desk, redo or "")
        verb = "撤回" if undo else "恢复"
        _common.say({"files": files, verb: undo or redo}) if as_json else click.echo(
            f"已{verb} {files} 个文件。"
        )
        return
    if not paths:
        raise WrongUse("没有说要导入哪个文件", next_step="例如：anning import 下载/sms-20260101.xml")
    settings = dict(_column(text) for text in columns)
    sources = [intake.Source(path=path, settings=settings) for path in paths]
    with Bar(shown=not as_json) as bar:
        report = intake.intake(desk, sources, told=bar.told)
    _common.say(report.to_json()) if as_json else _tell(report)
    if report.files and all(not file.sha256 for file in report.files):
        first = report.files[0].problems[0]
        raise InputUnusable(first.reason, where=first.where, next_step="检查文件路径后再试一次")


def _column(text: str) -> tuple[str, str]:
    field, equals, header = text.partition("=")
    if not equals or not header:
        raise WrongUse(
            f"“{text}”的写法不对",
            next_step="写成 列=表头，例如：--column number=对方号码 --column time=通话时间",
        )
    return f"column.{field}", header


class Bar:
    """A bar while there is someone to look at it."""

    def __init__(self, *, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[found]}"),
            console=console,
            disable=not shown or not console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task("准备", total=None, found="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def told(self, step: object) -> None:
        """Show where an import is."""
        from anning.services.reports import Progress

        assert isinstance(step, Progress)  # noqa: S101 - the type of the callback
        words = {"sealing": "封存", "reading": "读取"}[step.stage]
        place = f"（{step.number}/{step.files}）" if step.files > 1 else ""
        self._progress.update(
            self._task,
            description=f"{words} {step.name}{place}",
            total=step.total or None,
            completed=step.done,
            found=f"{step.contacts} 条" if step.contacts else "",
        )


def _tell(report: ImportReport) -> None:
    from anning.services.findings import words

    kinds = words().kind
    for file in report.files:
        items = "、".join(f"{kinds[kind]} {count}" for kind, count in file.items.items() if count)
        known = f"已有 {file.duplicates} 条，没有重复加入" if file.duplicates else ""
        state = (
            "这个文件以前导入过，没有重复加入" if file.already else "；".join(filter(None, [items, known]))
        )
        click.echo(f"{file.path}：{state or '没有读到联系记录'}")
        if file.columns:
            click.echo(
                "  表格的列：" + "，".join(f"{field}={header}" for field, header in file.columns.items())
            )
        for problem in file.problems[:_SHOWN]:
            click.echo(f"  注意 {problem.where}：{problem.reason}")
        if len(file.problems) > _SHOWN:
            click.echo(f"  还有 {len(file.problems) - _SHOWN} 处，用 --json 查看全部")
    if report.import_id:
        click.echo(f"导入编号 {report.import_id}。要撤回：anning import --undo {report.import_id}")
