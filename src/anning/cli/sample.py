"""anning sample: a synthetic phone export to try things on."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("sample")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--messages", default=200, show_default=True, help="短信条数，10 到 10000000")
@click.option("--seed", default=1, show_default=True, help="同一个数字得到同样的内容")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(out: Path, messages: int, seed: int, as_json: bool) -> None:
    """写一份编造的手机导出到 OUT（文件夹，或 .xml、.zip 文件），用来试用。"""
    from anning.services import sample

    written = sample.write(out, messages, seed)
    if as_json:
        import msgspec

        told = {
            "files": [str(f) for f in written.files],
            "messages": written.messages,
            "calls": written.calls,
        }
        click.echo(msgspec.json.encode(told).decode())
        return
    for file in written.files:
        click.echo(f"{file}")
    click.echo(f"短信 {written.messages} 条，通话 {written.calls} 次。人名、号码、机构和内容全部是编造的。")
