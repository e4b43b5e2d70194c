"""anning report: write the report of the case."""

from __future__ import annotations

from pathlib import Path

import click

from anning.cli import _common


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_common.json_option
@_common.home_option
def command(folder: Path, home: Path | None, as_json: bool) -> None:
    """把报告写到 FOLDER：HTML、PDF、CSV、JSON。"""
    from anning.services import report

    written = report.write(_common.open_desk(home), folder)
    if as_json:
        _common.say({"files": [str(path) for path in written.paths], "undrawable": list(written.undrawable)})
        return
    for path in written.paths:
        click.echo(path)
    if written.undrawable:
        click.echo(f"这些名字里有 PDF 印不出的字，请手写补正：{'、'.join(written.undrawable)}")
