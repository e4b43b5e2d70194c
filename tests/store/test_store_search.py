from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import NOON, load, message, texts

from anning import store
from anning.detection.views import fold
from anning.store import Where, search

LAWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.text(alphabet="法院还钱催收上门律师函Aaｂ１23國国 \n，😀喆", max_size=12)


@pytest.fixture(params=["small", "usual"])
def segments(request):
    """With segments of 64 contacts, a handful of messages exercises all that a million does."""
    if request.param == "usual":
        yield
        return
    with patch.multiple(search, SEGMENT=64, BLOCKS=64 // search.BLOCK):
        yield


@LAWS
@given(
    st.lists(st.tuples(words, words, st.one_of(st.none(), st.integers(0, 99))), max_size=30),
    words,
    st.booleans(),
)
def test_search_is_a_scan_for_the_substring(home, segments, messages, word, newest_first):
    store.wipe_index()
    contacts = [
        message(f"sms[{n}]", text, None if at is None else NOON + at, f"1069{n}", name=name)
        for n, (text, name, at) in enumerate(messages * 8)
    ]
    load("a", contacts[: len(contacts) // 2], batch=37)
    load("b", contacts[len(contacts) // 2 :], sealed_at=1, batch=11)
    held = fold(word)
    expected = [
        entry.id
        for entry in store.every_entry(newest_first=newest_first)
        if held in fold(entry.text) or held in fold(entry.name) or held in fold(entry.address)
    ]
    assert [e.id for e in store.every_entry(Where(search=word), newest_first=newest_first)] == expected
    assert [e.id for e in store.entries(Where(search=word), limit=9, newest_first=newest_first)] == expected[
        :9
    ]
    assert store.count(Where(search=word)) == len(expected)


@pytest.mark.parametrize("word", ["法院", "院", "法院传票", "通讯录", "06"])
def test_words_of_any_length_are_found(home, word):
    load(
        "a",
        [
            message("sms[0]", "请到法院传票窗口，通讯录", address="10690006"),
            message("sms[1]", "无关", NOON + 1),
        ],
    )
    assert texts(search=word) == ["请到法院传票窗口，通讯录"]


def test_width_case_and_traditional_script_are_one(home):
    load("a", [message("sms[0]", "請還錢，ＡＢＣ貸款")])
    assert len(texts(search="请还钱")) == len(texts(search="abc贷款")) == 1


def test_names_and_numbers_are_searched_but_not_across_fields(home):
    load("a", [message("sms[0]", "早安", name="张三", address="13812345678")])
    assert len(texts(search="张三")) == len(texts(search="345678")) == 1
    assert texts(search="安张") == []


def test_pages_of_hits_join_without_gap_or_repeat(home, segments):
    load("a", [message(f"sms[{n}]", "催收" if n % 3 else "别的", NOON + n % 7) for n in range(300)])
    for newest_first in (False, True):
        everything = [e.id for e in store.every_entry(Where(search="催收"), newest_first=newest_first)]
        paged, after = [], None
        while page := store.entries(Where(search="催收"), after=after, limit=17, newest_first=newest_first):
            paged += [e.id for e in page]
            after = store.Cursor.behind(page[-1])
        assert paged == everything
        assert len(paged) == 200


def test_what_was_taken_out_is_found_no_more_and_what_follows_is(home, segments):
    load("a", [message(f"sms[{n}]", f"旧消息{n}", NOON + n * 1000) for n in range(200)])
    store.forget(store.evidences()[0].id)
    assert texts(search="旧消息") == []
    load("b", [message(f"sms[{n}]", f"新消息{n}", NOON + n * 1000) for n in range(200)])
    assert len(texts(search="新消息")) == 200
    assert texts(search="旧消息") == []


def test_an_entry_is_found_by_its_id_among_many(home, segments):
    load("a", [message(f"sms[{n}]", f"{n}", NOON + n) for n in range(150)])
    for entry in store.every_entry():
        assert store.entry(entry.id) == entry


def test_search_and_other_conditions_hold_together(home, segments):
    load(
        "a", [message(f"sms[{n}]", "还钱", NOON + n, direction="out" if n % 2 else "in") for n in range(150)]
    )
    assert store.count(Where(search="还钱", direction="out", since=NOON + 10, until=NOON + 20)) == 5


def test_rare_pairs_in_full_segments_are_found(home):
    texts_in = [f"{chr(0x4E00 + n % 2000)}{chr(0x4E00 + (n * 7) % 3000)}收" for n in range(9000)]
    load("a", [message(f"sms[{n}]", text, NOON + n * 1000) for n, text in enumerate(texts_in)])
    for word in (texts_in[5][:2], texts_in[4000][:2], texts_in[8999], texts_in[8192][1:]):
        assert texts(search=word) == [text for text in texts_in if word in text]
