"""Personal data in text: examples found whole, ordinary numbers left alone, and laws that hold for any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from anning.knowledge import personal as data
from anning.shield import personal

KINDS = data.kinds()
EXAMPLES = [(kind.id, text, quote) for kind in KINDS for text, quote in kind.examples.items()]
COUNTERS = [(kind.id, text) for kind in KINDS for text in kind.counter_examples]
BITS = st.sampled_from(
    ["13800138000", "11010519491231002X", "6222600260001072444", "浙A12345", "0571-87654321", "a@b.cn", "微信abc_12345",
     "文三路1号2幢3室", "姓名：张三", "，", "的", " ", "\n", "8", "-", "x", "李四先生", "０", "一三八"]
)  # fmt: skip
TEXTS = st.lists(BITS | st.text(max_size=4), max_size=12).map("".join)


@pytest.mark.parametrize(("kind", "text", "quote"), EXAMPLES)
def test_an_example_is_found_whole_and_as_what_it_is(kind, text, quote):
    assert (kind, quote) in {(one.kind, one.quote) for one in personal.find(text, also=[kind])}


@pytest.mark.parametrize(("kind", "text"), COUNTERS)
def test_a_counter_example_is_left_alone(kind, text):
    assert not personal.find(text, also=[kind])


@given(TEXTS)
def test_quotes_stand_where_they_say_and_do_not_overlap(text):
    found = personal.find(text, ["张三"], words=["的x"])
    assert all(text[one.start : one.end] == one.quote and one.quote for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(
    st.text(alphabet="我你在的，。 \n楼下来", max_size=20),
    st.text(alphabet="我你的，。 \n楼下来", max_size=20),
)
def test_a_mobile_number_is_found_between_any_words(before, after):
    found = personal.find(f"{before}13800138000{after}")
    assert any("13800138000" in one.quote for one in found)


@given(
    st.from_regex(
        r"(11|33|44)[0-9]{4}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]",
        fullmatch=True,
    )
)
def test_bare_eighteen_digits_are_an_id_only_with_its_check_digit(number):
    right = ric.calc_check_digit(number) == number[-1]
    assert any(one.kind == "resident_id" for one in personal.find(f"编号{number}。")) == right


@given(st.dates(), st.integers(1, 10**7), st.integers(1, 9999))
def test_days_amounts_and_case_numbers_are_no_personal_data(day, cents, number):
    text = f"截至{day:%Y-%m-%d}欠款{cents / 100:,.2f}元，（{day:%Y}）苏0102民初{number}号，{day:%Y%m%d}，年利率15.4%"
    assert not personal.find(text)


@given(st.dates(), st.integers(0, 10**9))
def test_order_numbers_that_begin_with_a_day_are_left_alone(day, number):
    if 1970 <= day.year <= 2099:
        assert not personal.find(f"订单{day:%Y%m%d}{number:010}，流水DD{day:%Y%m%d}{number:06}")


@given(TEXTS)
def test_what_was_covered_is_not_found_again(text):
    from anning.shield import redact_text

    found = personal.find(text)
    after = redact_text.covered(text, found).text
    again = {one.quote for one in personal.find(after) if one.sure}
    assert not again & {one.quote for one in found}


def test_service_numbers_are_nobodys():
    assert not personal.find("请拨12368、12378、95588、400-889-5588或10086")


def test_a_name_given_away_once_is_covered_wherever_it_stands():
    found = personal.find("联系人：王建国。后来王建国又来了，王 建国还打电话")
    assert [one.quote for one in found] == ["王建国", "王建国", "王 建国"]


def test_papers_that_set_spaces_between_chinese_and_digits():
    found = personal.find("住在文三路 123 号 5 幢 601 室，车牌 浙 A·12345 停在楼下")
    assert [one.quote for one in found] == ["文三路 123 号 5 幢 601 室", "浙 A·12345"]


def test_survivors_are_seen_through_spaces_and_in_part():
    assert personal.survivors("1380 0138 000", ["13800138000"])
    assert personal.survivors("尾 8001380", ["13800138000"])
    assert not personal.survivors("编号 9123456", ["12345"])
    assert not personal.survivors("13800138001", ["13800138000"], kept=["13800138001"])


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(
        ["1", "1 ", "a@", "浙江省", "路1", "（0571）", "姓名：", "微信a", "一", "李先", "号", "1幢"]
    )
)
def test_no_text_takes_long(piece):
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    personal.find(text)
    assert time.process_time() - start < 3
