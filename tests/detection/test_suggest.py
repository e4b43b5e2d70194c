"""The second opinion: the same on every run, better than chance, moved by what the person decides."""

from __future__ import annotations

import numpy as np
import pytest

from anning.detection import suggest
from anning.detection.suggest import Decided
from anning.domain.findings import NOT_UNLAWFUL
from anning.knowledge.conduct import rules

SPOKEN = [
    "你那点破事我让全村都晓得",
    "别逼我们用别的办法对付你",
    "跑得了和尚跑不了庙，咱走着瞧",
    "你爹妈的脸往哪搁",
]
EVERYDAY = [
    "晚上一起吃火锅吗",
    "妈，我到家了，放心",
    "周五下午三点开会，别迟到",
    "您的快递已放在驿站，请及时领取",
]


def test_the_same_rules_give_the_same_weights(monkeypatch, tmp_path):
    one = suggest.model().score([*SPOKEN, *EVERYDAY])
    monkeypatch.setenv("ANNING_CACHE", str(tmp_path))
    suggest._of_rules.cache_clear()
    assert np.array_equal(suggest.model().score([*SPOKEN, *EVERYDAY]), one)
    (kept,) = tmp_path.rglob("suggest-*.npy")
    kept.write_bytes(b"nonsense")
    suggest._of_rules.cache_clear()
    assert np.array_equal(suggest.model().score([*SPOKEN, *EVERYDAY]), one)
    suggest._of_rules.cache_clear()


def test_threats_in_words_of_no_rule_stand_above_everyday_talk():
    scores = suggest.model().score([*SPOKEN, *EVERYDAY])
    assert np.mean(scores[: len(SPOKEN)]) > np.mean(scores[len(SPOKEN) :])


def test_it_orders_rules_it_was_not_trained_on_better_than_chance():
    """Every fifth rule held out; the rest trains."""
    texts = [
        (n % 5 == 0, rule.conduct not in NOT_UNLAWFUL, e.text)
        for n, rule in enumerate(rules())
        for e in rule.examples
    ]
    others = [(n % 5 == 0, False, text) for n, rule in enumerate(rules()) for text in rule.counter_examples]
    every = [*texts, *others]
    train = [(worth, text) for held, worth, text in every if not held]
    weights = suggest._trained(
        [t for _, t in train], np.array([w for w, _ in train], float), np.ones(len(train))
    )
    model = suggest.Model(weights)
    bad = model.score([text for held, worth, text in every if held and worth])
    fine = model.score([text for held, worth, text in every if held and not worth])
    above = (bad[:, None] > fine[None, :]).mean()
    assert above > 0.6, above


@pytest.mark.parametrize("worth", [True, False])
def test_what_the_person_decides_moves_texts_like_it(worth):
    text = "老地方见，把东西带上"
    before = suggest.model().score([text])[0]
    after = suggest.model([Decided(text, worth)] * 3).score([text])[0]
    assert bool(after > before) is worth


@pytest.mark.parametrize("text", ["", "\n", "a", "好", "\n\n好\n", "🙂"])
def test_any_text_has_a_number(text):
    assert np.isfinite(suggest.model().score([text, "你好"])).all()


def test_a_text_scores_the_same_alone_and_among_others():
    among = suggest.model().score(["你好\n吗", *SPOKEN])
    assert among[1] == pytest.approx(suggest.model().score([SPOKEN[0]])[0])
