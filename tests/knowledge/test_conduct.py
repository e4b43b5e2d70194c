"""The conduct catalogue: every rule finds what it promises, cites what exists, and leaves everyday talk alone."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import pytest
import yaml

from anning.detection import patterns
from anning.detection.wording import Examiner
from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.knowledge import laws, phrases, shelf
from anning.knowledge.conduct import Example, Rule, rules
from anning.services import rules_lint

ORDINARY = [
    text
    for texts in yaml.safe_load(
        Path(__file__).with_name("ordinary.yaml").read_text(encoding="utf-8")
    ).values()
    for text in texts
]
ALARMS = {"likely_unlawful", "needs_context"}


@cache
def everything() -> Examiner:
    return Examiner()


@lru_cache(maxsize=4)  # an examiner is 30 MB, and tests go rule by rule
def alone(rule: Rule) -> Examiner:
    return Examiner([rule])


def reader(rule: Rule, example: Example | None = None) -> str:
    wanted = "" if rule.recipient in {"any", "outsider"} else rule.recipient
    return (example.recipient if example else "") or wanted


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_quotes_its_examples_and_leaves_its_counter_examples(rule):
    assert len(rule.examples) >= 2
    assert len(rule.counter_examples) >= 2
    for example in rule.examples:
        found = alone(rule).one(example.text, rule.date, reader(rule, example)).findings
        assert [f.quote for f in found] == [example.quote], example.text
        assert example.text[found[0].start : found[0].end] == example.quote
    for text in rule.counter_examples:
        found = alone(rule).one(text, rule.date, reader(rule)).findings
        assert not found, (text, found[0].quote)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_says_what_the_other_side_would_answer_and_on_what_norms_it_stands(rule):
    assert len(rule.caution) >= 8
    if rule.conduct not in NOT_UNLAWFUL:
        assert rule.norms
    for ref in rule.norms:
        law, _, article = ref.partition("/")
        assert ref in {norm.ref for norm in laws.find(law, article)}
    if rule.norms:
        assert laws.on(rule.date).cite(rule.norms)
    if rule.says == "needs_context":
        assert rule.decides


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_order_of_every_pattern_holds_a_word_worth_searching_for(rule):
    for pattern in rule.patterns:
        for order in patterns.parse(pattern, phrases.slots()):
            longest = max((min(map(len, words.options)) for words in patterns.required(order)), default=0)
            assert longest >= 2, pattern


def test_a_rule_is_named_for_its_file():
    files = {file.relative_to(shelf.ROOT / "conduct") for file in shelf.sheets("conduct")}
    assert {rule.id for rule in rules()} <= {f"{file.parent.name}.{file.stem}" for file in files}
    assert len({rule.id for rule in rules()}) == len(rules())


def test_every_conduct_has_rules_and_there_are_enough_of_them():
    by_conduct = Counter(rule.conduct for rule in rules())
    assert set(by_conduct) == set(Conduct)
    assert len(rules()) >= 80


def test_the_linter_agrees():
    assert rules_lint.lint() == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"patterns": ("还 ~3 钱",)}, "没有一个非有不可的两字以上的词"),
        ({"patterns": ("告诉 ~99 家人",)}, "间隔写作"),
        ({"patterns": ("告诉 @没有这个",)}, "没有名为“没有这个”的词表"),
        ({"counter_examples": ()}, "反例"),
        ({"norms": ("public_security/999",)}, "法条库里没有"),
        ({"norms": ()}, "没有写依据的条文"),
        ({"norms": ("public_security/42(5)",)}, "没有一条依据有效"),
        ({"examples": (Example(text="今天天气真好", quote="天气"),) * 2}, "没有找到"),
        ({"unless": ("没有这个语境",)}, "没有名为“没有这个语境”的语境"),
        ({"level": "low", "verdict": None, "decides": ""}, "由什么决定"),
    ],
)
def test_the_linter_refuses_a_bad_rule(change, complaint):
    rule = next(rule for rule in rules() if rule.conduct == Conduct.FREQUENCY_HARASSMENT)
    found = rules_lint.lint_rule(msgspec.structs.replace(rule, **change))
    assert any(complaint in problem.reason for problem in found), found


def test_there_are_enough_ordinary_messages():
    assert len(ORDINARY) >= 150
    assert len(set(ORDINARY)) == len(ORDINARY)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_messages_raise_no_alarm(text):
    said = everything().one(text, rules()[0].date)
    assert said.verdict not in ALARMS, [(f.rule, f.quote) for f in said.findings]
