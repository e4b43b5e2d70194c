"""The rule workbench: what speaks, on which words, and what held the others back; what the linter refuses."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from anning.detection import explain
from anning.domain.findings import Conduct
from anning.errors import InputUnusable, NotFound
from anning.knowledge.conduct import Example, Rule, rules
from anning.services import rules_lint, rules_try

DAY = date(2026, 3, 2)


def rule(name: str, *patterns: str, **more: object) -> Rule:
    given = {"conduct": Conduct.SOFT_VIOLENCE, "level": "high", "norms": ("civil_code/1033(2)",), **more}
    return Rule(
        id=name, title=f"规则{name}", kind="test", status="test", patterns=patterns, caution="对方会说是气话而已",
        examples=given.pop("examples", ()), counter_examples=given.pop("counter_examples", ()), author="test",
        date=DAY, **given,
    )  # fmt: skip


BANNER = rule("banner", "你单位 ~4 拉横幅")


def because(text: str, *some: Rule, recipient: str = "debtor", day: date = DAY) -> str:
    found = explain.tried(text, day, recipient, some or (BANNER,))
    return "；".join(why for one in (*found.held_back, *found.nearly) for why in one.because)


def test_a_rule_that_speaks_is_shown_with_its_words_and_is_not_among_the_silent():
    found = explain.tried("明天到你单位拉横幅", DAY, "debtor", (BANNER,))
    assert [(f.rule, f.quote) for f in found.examined.findings] == [("banner", "你单位拉横幅")]
    assert found.held_back == found.nearly == ()


def test_a_context_that_turned_the_meaning_round_is_named():
    assert "否定或禁止" in because("我们绝不会去你单位拉横幅")
    assert "negated" in because("我们绝不会去你单位拉横幅")


def test_a_context_that_is_missing_is_named():
    assert "旁边要有" in because("到你单位拉横幅", rule("needs", "你单位 ~4 拉横幅", need=("逼债口吻",)))


def test_a_safe_phrase_is_named():
    safe = rule("safe", "你单位 ~4 拉横幅", safe=("你单位拉横幅庆祝",))
    assert "你单位拉横幅庆祝" in because("到你单位拉横幅庆祝", safe)


def test_another_recipient_is_named():
    assert "第三人" in because("到你单位拉横幅", rule("third", "你单位 ~4 拉横幅", recipient="third_party"))


def test_a_missing_word_and_too_wide_a_gap_are_told_apart():
    assert "还缺：拉横幅" in because("明天到你单位找你")
    assert "隔得太远" in because("你单位的人都会看到我们怎么在门口拉横幅")


def test_a_rule_that_gives_way_says_to_which():
    longer = rule("longer", "到你单位 ~4 拉横幅")
    found = explain.tried("明天到你单位拉横幅", DAY, "debtor", (BANNER, longer))
    (one,) = found.held_back
    assert {one.rule, found.examined.findings[0].rule} == {"banner", "longer"}
    assert found.examined.findings[0].rule in one.because[0]


def test_every_rule_of_the_catalogue_speaks_or_says_why_on_its_own_examples():
    for one in rules()[::12]:
        example = one.examples[0]
        recipient = example.recipient or ("" if one.recipient in {"any", "outsider"} else one.recipient)
        found = rules_try.tried(example.text, one.date, recipient)
        named = {f.rule for f in found.examined.findings} | {silent.rule for silent in found.held_back}
        assert one.id in named


def test_a_rule_in_plain_words_says_why_its_counter_examples_do_not_count():
    plain = rules_try.explained("visit_threat.appointment")
    assert all("（" in text for text in plain.counter_examples)
    assert plain.norms
    assert any("要有" in line for line in plain.contexts)
    with pytest.raises(NotFound):
        rules_try.explained("visit_threat.nothing")


@pytest.mark.parametrize("text", ["", "  \n", "长" * 5001])
def test_nothing_to_try_is_said(text):
    with pytest.raises(InputUnusable):
        rules_try.tried(text)


def fit(**change: object) -> Rule:
    sound = rule(
        "soft_violence.sound",
        "你单位 ~4 拉横幅",
        examples=(
            Example(text="明天到你单位拉横幅", quote="你单位拉横幅"),
            Example(text="去你单位门口拉横幅", quote="你单位门口拉横幅"),
        ),
        counter_examples=("公司门口拉横幅迎新", "单位组织拔河"),
    )
    return msgspec.structs.replace(sound, **change)


def test_the_linter_lets_a_sound_rule_pass():
    assert rules_lint.lint_rule(fit()) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"patterns": ("去 ~3 闹",)}, "没有一个非有不可的两字以上的词"),
        ({"patterns": ("！！！ ~3 闹",)}, "没有一个非有不可的两字以上的词"),
        ({"patterns": ("你单位 ~4 拉横幅 ~2 。|…",)}, "只是标点"),
        ({"counter_examples": ()}, "反例各要至少"),
        ({"norms": ("public_security/42(5)",)}, "没有一条依据有效"),
        ({"norms": ("public_security/42(5)",), "date": date(2025, 6, 1)}, "今天没有一条依据有效"),
        ({"counter_examples": ("明天到你单位拉横幅", "单位组织拔河")}, "既是例子又是反例"),
    ],
)
def test_the_linter_refuses(change, complaint):
    reasons = [problem.reason for problem in rules_lint.lint_rule(fit(**change))]
    assert any(complaint in reason for reason in reasons), reasons


def test_two_rules_may_not_contradict_each_other_on_the_same_sentence():
    other = fit(
        id="soft_violence.other", counter_examples=("明天，到你单位拉横幅！", "单位组织拔河"), examples=()
    )
    assert "反例" in next(iter(rules_lint.contradictions([fit(), other]))).reason
    lawful = fit(id="lawful_reminder.one", conduct=Conduct.LAWFUL_REMINDER)
    assert "合法的例子" in next(iter(rules_lint.contradictions([fit(), lawful]))).reason
    assert not list(rules_lint.contradictions([fit()]))
    assert not list(rules_lint.contradictions(rules()))
