"""anning rules: the conduct catalogue, to read and to check."""

from __future__ import annotations

import sys

import click

from anning.cli import _common


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


@command.command("lint")
def lint() -> None:
    """用每条规则自己的例子和反例检查它；有一处不符就失败。"""
    from anning.knowledge.conduct import rules
    from anning.services import rules_lint

    problems = rules_lint.lint()
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(rules())} 条规则，{len(problems)} 处不符。")
    if problems:
        sys.exit(1)
