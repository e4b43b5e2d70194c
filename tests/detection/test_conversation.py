"""Contacts of one caller together: pieces joined, words that grow graver, repetition; each quote in its own message."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruling import rule

from anning.detection import conversation
from anning.detection.speaker import speaker, weigh
from anning.detection.wording import Examiner, examiner
from anning.domain.china_time import CHINA, instant
from anning.domain.entries import Entry
from anning.domain.findings import Conduct, Examined
from anning.knowledge.phrases.conversation import over_time, voices

START = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)


@cache
def reader() -> Examiner:
    return examiner()


@cache
def own() -> Examiner:
    """One rule of the test's own, so that what is split does not move with the catalogue."""
    return Examiner([rule("split", "带人 ~6 去你家 ~4 堵门", conduct=Conduct.VISIT_THREAT)])


def said(
    number: int, text: str, after: timedelta = timedelta(), direction: str = "in", by=reader, **more
) -> Entry:
    moment = START + after
    found = by().one(text, moment.date()) if text and direction == "in" else Examined("unrelated", ())
    return Entry(
        id=f"{number:032x}",
        kind=more.pop("kind", "message"),
        at=instant(moment),
        direction=direction,
        address="15400000001",
        name="",
        text=text,
        channel="sms",
        duration_s=None,
        state="unknown",
        evidence="e",
        locator=f"sms[{number}]",
        verdict=found.verdict,
        findings=found.findings,
        **more,
    )


def read(*entries: Entry, who: str = "unknown", by=reader) -> conversation.Thread:
    return conversation.thread(entries, who, by())


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def pieces(*texts: str, gap: float = 2, **more) -> list[Entry]:
    return [said(n, text, minutes(n * gap), by=own, **more) for n, text in enumerate(texts)]


def joined(*entries: Entry) -> tuple[conversation.Joined, ...]:
    return read(*entries, by=own).joined


SPLIT = ("不还钱是吧", "明天我带人", "去你家", "堵门")


def test_a_threat_in_pieces_is_one_finding_with_a_quote_in_each_message():
    entries = pieces(*SPLIT)
    (one,) = joined(*entries)
    texts = {entry.id: entry.text for entry in entries}
    assert [quote.quote for quote in one.quotes] == ["带人", "去你家", "堵门"]
    assert all(texts[quote.entry][quote.start : quote.end] == quote.quote for quote in one.quotes)
    assert over_time().joining.caution in one.caution
    assert (one.level, one.verdict) == ("medium", "likely_unlawful")


def test_hours_between_the_pieces_make_them_none():
    assert not joined(*pieces(*SPLIT, gap=45))


def test_what_one_message_says_alone_is_not_told_again():
    whole = said(0, "明天我带人去你家堵门", by=own)
    assert whole.verdict == "likely_unlawful"
    assert not joined(whole, said(1, "去你家", minutes(1), by=own), said(2, "堵门", minutes(2), by=own))


def test_long_messages_are_read_alone():
    long = "请您今天方便的时候给我们回个电话，我们一起商量一下这一笔账单怎么处理比较合适，谢谢您的理解和配合"
    assert len(long) > over_time().joining.longest
    texts = (SPLIT[1], long, SPLIT[2], SPLIT[3])
    assert not joined(*pieces(*texts, gap=1))


def test_what_the_person_sent_is_held_against_nobody():
    assert not joined(*pieces(*SPLIT, direction="out"))
    mine = said(9, "去你家", minutes(3), "out", by=own)
    assert not joined(said(0, SPLIT[1], by=own), mine, said(2, SPLIT[3], minutes(4), by=own))


def test_a_seam_between_two_stretches_hides_nothing():
    for before in range(3 * over_time().joining.most):
        texts = ["在吗"] * before + list(SPLIT)
        assert len(joined(*pieces(*texts, gap=1))) == 1, before


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SPLIT, "在吗", "还钱", "你妈那边", "我会去找", "打断你的", "腿", "。", "老赖"]),
        max_size=20,
    )
)
def test_law_every_quote_is_a_slice_of_its_own_message(texts):
    entries = pieces(*texts)
    known = {entry.id: entry.text for entry in entries}
    found = read(*entries, by=own)
    steps = found.rise.steps if found.rise else ()
    quotes = [*(q for one in found.joined for q in one.quotes), *(step.quote for step in steps)]
    assert all(known[q.entry][q.start : q.end] == q.quote for q in quotes)


