"""anning cost: the true cost of a loan, its rates side by side, and the legal lines with their meanings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anning.cli import _common

if TYPE_CHECKING:
    from anning.debt.lines import Held
    from anning.services.cost import Audit


@click.command("cost")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--lender", default="", help="放款机构的种类，例如：银行、消费金融公司、小额贷款公司、个人")
@click.option("--signed", type=_common.DAY, help="合同成立的那一天")
@click.option("--sued", type=_common.DAY, help="起诉的那一天（还没有起诉就不写）")
@click.option("--lpr", default="", help="当时的一年期 LPR，百分数，例如 3.0；要同时写来源")
@click.option("--lpr-source", default="", help="LPR 的来源，例如公告网址")
@_common.json_option
def command(
    *,
    file: Path,
    lender: str,
    signed: date | None,
    sued: date | None,
    lpr: str,
    lpr_source: str,
    as_json: bool,
) -> None:
    """算一笔借款真实的成本：文件写明收到和付出的每一笔钱。"""
    from anning.services import cost, rental

    if rental.is_rental(file):
        _rented(file, as_json=as_json)
        return
    told = cost.Told(lender=lender, signed=signed, sued=sued, lpr=lpr, lpr_source=lpr_source)
    audit = cost.audit_file(file, told)
    if as_json:
        _common.say(cost.as_json(audit))
        return
    for line in (*_numbers(audit), *_promise(audit), *_lines(audit)):
        click.echo(line)
    for note in audit.notes:
        click.echo(f"· {note}")


def _rented(file: Path, *, as_json: bool) -> None:
    """A phone rental: the ways out, the clauses to look for, the views of the courts."""
    from anning.services import rental

    audit = rental.audit_file(file)
    if as_json:
        _common.say(rental.as_json(audit))
        return
    for way in audit.ways:
        click.echo(click.style(rental.named(way), bold=True))
        for sentence in rental.sentences(way, audit.rental):
            click.echo(f"  {sentence}")
    for line in (
        *audit.said,
        "",
        "合同里要看的条款：",
        *(f"□ {a.clause.title}：{a.clause.look_for}" for a in audit.clauses),
    ):
        click.echo(line)
    for view in audit.views:
        click.echo(f"法院的一种看法——{view.title}：{view.words}（{view.source}）")


def _numbers(audit: Audit) -> Iterator[str]:
    from anning.domain.money import shown as yuan
    from anning.services.cost import shown

    found = audit.cost
    yield f"收到 {yuan(found.received)} 元，付出 {yuan(found.paid)} 元，总成本 {yuan(found.total)} 元"
    if found.rate and found.unique:
        yield (
            f"每期利率 {shown(found.rate.per_period)}　"
            f"名义年利率 {shown(found.rate.nominal_annual)}　"
            f"实际年利率（复利）{shown(found.rate.effective_annual)}"
            + (f"　单利年利率 {shown(audit.simple)}" if audit.simple is not None else "")
        )
    else:
        yield "没有唯一的利率" if found.rate else "算不出利率"
    for part in audit.loan.parts:
        yield f"  {part.name}　{yuan(part.amount)} 元" + (f"　收款方：{part.payee}" if part.payee else "")


def _promise(audit: Audit) -> Iterator[str]:
    from anning.services.cost import spoken

    yield from spoken(audit)


def _lines(audit: Audit) -> Iterator[str]:
    for one in audit.lines:
        yield ""
        yield click.style(f"{one.line.title}{_verdict(one)}", bold=True)
        yield f"  适用于：{'、'.join(one.applies_to)}"
        yield f"  {one.line.meaning}"
        yield from (f"  {note}" for note in (*filter(None, [one.line.caution]), *one.notes))
        yield f"  {_basis(one)}"
    yield ""


def _verdict(one: Held) -> str:
    if one.exceeded is None:
        return ""
    from anning.services.cost import shown

    line = shown(float(one.value or 0))
    return f"　线 {line}：" + (
        "超过" if one.exceeded else "没有超过（只有复利超过）" if one.only_compound else "没有超过"
    )


def _basis(one: Held) -> str:
    from anning.services.cost import checked

    cited = "、".join(name for name, _, _ in one.norms)
    return f"{cited + '　' if cited else ''}来源：{one.line.source}　核对：{checked(one.line.mark)}（{one.line.mark}）"
