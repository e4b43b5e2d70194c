"""anning screen: many texts at once, without a vault."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("screen")
@click.argument("file", metavar="[文件|-]", default="-")
@click.option("--format", "form", metavar="jsonl|csv|parquet|text", help="格式（默认看文件名，其次 jsonl）")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, metavar="N", help="同时用几个进程（默认 1）"
)
@click.option(
    "--engine",
    type=click.Choice(["tree", "hyperscan", "re2"]),
    default="tree",
    help="用哪种方式找词；结果相同，只是快慢不同",
)
def command(file: str, form: str | None, workers: int, engine: str) -> None:
    """批量筛查文字：每行一条 {"id","text"}，可加 "at"、"recipient"；每条输出一行，顺序不变。

    没有写时间（at）的，按今天的规定判断，并在 norms_as_of 里写明是哪一天。
    """
    from anning.services import screen as service

    stream = sys.stdin.buffer if file == "-" else service.opened(Path(file))
    form = form or service.guessed(file)
    if form not in service.FORMATS:
        raise click.UsageError(f"没有名为“{form}”的格式，可以用：{'、'.join(service.FORMATS)}")
    out = sys.stdout.buffer
    usable = found = problems = 0
    try:
        for answered in service.screen(stream, form, workers=workers, engine=engine):
            out.write(answered.lines)
            usable += answered.usable
            found += answered.found
            problems += answered.problems
    finally:
        out.flush()
    words = f"检查了 {usable} 条，其中 {found} 条有发现" + (f"，{problems} 行读不懂" if problems else "")
    click.echo(words, err=True)
