"""anning bundle: the exhibits of the case as a folder to hand over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from anning.cli import _common

if TYPE_CHECKING:
    from anning.services.bundle import Made
    from anning.services.exhibits import Step


@click.command("bundle")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "audience",
    type=click.Choice(["court", "lawyer"]),
    default="court",
    show_default=True,
    help="court 交法院或办案机关；lawyer 交律师或法律援助，多一份说明",
)
@click.option("--matter", default="", help="案由或事项，写在证据目录上")
@click.option("--exports", is_flag=True, help="连同整份手机导出文件（里面有与本案无关的人的来往）")
@_common.json_option
@_common.home_option
def command(out: Path, audience: Any, matter: str, exports: bool, as_json: bool, home: Path | None) -> None:
    """把证据材料做成文件夹 OUT，可以直接刻盘：证据目录、各份证据、原件和核对办法。不会盖掉已有的文件夹。"""
    from anning.services import bundle, exhibits

    desk = _common.open_desk(home)
    made = bundle.write(
        desk,
        out,
        audience=audience,
        matter=matter,
        exports=exports,
        told=exhibits.silent if as_json else _told,
    )
    if as_json:
        _common.say(msgspec.to_builtins(made, enc_hook=str))
    else:
        _say(made)


def _told(step: Step) -> None:
    """One line for a stage as it begins."""
    if not step.done:
        click.echo(f"{step.title}……", err=True)


def _say(made: Made) -> None:
    for number, name, pages in made.exhibits:
        click.echo(f"{number}　{name}　{pages}")
    click.echo(f"共 {made.pages} 页、{made.files} 个文件，在 {made.folder}")
    if made.undrawn:
        click.echo(f"这些图片没有印出来，原件仍在：{'、'.join(made.undrawn)}")
    if made.held:
        click.echo(
            f"没有放进去的整份导出：{'、'.join(made.held)}（里面有与本案无关的人的来往；要放进去请加 --exports）"
        )
    if not made.archival:
        click.echo("图片很多，PDF 是分几部分排好再合起来的，不再带 PDF/A 和无障碍标记。")
    click.echo(f"核对办法见 README.txt。请把 SHA256SUMS 的 SHA-256 抄在别处：{made.sums}")
