"""What is hidden from a reader of words is found all the same, and nothing is read into ordinary texts."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruling import DAY, RULES, SLOTS, made

from anning.detection import views
from anning.detection.plain import PlainEngine
from anning.detection.restore import Restorer, cut, readings
from anning.detection.wording import Examiner, Text, examiner
from anning.knowledge import conduct, shelf
from anning.knowledge.phrases import disguise

WORDS = ("家里人", "欠款", "欠钱", "单位", "老赖", "通讯录", "亲戚朋友", "花圈", "法院")
LEAST_KEPT = 0.9
EXAMPLES = 160


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return _small()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("再不还qian就去你单位", "再不还钱就去你单位"),
        ("cuishou部的", "催收部的"),
        ("爆你tx录", "爆你通讯录"),
        ("欠k三千", "欠款三千"),
        ("芡款三千逾期", "欠款三千逾期"),
        ("打给你的亲乞朋友", "打给你的亲戚朋友"),
        ("贝戈人", "贱人"),
        ("送你一副⚰️", "送你一副棺材"),
        ("弄4你", "弄死你"),
        ("你这个老·莱，欠我三千", "你这个老赖,欠我三千"),
        ("伱卟還錢，涐去伱镓", "你不还钱,我去你家"),
    ],
)
def test_a_disguise_is_undone(restorer, written, meant):
    assert restorer.restored(views.fold(written)).text == meant


@pytest.mark.parametrize(
    "said",
    [
        "我家加人了，晚上一起吃饭",
        "高速上堵车，晚点到",
        "打4折，找4个人拼单",
        "去4S店保养",
        "app里下单，回T退订",
        "发源于法国",
        "你单位的食堂真好吃",
        "",
    ],
)
def test_an_ordinary_text_means_what_it_says(restorer, said):
    assert restorer.restored(views.fold(said)) is None


def test_a_word_of_two_is_read_by_its_sound_only_beside_another_sign(restorer):
    assert restorer.restored("芡款") is None
    assert restorer.restored("芡款，逾期").text == "欠款，逾期"


PIECES = st.sampled_from(
    [
        *"欠芡前款宽还钱老来赖家加里人仁单位为🐶🔪⚰\ufe0f·*4。，贝戈亻尔 ",
        "qian",
        "kuan",
        "k",
        "sb",
        "tx",
        "hello",
        "弄4你",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_every_place_of_a_restored_text_lies_in_the_text_in_order(text):
    seen = _small().restored(views.fold(text))
    if seen:
        assert len(seen.text) == len(seen.origin) == len(seen.ends)
        assert list(seen.origin) == sorted(seen.origin)
        assert all(0 <= start < end <= len(text) for start, end in zip(seen.origin, seen.ends, strict=True))


@cache
def _small() -> Restorer:
    return Restorer(WORDS)


def test_letters_are_cut_into_the_fewest_syllables():
    assert cut("cuishou") == ("cui", "shou")
    assert cut("xian") == ("xian",)
    assert cut("hello") == cut("app") == cut("q") == ()


def test_forms_and_sounds_are_usable():
    assert all(views.fold(form) == form and meant for form, meant in disguise.forms().items())
    assert all(readings().get(char) for word in disguise.sounds().core for char in word)
    assert all(sound in disguise.syllables() for sound in disguise.sounds().alone)


def test_what_is_dropped_as_written_does_not_come_back_in_another_view(monkeypatch):
    monkeypatch.undo()
    quoted = "电视剧里那个反派说要杀你全家，看得我好气"
    assert not examiner().one(quoted, DAY).findings


class TestOwnRules:
    @pytest.fixture(autouse=True)
    def own_slots(self, monkeypatch):
        monkeypatch.setattr("anning.knowledge.phrases.slots", lambda: SLOTS)
        monkeypatch.setattr("anning.knowledge.phrases.contexts", dict)

    def test_the_quote_of_a_disguised_finding_is_as_written_and_one_level_lower(self):
        [found] = Examiner(RULES).one("🐶告诉你家里仁你的欠kuan，逾期", DAY).findings
        assert (found.quote, found.level, found.disguised) == ("告诉你家里仁你的欠kuan", "medium", True)

    def test_traces_miss_nothing_that_reading_every_text_finds(self):
        chosen = random.Random(7)
        bits = ["qian", "kuan", "款", "宽", "芡", "仁", "里", "来", "🐶", "💰", "4", "贝戈", "k", "逾期"]
        texts = [
            "".join(char if chosen.random() > 0.15 else chosen.choice(bits) for char in text)
            for text in made(2500, seed=9)
        ]
        asked = [Text(text, DAY) for text in texts]
        found = Examiner(RULES).many(asked)
        assert found == Examiner(RULES, kind=PlainEngine).many(asked)
        assert sum(f.disguised for e in found for f in e.findings) > 20


# One way to disguise the quoted words of an example, for each kind; the text as it was when there is nothing to change.


def _other(char: str, chosen: random.Random) -> str:
    found = [o for sound in readings()[char] for o in disguise.syllables()[sound] if _fit(o) and o != char]
    return chosen.choice(found) if found else char


def _fit(char: str) -> bool:
    """Of the 3,755 characters in daily use, and not one that never stands for another."""
    return char.encode("gb2312")[0] < 0xD8 and char not in examiner().engine.restorer.never


def _word(quote: str, chosen: random.Random) -> str:
    known = examiner().engine.restorer.sounded
    spans = {quote[a : a + 2] for a in range(len(quote) - 1)} & known
    return chosen.choice(sorted(spans)) if spans else ""


def _sound(quote: str, chosen: random.Random) -> str:
    word = _word(quote, chosen)
    place = chosen.randrange(2)
    return (
        quote.replace(word, word[:place] + _other(word[place], chosen) + word[place + 1 :], 1)
        if word
        else quote
    )


def _pinyin(quote: str, chosen: random.Random) -> str:
    word = _word(quote, chosen)
    return quote.replace(word, "".join(readings()[char][0] for char in word), 1) if word else quote


def _half_pinyin(quote: str, chosen: random.Random) -> str:
    word = _word(quote, chosen)
    return quote.replace(word, word[0] + readings()[word[1]][0], 1) if word else quote


def _form(kind: Callable[[str], bool]) -> Callable[[str, random.Random], str]:
    written = {meant: form for form, meant in disguise.forms().items() if kind(form)}

    def disguised(quote: str, _: random.Random) -> str:
        there = [meant for meant in written if meant in quote]
        return quote.replace(there[0], written[there[0]], 1) if there else quote

    return disguised


@cache
def _script() -> dict[int, str]:
    pairs = (shelf.ROOT / "phrases/traditional.txt").read_text(encoding="utf-8").splitlines()
    return {ord(pair[1]): pair[0] for pair in pairs if not pair.startswith("#")}


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "traditional": lambda quote, _: quote.translate(_script()),
    "width": lambda quote, _: re.sub("[!-~]", lambda m: chr(ord(m.group()) + 0xFEE0), quote),
    "symbols": lambda quote, _: re.sub("(?<=[一-鿿])(?=[一-鿿])", "*", quote),
    "sound": _sound,
    "pinyin": _pinyin,
    "half pinyin": _half_pinyin,
    "split": _form(lambda form: len(form) == 2 and not form.isascii() and form[0] not in "4178"),
    "picture": _form(lambda form: not form[0].isalnum()),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_disguised_examples_keep_their_verdict(kind):
    chosen = random.Random(3)
    examples = [e for rule in conduct.rules() for e in rule.examples]
    chosen.shuffle(examples)
    plain = examiner().many([Text(e.text, DAY, e.recipient) for e in examples])
    texts, verdicts = [], []
    for example, said in zip(examples, plain, strict=True):
        hidden = KINDS[kind](example.quote, chosen)
        if said.verdict == "likely_unlawful" and hidden != example.quote and len(texts) < EXAMPLES:
            texts.append(Text(example.text.replace(example.quote, hidden, 1), DAY, example.recipient))
            verdicts.append(said.verdict)
    found = examiner().many(texts)
    assert all(
        f.quote == t.text[f.start : f.end] for t, e in zip(texts, found, strict=True) for f in e.findings
    )
    kept = sum(e.verdict == verdict for e, verdict in zip(found, verdicts, strict=True))
    assert texts
    assert kept >= LEAST_KEPT * len(texts)
