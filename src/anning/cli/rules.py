"""anning rules: the conduct catalogue, to read and to check."""

from __future__ import annotations

import sys
from datetime import date

import click

from anning.cli import _common
from anning.errors import NotFound


@click.group("rules")
def command() -> None:
    """识别规则：每条规则都带例子、反例、依据和对方会怎么说。"""


@command.command("list")
@_common.json_option
def list_(as_json: bool) -> None:
    """列出全部规则。"""
    from anning.knowledge.conduct import rules

    if as_json:
        _common.say([{"id": r.id, "title": r.title, "conduct": r.conduct, "level": r.level} for r in rules()])
        return
    for rule in rules():
        click.echo(f"{rule.id}  {rule.title}")


@command.command("show")
@click.argument("rule_id", metavar="规则")
@_common.json_option
def show(rule_id: str, as_json: bool) -> None:
    """看一条规则：怎么写的、依据、例子、反例、对方会怎么说。"""
    import msgspec

    from anning.knowledge.conduct import rules

    rule = next((rule for rule in rules() if rule.id == rule_id), None)
    if rule is None:
        raise NotFound("没有这条规则", where=rule_id, next_step="用 anning rules list 看全部规则")
    fields = {name: value for name, value in msgspec.to_builtins(rule).items() if value}
    if as_json:
        _common.say(fields)
        return
    for name, value in fields.items():
        click.echo(f"{name}：{value if isinstance(value, (str, bool)) else ''}")
        for one in value if isinstance(value, (list, tuple)) else ():
            click.echo(f"  - {one['text'] if isinstance(one, dict) else one}")


@command.command("explain")
@click.argument("rule_id", metavar="规则")
@_common.json_option
def explain(rule_id: str, as_json: bool) -> None:
    """把一条规则讲明白：每种写法找什么词、旁边要有或不能有什么、今天的依据、反例为什么不算。"""
    from anning.services import rules_try

    found = rules_try.explained(rule_id)
    if as_json:
        _common.say(found)
        return
    click.echo(f"{found.id}  {found.title}\n{found.conduct}；把握：{found.level}；结论：{found.says}")
    for heading, lines in found.sections():
        click.echo(f"\n{heading}")
        for line in lines:
            click.echo(f"  - {line}")


@command.command("try")
@click.argument("text", metavar="文字")
@click.option(
    "--recipient", type=click.Choice(["debtor", "third_party"]), default="debtor", help="发给谁的（默认本人）"
)
@click.option("--on", "day", type=_common.DAY, help="按哪一天的法律（默认今天）")
@_common.json_option
def try_(text: str, recipient: str, day: date | None, as_json: bool) -> None:
    """拿一句话试全部规则：哪条说了、看中哪些字；哪条差一点，为什么没有说。"""
    from anning.services import rules_try

    found = rules_try.tried(text, day, recipient)
    if as_json:
        _common.say(found)
        return
    for line in rules_try.lines(found):
        click.echo(line)


@command.command("lint")
def lint() -> None:
    """用每条规则自己的例子和反例检查它；有一处不符就失败。"""
    from anning.knowledge.conduct import rules
    from anning.services import rules_lint

    problems = rules_lint.lint()
    for problem in problems:
        click.echo(f"{problem.where}：{problem.reason}")
    click.echo(f"{len(rules())} 条规则，{len(problems)} 处不符。")
    if problems:
        sys.exit(1)
