"""anning redact: a copy of a file with personal data covered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from anning.cli import _common
from anning.errors import InputUnusable, Refused

if TYPE_CHECKING:
    from anning.services.redact import Work


@click.command("redact")
@click.argument("source", metavar="原件", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("out", metavar="遮盖件", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--names",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="一行一个要遮盖的姓名或词；案件里的人名不用再写",
)
@click.option(
    "--box", "boxes", multiple=True, metavar="页,左,上,右,下", help="手工加一个框，四边写页面的百分之几"
)
@click.option("--looked", is_flag=True, help="没有文字识别时：您已经看过待看的那份，每一处都遮住了")
@_common.home_option
@_common.json_option
def command(
    source: Path,
    out: Path,
    names: Path | None,
    boxes: tuple[str, ...],
    looked: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """遮盖文字、表格、网页、PDF 或图片里的个人信息，另存一份；原件不动。

    遮住的种类和位置写在旁边的 .json 里，不写遮住的内容。
    """
    from anning.services import redact

    _common.open_desk(home)
    words = names.read_text(encoding="utf-8-sig").splitlines() if names else []
    work = redact.begin(source.read_bytes(), source.name, names=redact.names_of_case(), words=words)
    for box in boxes:
        redact.add_box(work, *_box(box))
    if work.must_look and not looked:
        _only_to_look_at(work, out)
    made = redact.make(work, suffix=out.suffix, looked=looked)
    beside = out.with_name(f"{out.name}.json")
    if beside.exists():
        raise InputUnusable("清单文件已经在了，没有覆盖它", where=str(beside), next_step="换一个文件名")
    _common.write_new(out, made.data)
    _common.write_new(beside, msgspec.json.format(msgspec.json.encode(made.record), indent=2))
    if as_json:
        _common.say({"out": str(out), "list": str(beside), **made.record})
        return
    _tell(work, out, beside)


def _tell(work: Work, out: Path, beside: Path) -> None:
    from anning.services import redact

    made, says = work.copy, redact.says()
    if made is None:
        return
    click.echo(f"已写好：{out}")
    click.echo(
        "遮盖：" + ("，".join(f"{title} {n} 处" for title, n in made.counts.items()) or "没有找到要遮的")
    )
    click.echo(says["checked" if made.checked else "not_checked"])
    if work.how == "pdf" and not work.pages:
        click.echo(says["text_only"])
    click.echo(f"清单：{beside}。{says['list']}")


def _only_to_look_at(work: Work, out: Path) -> None:
    """Write the copy under a name that says it is to be looked at, and stop."""
    from anning.services import redact

    made = redact.make(work, suffix=out.suffix, looked=True)
    draft = out.with_name(f"待看-{out.name}")
    draft.write_bytes(made.data)
    raise Refused(
        f"{redact.says()['look']}写了一份待看的",
        where=str(draft),
        next_step="打开它逐处看；漏了就加 --box，都遮住了就加 --looked 再做一次，然后删掉待看的那份",
    )


def _box(written: str) -> tuple[int, tuple[float, float, float, float]]:
    try:
        page, left, top, right, bottom = (float(part) for part in written.replace("，", ",").split(","))
    except ValueError as reason:
        raise InputUnusable("框写得不对", where=written, next_step="写成 1,10,20,60,25 这样") from reason
    return int(page) - 1, (left, top, right, bottom)
