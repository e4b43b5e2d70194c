"""Promises found with their day, and the later contact that contradicts them with both quotes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from test_conversation import START, minutes, read, said

from anning.detection import promises
from anning.detection.due import due
from anning.domain.findings import Conduct
from anning.knowledge.conduct import rules
from anning.knowledge.phrases.conversation import promises as known

DAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize("promise", known().promises, ids=lambda promise: promise.subject)
def test_each_kind_finds_its_examples_and_leaves_its_counter_examples(promise):
    by = promise.by[0]
    for text in promise.examples:
        found = [one for one in promises.find(text, DAY, by) if one.subject == promise.subject]
        assert found, text
        assert text[found[0].start : found[0].end] == found[0].quote
    for text in promise.counter_examples:
        assert promise.subject not in [one.subject for one in promises.find(text, DAY, by)], text


def test_what_contradicts_is_made_of_conducts_and_kinds_that_exist():
    for promise in known().promises:
        assert set(promise.broken_by.conducts) <= set(Conduct)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天不会再打", DAY),
        ("明天还", date(2026, 3, 5)),
        ("后天上午", date(2026, 3, 6)),
        ("大后天", date(2026, 3, 7)),
        ("三天内", date(2026, 3, 7)),
        ("15个工作日内", date(2026, 3, 19)),
        ("下周五还500", date(2026, 3, 13)),
        ("周三", DAY),
        ("周一", date(2026, 3, 9)),
        ("月底", date(2026, 3, 31)),
        ("下个月底", date(2026, 4, 30)),
        ("12月15号", date(2026, 12, 15)),
        ("一月二十号", date(2027, 1, 20)),
        ("二十号还", date(2026, 3, 20)),
        ("这个月1号", date(2026, 4, 1)),
        ("15号楼下等", None),
        ("2月30日", None),
        ("您好", None),
        ("年底", date(2026, 12, 31)),
    ],
)
def test_a_day_said_is_a_day_on_the_calendar(text, day):
    assert due(text, DAY) == day


def test_the_person_and_the_other_side_promise_different_things():
    assert [one.subject for one in promises.find("我下周五还500元", DAY, "us")] == ["pay"]
    assert promises.find("我下周五还500元", DAY, "us")[0].due == date(2026, 3, 13)
    assert not promises.find("我下周五还500元", DAY, "them")


def test_a_call_on_the_day_they_said_they_would_not_call_again():
    word = said(0, "好的，今天不会再打了")
    ring = said(1, "", minutes(90), kind="call")
    (broken,) = read(word, ring).broken
    assert (broken.subject, broken.how, broken.times) == ("stop_calls", "call", 1)
    assert (broken.promise.entry, broken.against.entry) == (word.id, ring.id)
    assert broken.promise.quote in word.text
    assert broken.due == START.date()
    assert not read(word, said(1, "", timedelta(days=1), kind="call")).broken


def test_family_contacted_after_the_word_that_they_would_not_be():
    word = said(0, "您放心，我们不会再联系您的家人")
    told = next(rule for rule in rules() if rule.conduct == Conduct.THIRD_PARTY_DISCLOSURE).examples[0]
    later = said(1, told.text, timedelta(days=6))
    (broken,) = read(word, later).broken
    assert broken.subject == "no_third_party"
    assert later.text[broken.against.start : broken.against.end] == broken.against.quote
    assert not read(later, said(2, word.text, timedelta(days=9))).broken, "what came before breaks nothing"


def test_fees_waived_and_asked_for_all_the_same():
    found = read(
        said(0, "领导同意给您减免全部违约金"),
        said(1, "违约金今天必须还清，一分都不能少", timedelta(days=3)),
    ).broken
    assert [(one.subject, one.how) for one in found] == [("waive_fees", "words")]


def test_what_the_person_says_breaks_no_word_of_the_other_side():
    word = said(0, "好的，今天不会再打了")
    assert not read(word, said(1, "", minutes(5), "out", kind="call")).broken


def test_many_promises_cost_no_more_than_few():
    words = [said(n, "今天不会再打了", minutes(n)) for n in range(200)]
    assert not read(*words).broken
    assert len(read(*words, said(201, "", minutes(201), kind="call")).broken) <= 8
