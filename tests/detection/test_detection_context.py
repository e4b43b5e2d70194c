from __future__ import annotations

from datetime import date

import pytest
from ruling import DAY, SLOTS, rule

from anning.detection.context import Surroundings
from anning.detection.wording import Examiner, Text
from anning.domain.findings import Conduct
from anning.knowledge import phrases
from anning.knowledge.phrases import Context

CONTEXTS = {
    context.name: context
    for context in (
        Context(
            name="negated",
            title="",
            where="before",
            within=6,
            patterns=("不会",),
            unless=("不会放过",),
            always=True,
        ),
        Context(name="reported", title="", where="message", patterns=("谨防 ~6 诈骗",)),
        Context(name="warned", title="", where="message", patterns=("反诈",), always=True, yields="at you"),
        Context(name="at you", title="", where="sentence", effect="ask", patterns=("你",), asks="谁发的？"),
        Context(name="joking", title="", where="sentence", effect="lower", patterns=("哈哈",)),
        Context(
            name="maybe",
            title="",
            where="around",
            within=8,
            effect="ask",
            patterns=("如果",),
            asks="说的是谁？",
        ),
        Context(name="debt", title="", where="message", patterns=("欠款|还钱",)),
        Context(name="behind", title="", where="after", within=3, patterns=("吗",)),
        Context(name="clause", title="", where="clause", patterns=("规定",)),
        Context(name="sum", title="", where="message", patterns=("@数字",)),
        Context(name="two", title="", where="message", patterns=("@数字", "欠款|还钱", "父 ~3 债")),
    )
}
LISTED = ("reported", "joking", "maybe", "behind", "clause")


@pytest.fixture(autouse=True)
def own_knowledge(monkeypatch):
    monkeypatch.setattr("anning.knowledge.phrases.slots", lambda: SLOTS)
    monkeypatch.setattr("anning.knowledge.phrases.contexts", lambda: CONTEXTS)


def found(text: str, **more):
    given = {"unless": LISTED, "norms": ("public_security/42(5)", "public_security/50(1)(5)"), **more}
    return Examiner([rule("beat", "打死 ~3 你", **given)]).one(text, given.get("day", DAY))


def test_negation_takes_the_finding_out_and_threats_that_sound_like_one_do_not():
    assert found("我会打死你").findings
    assert not found("我不会打死你").findings
    assert found("不会放过你，打死你").findings
    assert found("我不会骗你，打死你").findings  # what stands before a comma governs nothing behind it
    assert found("我不会走的。打死你").findings


def test_a_rule_may_do_without_what_always_applies():
    assert found("我不会打死你", without=("negated",)).findings


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("打死你。近期谨防冒充诈骗", False),
        ("打死你吗", False),
        ("打死你，真的吗", True),
        ("规定打死你", False),
        ("规定，打死你", True),
    ],
)
def test_windows_reach_as_far_as_they_say(text, stands):
    assert bool(found(text).findings) == stands


def test_a_lowering_context_takes_one_level_off_in_its_sentence_only():
    assert [f.level for f in found("哈哈打死你").findings] == ["medium"]
    assert [f.level for f in found("哈哈。打死你").findings] == ["high"]
    assert [f.level for f in found("哈哈打·死你").findings] == ["low"]


def test_a_warning_put_before_a_threat_lowers_and_asks_but_does_not_hide_it():
    [finding] = found("反诈宣传。我要打死你").findings
    assert (finding.level, finding.verdict, finding.decides) == ("medium", "needs_context", "谁发的？")
    assert not found("反诈宣传：骗子说打死你").findings  # the warning speaks of it in its own sentence
    assert not found("反诈宣传。打死他", norms=()).findings


def test_an_asking_context_makes_it_depend_on_its_question():
    said = found("如果他打死你")
    assert said.verdict == "needs_context"
    assert said.findings[0].decides == "说的是谁？"


def test_a_needed_context_must_be_there():
    assert not found("打死你", need=("debt",)).findings
    assert found("打死你，快还钱", need=("debt",)).findings


def test_a_safe_phrase_covers_the_match_it_overlaps_and_no_other():
    assert not found("游戏里打死你的怪", safe=("打死你的怪",)).findings
    assert [f.start for f in found("打死你的怪，我打死你", safe=("打死你的怪",)).findings] == [7]


def test_the_first_match_that_stands_is_quoted():
    assert [f.start for f in found("我不会打死你，我要打死你").findings] == [9]


def test_recipients_limit_a_rule():
    examiner = Examiner([rule("told", "打死 ~3 你", recipient="third_party")])
    assert not examiner.one("打死你", DAY).findings
    assert not examiner.one("打死你", DAY, "debtor").findings
    assert examiner.one("打死你", DAY, "third_party").findings


def test_the_norm_is_that_of_the_day():
    examiner = Examiner(
        [rule("beat", "打死 ~3 你", norms=("public_security/42(5)", "public_security/50(1)(5)"))]
    )
    cited = [
        examiner.one("打死你", day).findings[0].citations for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert [[c.article for c in citations] for citations in cited] == [["42(5)"], ["50(1)(5)"]]


def test_lawful_steps_are_shown_only_where_nothing_unlawful_is():
    both = [
        rule("beat", "打死 ~3 你"),
        rule("sue", "将 ~3 起诉", conduct=Conduct.LAWFUL_LEGAL_NOTICE, norms=()),
    ]
    examiner = Examiner(both)
    assert [f.rule for f in examiner.one("我司将依法起诉", DAY).findings] == ["sue"]
    assert examiner.one("我司将依法起诉", DAY).verdict == "lawful_notice"
    assert [f.rule for f in examiner.one("我司将依法起诉，打死你", DAY).findings] == ["beat"]


def test_the_same_words_and_conduct_are_one_finding_the_surest():
    examiner = Examiner([rule("weak", "打死 你", level="low"), rule("strong", "要 打死 你", level="high")])
    assert [(f.rule, f.quote) for f in examiner.one("我要打死你", DAY).findings] == [("strong", "要打死你")]


@pytest.mark.parametrize(
    ("need", "text", "stands"),
    [
        (("sum",), "打死你。35元", True),
        (("sum",), "打死你", False),
        (("two",), "打死你。35元", True),
        (("debt", "sum"), "35元，欠款，打死你", True),
        (("debt", "sum"), "欠款，打死你", False),
        (("debt",), "不欠。款，打死你", False),
    ],
)
def test_a_rule_is_silent_without_what_it_needs(need, text, stands):
    assert bool(found(text, need=need).findings) == stands


def test_behind_insertions_needed_words_may_be_disguised_too():
    assert found("打·死你，欠 款", need=("debt",)).findings[0].disguised


def test_whom_a_text_reached_decides_on_rules_for_such_a_person():
    examiner = Examiner([rule("beat", "打死 ~3 你", recipient="third_party")])
    reached = ["third_party", "debtor", "", "third_party"]
    texts = [Text("打死你", DAY, whom) for whom in reached]
    assert [bool(e.findings) for e in examiner.many(texts)] == [True, False, False, True]


def test_every_context_of_the_product_can_be_looked_for(monkeypatch):
    monkeypatch.undo()
    known = phrases.contexts()
    surroundings = Surroundings(known, phrases.slots())
    for name in known:
        assert surroundings.said(name)
        assert surroundings.said(name, cancelled=True)
