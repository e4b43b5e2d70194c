"""anning draft: one paper, as PDF and Word."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from anning.cli import _common

if TYPE_CHECKING:
    from anning.services.papers import Kind


@click.command("draft")
@click.argument("kind", required=False, metavar="文书")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="写到哪个文件夹")
@click.option("--list", "listing", is_flag=True, help="列出可以写的文书")
@click.option("--debt", default="", help="哪一笔欠款的编号（只有一笔时不用写）")
@click.option("--channel", default="", help="交给哪一处；一种文书可以交几处时用")
@click.option("--day", type=_common.DAY, help="文书上的日期（默认今天）")
@_common.json_option
@_common.home_option
def command(
    kind: str | None,
    out: Path | None,
    listing: bool,
    debt: str,
    channel: str,
    day: date | None,
    **how: object,
) -> None:
    """写一份文书，PDF 和 Word 各一份：anning draft complaint_lender --out 文件夹。"""
    from anning.services import papers

    desk = _common.open_desk(how["home"])  # type: ignore[arg-type]
    if listing or not kind:
        _list(papers.kinds(desk), as_json=bool(how["as_json"]))
        return
    if out is None:
        raise click.UsageError("请用 --out 写明写到哪个文件夹")
    draft = papers.begun(kind, debt)
    written = papers.write(desk, replace(draft, channel=channel or draft.channel), out, day)
    if how["as_json"]:
        _common.say(papers.to_json(written))
        return
    for path in written.paths:
        click.echo(path)
    unchecked = papers.unchecked(written.paper)
    if gaps := [blank.label for blank in written.paper.blanks if not blank.field.startswith("check:")]:
        click.echo(f"还有 {len(gaps)} 处要补：{'、'.join(gaps)}")
    if unchecked:
        click.echo(f"还有 {len(unchecked)} 处引用没有核对过原文，文书里标了颜色")
    click.echo("份数：" + "，".join(f"{copy.whom} {copy.count} 份" for copy in written.paper.copies))


def _list(kinds: list[Kind], *, as_json: bool) -> None:
    if as_json:
        _common.say(
            [
                {
                    "kind": k.form.id,
                    "name": k.form.name,
                    "when": k.form.when,
                    "reason": k.reason,
                    "begun": k.begun,
                }
                for k in kinds
            ]
        )
        return
    for one in kinds:
        click.echo(f"{one.form.id}  {one.form.name}")
        click.echo(f"  {one.reason + '。' if one.reason else ''}{one.form.when}")
