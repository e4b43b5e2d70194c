"""The rule workbench's linter: every rule against its own examples, the law data and the rules for rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from anning.detection import patterns, views
from anning.detection.wording import Examiner
from anning.domain.china_time import china_day, now
from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.domain.records import Problem
from anning.errors import NotFound
from anning.knowledge import laws, phrases, shelf
from anning.knowledge.conduct import Example, Rule, rules
from anning.knowledge.shelf import KnowledgeError

LEAST_EXAMPLES = 2
LEAST_LETTERS = 2
_MARK = re.compile(r"[\W_]")
_FRAMES = frozenset("【】[]［］，,！!：:")
_BESIDE = frozenset({Conduct.DEADLINE_PRESSURE})
"""Pressure of time stands beside unlawful conduct, so the same sentence may be an example of both."""
_KIND = re.compile(r"[a-z][a-z0-9_]*\Z")


def lint() -> list[Problem]:
    """What is wrong with the catalogue, each with the rule or file and a Chinese reason; empty when all is well."""
    unreadable = list(_unreadable())
    if unreadable:
        return unreadable
    return [
        *(problem for rule in rules() for problem in lint_rule(rule)),
        *contradictions(rules()),
        *_uncovered(),
    ]


def lint_rule(rule: Rule) -> list[Problem]:
    """What is wrong with one rule."""
    reasons = list(_said(rule)) + list(_unsearchable(rule))
    # A rule that cannot be compiled cannot be tried on its examples.
    reasons += _tried(rule) if not reasons else []
    return [Problem(rule.id, reason) for reason in reasons]


def _unreadable() -> Iterator[Problem]:
    """Files that are no rule at all; all of them, where reading stops at the first."""
    for file in shelf.sheets("conduct"):
        try:
            conduct = shelf.parse(file, Rule).conduct
        except KnowledgeError as reason:
            yield Problem(_place(file), reason.what)
            continue
        if conduct != file.parent.name:
            yield Problem(_place(file), f"放在 {file.parent.name}，但写的是 {conduct}")


def _said(rule: Rule) -> Iterator[str]:
    """What a rule must say besides its patterns."""
    if not _KIND.match(rule.kind):
        yield f"kind 要用小写英文和下划线：{rule.kind}"
    if not rule.title.strip() or not rule.caution.strip():
        yield "缺标题或对方会怎么说（caution）"
    if len(rule.examples) < LEAST_EXAMPLES or len(rule.counter_examples) < LEAST_EXAMPLES:
        yield f"例子和反例各要至少 {LEAST_EXAMPLES} 条"
    if rule.says == "needs_context" and not rule.decides:
        yield "结论是“要看情况”，却没有写由什么决定（decides）"
    yield from (f"没有名为“{name}”的语境" for name in _unknown_contexts(rule))
    yield from (f"例子里没有要引用的原话：{e.quote}" for e in rule.examples if e.quote not in e.text)
    yield from _norms(rule)
    both = {example.text for example in rule.examples} & set(rule.counter_examples)
    yield from (f"同一句话既是例子又是反例：{text}" for text in sorted(both))


def _norms(rule: Rule) -> Iterator[str]:
    if rule.conduct not in NOT_UNLAWFUL and not rule.norms:
        yield "没有写依据的条文（norms）"
    yield from (f"法条库里没有 {ref}" for ref in rule.norms if not _is_norm(ref))
    if rule.norms and not laws.on(rule.date).cite(rule.norms):
        yield f"写成规则那天（{rule.date}）没有一条依据有效"
    elif rule.norms and not laws.on(china_day(now())).cite(rule.norms):
        yield "今天没有一条依据有效：补上现行的条文，或把规则停用（status: deprecated）"


def _is_norm(ref: str) -> bool:
    law, _, article = ref.partition("/")
    try:
        return any(norm.ref == ref for norm in laws.find(law, article))
    except NotFound:
        return False


def _unknown_contexts(rule: Rule) -> list[str]:
    return sorted({*rule.need, *rule.unless, *rule.without} - phrases.contexts().keys())


def _unsearchable(rule: Rule) -> Iterator[str]:
    """Patterns that cannot be read, or that hold no word long enough to search for."""
    for pattern in rule.patterns:
        try:
            orders = patterns.parse(pattern, phrases.slots())
        except KnowledgeError as reason:
            yield f"{reason.what}：{pattern}"
            continue
        if not all(map(_searchable, orders)):
            yield f"没有一个非有不可的两字以上的词：{pattern}"
        if any(_only_marks(element) for order in orders for element in order):
            yield f"有一处只是标点：{pattern}"
    if not rule.patterns:
        yield "没有写法（patterns）"


def _searchable(order: patterns.Sequence) -> bool:
    """Whether some element that must be there has only words of two characters or more that are not marks."""
    return any(
        all(len(_MARK.sub("", option)) >= LEAST_LETTERS for option in words.options)
        for words in patterns.required(order)
    )


def _only_marks(element: patterns.Element) -> bool:
    """Whether an element has nothing but marks, other than those that frame a signature or join two parts."""
    if not isinstance(element, patterns.Words) or element.optional:
        return False
    return all(not _MARK.sub("", option) and not set(option) <= _FRAMES for option in element.options)


def contradictions(catalogue: Sequence[Rule]) -> Iterator[Problem]:
    """The same sentence called unlawful by one rule and lawful, or nothing of the kind, by another."""
    lawful = {
        _plain(e.text): r.id for r in catalogue if r.conduct in NOT_UNLAWFUL - _BESIDE for e in r.examples
    }
    against = {(r.conduct, _plain(text)): r.id for r in catalogue for text in r.counter_examples}
    for rule in catalogue:
        for text in (example.text for example in rule.examples):
            other = against.get((rule.conduct, _plain(text)), rule.id)
            if other != rule.id:
                yield Problem(rule.id, f"这个例子在 {other} 里是反例：{text}")
            if rule.conduct not in NOT_UNLAWFUL and (named := lawful.get(_plain(text))):
                yield Problem(rule.id, f"这个例子在 {named} 里是合法的例子：{text}")


def _plain(text: str) -> str:
    """A sentence without what does not change it."""
    return _MARK.sub("", views.fold(text))


def _tried(rule: Rule) -> Iterator[str]:
    """The rule alone on its own examples and counter-examples."""
    examiner = Examiner([rule])
    for example in rule.examples:
        quotes = [f.quote for f in examiner.one(example.text, rule.date, _reader(rule, example)).findings]
        if example.quote not in quotes:
            found = f"引用的是“{quotes[0]}”" if quotes else "没有找到"
            yield f"例子应引用“{example.quote}”，{found}：{example.text}"
    for text in rule.counter_examples:
        if hits := examiner.one(text, rule.date, _reader(rule)).findings:
            yield f"反例不该命中，却引用了“{hits[0].quote}”：{text}"


def _reader(rule: Rule, example: Example | None = None) -> str:
    """Whom a text is tried on: as the example says, else whom the rule is about."""
    wanted = "" if rule.recipient in {"any", "outsider"} else rule.recipient
    return (example.recipient if example else "") or wanted


def _uncovered() -> Iterator[Problem]:
    covered = {rule.conduct for rule in rules()}
    yield from (
        Problem(conduct.value, "这种行为一条规则也没有") for conduct in Conduct if conduct not in covered
    )


def _place(file: Path) -> str:
    return file.relative_to(shelf.ROOT).as_posix()
