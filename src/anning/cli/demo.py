"""anning demo: the main job on an invented case."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from anning.cli import _common
from anning.config import load


@click.command("demo")
@click.option("--report", "folder", type=click.Path(path_type=Path, file_okay=False), help="写出报告后结束")
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="示例资料放在哪里（默认用完即删）"
)
@click.pass_context
def command(ctx: click.Context, folder: Path | None, home: Path | None) -> None:
    """用一份虚构的手机导出走一遍：导入、发现、来电账本、报告。全部人物、号码和金额都是编的。"""
    if folder is None:
        _stay(home or Path("~/.anning-demo").expanduser())
        return
    with tempfile.TemporaryDirectory(prefix="anning-demo-") as temporary:
        _walk(ctx, home or Path(temporary), folder)


def _stay(home: Path) -> None:
    from anning.cli.serve import workbench
    from anning.services import example

    server = workbench()
    config = load(home)
    server.prepare(config.prepare())
    example.fill(_common.open_desk(home))
    server.serve(config)


def _walk(ctx: click.Context, home: Path, folder: Path) -> None:
    from anning.cli import import_, ledger
    from anning.services import desk, report, sample

    with tempfile.TemporaryDirectory(prefix="anning-sample-") as export:
        click.secho("一、写出虚构的手机导出，并导入", bold=True)
        sample.write(Path(export))
        opened = desk.open_desk(load(home))
        ctx.invoke(import_.command, paths=(Path(export),), home=home)
    click.secho("\n二、发现（只列前 12 条，全部在报告里）", bold=True)
    _findings(opened)
    click.secho("\n三、来电账本（超过提示次数或在休息时间的）", bold=True)
    ctx.invoke(ledger.command, home=home, as_json=False)
    click.secho("\n四、报告", bold=True)
    written = report.write(opened, folder)
    for path in written.paths:
        click.echo(f"  {path}")
    click.echo(f"完成。请打开：{(folder / 'report.html').absolute()}")


def _findings(opened: object) -> None:
    from anning.cli.timeline import line
    from anning.services import desk, timeline

    assert isinstance(opened, desk.Desk)  # noqa: S101 - told apart for the type checker
    where = timeline.between(None, None, only_findings=True)
    shown = [entry for entry in timeline.every(opened, where) if entry.verdict == "likely_unlawful"]
    for entry in shown[:12]:
        click.echo("  " + line(entry))
    click.echo(f"  共 {len(shown)} 条很可能不合法的联系。")