def test_a_court_number_is_read_for_nothing():
    assert not read(*pieces(*SPLIT), who="court", by=own).telling


def test_words_that_grow_graver_are_shown_with_the_first_and_the_last():
    mild = said(0, "【某银行】您的账单1200元已逾期，请尽快还款。")
    grave = said(1, "再不还钱就打断你的腿", timedelta(days=4))
    rise = read(mild, grave).rise
    assert rise is not None
    assert [rise.steps[0].quote.entry, rise.steps[-1].quote.entry] == [mild.id, grave.id]
    later = msgspec.structs.replace(mild, at=instant(START + timedelta(days=9)))
    assert read(grave, later).rise is None


def test_the_same_threat_on_three_days_is_repetition_under_the_law_of_the_last_day():
    text = "再不还钱就打断你的腿"
    twice = [said(n, text, timedelta(days=n)) for n in range(2)]
    assert not read(*twice).repeated
    (found,) = read(
        *twice, said(2, text, timedelta(days=5)), said(3, text, timedelta(days=5, hours=1))
    ).repeated
    assert (found.conduct, found.days, found.times) == ("threat_violence", 3, 4)
    assert [c.article for c in found.citations] == ["50(1)(5)"]
    old = [said(n, text, timedelta(days=n - 100)) for n in range(3)]
    assert [c.article for c in read(*old).repeated[0].citations] == ["42(5)"]


def test_a_dismissed_finding_counts_for_nothing():
    text = "再不还钱就打断你的腿"
    entries = [said(n, text, timedelta(days=n)) for n in range(3)]
    gone = [msgspec.structs.replace(e, dismissed=tuple(f.rule for f in e.findings)) for e in entries]
    assert not read(*gone).telling


@pytest.mark.parametrize(
    ("address", "text", "told", "who"),
    [
        ("12368", "", "collector", "court"),
        ("057112368", "", "", "court"),
        ("95588", "", "", "bank"),
        ("95588", "", "collector", "collector"),
        ("10690000123", "【工商银行】您好", "", "bank"),
        ("13800000000", "【工商银行】您好", "", "unknown"),
        ("13800000000", "", "known", "known"),
        ("13800000000", "", "third_party", "third_party"),
        ("", "", "", "unknown"),
    ],
)
def test_who_speaks(address, text, told, who):
    assert speaker("in", address, text, told) == who
    assert speaker("out", address, text, told) == "own"


def test_the_same_words_weigh_by_who_says_them():
    day = date(2026, 3, 2)
    threat = reader().one("再不还钱就打断你的腿", day)
    assert weigh(threat, "unknown") == weigh(threat, "collector") == threat
    friend = weigh(threat, "known")
    assert friend.verdict == "needs_context"
    assert all(f.decides == voices()["known"].asks for f in friend.findings)
    assert weigh(threat, "own").findings == ()
    assert [f.quote for f in friend.findings] == [f.quote for f in threat.findings]


def test_a_court_number_asks_to_verify_and_names_the_three_routes():
    text = "你已涉嫌诈骗罪，今天不还款就抓你坐牢"
    found = reader().one(text, date(2026, 3, 2))
    assert any(f.conduct == "false_legal_threat" and f.verdict == "likely_unlawful" for f in found.findings)
    weighed = [f for f in weigh(found, "court").findings if f.conduct == "false_legal_threat"]
    assert all(f.verdict == "needs_context" for f in weighed)
    assert all(route in weighed[0].decides for route in ("12368", "人民法院在线服务", "本人到法院"))
    assert not any(word in weighed[0].decides for word in ("假", "诈骗", "fake"))


def test_every_speaker_has_its_words():
    assert {"own", "court", "bank", "collector", "third_party", "known", "unknown"} == set(voices())


def test_ordinary_chat_in_pieces_says_nothing():
    chat = (
        "在吗",
        "明天几点",
        "我去你家接你",
        "带上孩子",
        "叫上你妈一起",
        "好嘞",
        "晚上吃火锅",
        "到了打电话",
    )
    entries = [said(n, text, minutes(n)) for n, text in enumerate(chat)]
    assert not read(*entries).joined
