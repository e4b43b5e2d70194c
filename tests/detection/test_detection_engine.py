from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruling import DAY, RULES, SLOTS, made, rule

from anning.detection import views
from anning.detection.engine import Engine
from anning.detection.plain import PlainEngine
from anning.detection.scanners import HyperscanScanner, Re2Scanner
from anning.detection.tree import TreeScanner
from anning.detection.wording import Examiner, Text
from anning.domain.findings import Examined
from anning.knowledge import conduct, shelf

SCANNERS = [TreeScanner, HyperscanScanner, Re2Scanner]


@pytest.fixture(autouse=True)
def own_slots(monkeypatch):
    monkeypatch.setattr("anning.knowledge.phrases.slots", lambda: SLOTS)
    monkeypatch.setattr("anning.knowledge.phrases.contexts", dict)


def examined(texts: list[str], **kind) -> list[Examined]:
    return Examiner(RULES, **kind).many([Text(text, DAY) for text in texts])


@pytest.mark.parametrize("make", SCANNERS)
def test_every_scanner_finds_what_the_plain_expressions_find(make):
    texts = made(4000)
    expected = examined(texts, kind=PlainEngine)
    assert examined(texts, make=make) == expected
    assert sum(bool(e.findings) for e in expected) > 300
    assert {f.rule for e in expected for f in e.findings} == {r.id for r in RULES}
    assert any(f.disguised for e in expected for f in e.findings)


def test_a_long_text_is_looked_through_piece_by_piece_all_the_same(monkeypatch):
    texts = ["。".join(made(60, seed=seed)) for seed in range(40)]
    expected = examined(texts, kind=PlainEngine)
    monkeypatch.setattr("anning.detection.plans._ROOM", 64)
    assert examined(texts) == expected
    assert examined(["。".join(texts)]) == examined(["。".join(texts)], kind=PlainEngine)


def test_matches_are_those_of_the_whole_expression_in_the_whole_text():
    engine = Engine(RULES, SLOTS)
    texts = [mark.join(made(5, seed=seed)) for seed in range(60) for mark in ("。", "，", "")]
    seen = 0
    for candidate in engine.candidates(texts):
        text = candidate.seen.text
        for number, places in candidate.rules.items():
            found = [match.span() for match in engine.matches(number, places, text)]
            assert found == [match.span() for match in engine.expression(number).finditer(text)] != []
            seen += len(found) > 1
    assert seen > 20


@pytest.mark.parametrize("words", [[], ["一"], ["赖", "老赖", "老赖皮", "赖皮", "\n", "皮\n老"]])
def test_every_scanner_sees_every_word_wherever_it_stands(words):
    text = "老赖皮\n老赖老赖皮皮一赖"
    expected = {
        (n, at + len(w)) for n, w in enumerate(words) for at in range(len(text)) if text.startswith(w, at)
    }
    for make in SCANNERS:
        seen, ends = make(words).find(views.codes(text), np.array([0]))
        assert set(zip(seen.tolist(), ends.tolist(), strict=True)) == expected


@pytest.mark.parametrize("make", SCANNERS)
def test_one_text_alone_and_among_others_gives_the_same(make):
    texts = made(300, seed=2)
    examiner = Examiner(RULES, make)
    assert [examiner.one(text, DAY) for text in texts] == examiner.many([Text(text, DAY) for text in texts])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=()), max_size=20), max_size=4), st.integers(0, 10**6)
)
def test_the_quote_is_the_text_between_start_and_end_whatever_stands_around(oddities, seed):
    pieces = made(4, seed)
    text = "".join(oddity + piece for oddity, piece in zip([*oddities, "", "", "", ""], pieces, strict=False))
    for finding in Examiner(RULES).one(text, DAY).findings:
        assert finding.quote == text[finding.start : finding.end] != ""


@pytest.mark.parametrize(
    ("text", "quote", "level"),
    [
        ("👨‍👩‍👧你这种老賴", "你这种老賴", "medium"),
        ("𠀀𠀀老·赖🙂", "老·赖", "low"),
        ("\ud83d老🙂赖", "老🙂赖", "low"),
        ("在ｑｑ群里曝光", "ｑｑ群里曝光", "high"),
        ("后果自负", "后果自负", "high"),
        ("後果，自負。后 果自負", "后 果自負", "medium"),
        ("告诉你家里人你有欠款", "告诉你家里人你有欠款", "high"),
    ],
)
@pytest.mark.parametrize("make", SCANNERS)
def test_words_are_quoted_as_they_were_written(make, text, quote, level):
    [finding] = Examiner(RULES, make).one(text, DAY).findings
    assert (finding.quote, finding.level) == (quote, level)
    assert finding.disguised == (level != next(r.level for r in RULES if r.id == finding.rule))


def test_words_of_two_messages_are_never_read_together():
    halves = ["后果", "自负", "告诉你", "父母你欠款"]
    assert not any(e.findings for e in examined(halves))
    assert not examined(["后果\n自负"])[0].findings


def test_a_gap_does_not_cross_the_end_of_a_sentence():
    assert examined(["告诉他。父母的欠款"])[0].verdict == "unrelated"
    assert examined(["告诉他的父母欠款"])[0].verdict == "likely_unlawful"


def test_a_word_that_ends_a_sentence_may_stand_between_the_others():
    asking = Examiner([rule("asking", "你是 ~4 儿子 吗|？ 欠钱")])
    assert asking.one("你是他儿子？欠钱", DAY).findings
    assert not asking.one("你是他儿子。欠钱", DAY).findings


def test_a_rule_that_forbids_disguise_is_not_looked_for_behind_insertions():
    assert examined(["马上还款"])[0].findings
    assert not examined(["马上还 款"])[0].findings


def test_the_order_of_rules_in_files_does_not_change_the_findings():
    texts = made(400, seed=3)
    turned = Examiner(tuple(reversed(RULES))).many([Text(text, DAY) for text in texts])
    assert turned == examined(texts)


def test_no_texts_and_empty_texts_are_nothing():
    examiner = Examiner(RULES)
    assert examiner.many([]) == []
    assert [e.verdict for e in examiner.many([Text("", DAY)] * 3)] == ["unrelated"] * 3


def test_several_threads_may_use_one_examiner():
    texts = made(2000, seed=4)
    examiner = Examiner(RULES)
    expected = examiner.many([Text(text, DAY) for text in texts])
    with ThreadPoolExecutor(8) as pool:
        parts = [texts[i : i + 50] for i in range(0, len(texts), 50)] * 4
        found = list(pool.map(lambda part: examiner.many([Text(text, DAY) for text in part]), parts))
    assert [e for part in found for e in part] == expected * 4


def test_a_pattern_that_would_match_everything_is_refused():
    with pytest.raises(shelf.KnowledgeError, match="非有不可"):
        Engine([rule("empty", "老赖? ~3")], SLOTS)


def test_a_pattern_of_single_characters_is_found_all_the_same():
    alone = [rule("single", "死|亡 ~3 你|您")]
    assert Examiner(alone).one("去死吧你", DAY).findings[0].quote == "死吧你"


def test_compiled_words_are_kept_and_a_spoilt_copy_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv("ANNING_CACHE", str(tmp_path))
    monkeypatch.setattr("anning.detection.scanners._LARGE", 2)
    texts = made(200, seed=5)
    expected = examined(texts, make=HyperscanScanner)
    [kept] = tmp_path.rglob("*.hyperscan")
    before = kept.stat().st_mtime_ns
    assert examined(texts, make=HyperscanScanner) == expected
    assert kept.stat().st_mtime_ns == before
    kept.write_bytes(kept.read_bytes()[:-9] + b"\0" * 9)
    assert examined(texts, make=HyperscanScanner) == expected
    assert kept.stat().st_mtime_ns != before


def test_a_cache_that_cannot_be_written_is_no_reason_to_stop(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ANNING_CACHE", str(tmp_path / "file"))
    assert examined(["后果自负"], make=HyperscanScanner)[0].findings


def test_the_digest_is_of_the_rules():
    assert Engine(RULES, SLOTS).digest == Engine(RULES, SLOTS).digest
    assert Engine(RULES, SLOTS).digest != Engine(RULES[1:], SLOTS).digest


class TestCatalogue:
    """The product's own rules: the same findings from every engine on everything the rules themselves say."""

    @pytest.fixture(autouse=True)
    def own_slots(self):
        """The catalogue uses the product's slots and contexts."""

    @pytest.mark.parametrize("make", SCANNERS)
    def test_every_scanner_finds_what_the_plain_expressions_find(self, make):
        rules = conduct.rules()
        written = [e.text for r in rules for e in r.examples] + [c for r in rules for c in r.counter_examples]
        texts = [Text(text, DAY, whom) for text in written for whom in ("", "third_party")]
        expected = Examiner(kind=PlainEngine).many(texts)
        assert Examiner(make=make).many(texts) == expected
        assert all(
            finding.quote == text.text[finding.start : finding.end]
            for text, e in zip(texts, expected, strict=True)
            for finding in e.findings
        )
