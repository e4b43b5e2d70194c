"""Text from a clipboard or a .txt file: one message, or a conversation taken apart where it says who wrote when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from anning.domain.china_time import iso
from anning.importers.formats import pasted
from anning.knowledge import formats as knowledge

FORMAT = pasted.FORMAT
QQ = """消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:我的好友
================================================================
消息对象:李主任
================================================================

2026-01-05 8:03:11 李主任(123456789)
你欠的钱什么时候还
再不还就上门

2026-01-05 8:04:11 张三(987654321)
不要再打了
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_message_with_what_the_person_said_of_it(encoding):
    data = "您已逾期，\n请于2026-01-05 18:00前还款\n".encode(encoding)
    got = read(
        FORMAT, data, "粘贴.txt", address="10690000", name="某平台", at="2026-01-05 08:03", channel="wechat"
    )
    (one,) = got.contacts
    assert one.text == "您已逾期，\n请于2026-01-05 18:00前还款"
    assert (one.address, one.name, one.channel, one.direction) == ("10690000", "某平台", "wechat", "in")
    assert iso(one.at) == "2026-01-05T08:03:00+08:00"
    assert not got.problems


def test_a_time_typed_wrongly_is_said_and_the_text_kept():
    got = read(FORMAT, "请还款".encode(), "x.txt", at="前天")
    assert (got.contacts[0].at, got.contacts[0].text) == (None, "请还款")
    assert "前天" in got.problems[0].reason


def test_a_qq_record_becomes_its_messages_and_nothing_else():
    got = read(FORMAT, QQ.encode("gb18030"), "QQ.txt", own="987654321")
    assert [(one.name, one.address, one.direction, one.text) for one in got.contacts] == [
        ("李主任", "123456789", "in", "你欠的钱什么时候还\n再不还就上门"),
        ("张三", "987654321", "out", "不要再打了"),
    ]
    assert iso(got.contacts[0].at) == "2026-01-05T08:03:11+08:00"
    assert not got.problems


def test_who_is_the_owner_is_asked_not_guessed():
    got = read(FORMAT, QQ.encode(), "QQ.txt")
    assert {one.direction for one in got.contacts} == {"in"}
    assert any("本人" in problem.reason for problem in got.problems)


def test_messages_copied_from_a_phone():
    text = "[2026-01-05 08:03] 10690000: 请还款\n否则上门\n[2026-01-05 08:04] 李主任：听到没有\n"
    first, second = read(FORMAT, text.encode(), "x.txt").contacts
    assert (first.address, first.text) == ("10690000", "请还款\n否则上门")
    assert (second.name, second.text) == ("李主任", "听到没有")


def test_splitting_can_be_refused():
    (one,) = read(FORMAT, QQ.encode(), "QQ.txt", split="no").contacts
    assert "再不还就上门" in one.text
    assert one.locator == "text"


def test_words_above_the_first_header_are_not_lost():
    text = "以下是聊天记录\n[2026-01-05 08:03] 10690000: 一\n[2026-01-05 08:04] 10690000: 二\n"
    assert [one.text for one in read(FORMAT, text.encode(), "x.txt").contacts] == [
        "以下是聊天记录",
        "一",
        "二",
    ]


def test_an_empty_paste_says_so():
    got = read(FORMAT, b"  \n ", "x.txt")
    assert not got.contacts
    assert got.problems


def test_a_very_long_text_is_cut_and_said():
    got = read(FORMAT, ("还钱" * 150_000 + "\n").encode(), "x.txt")
    assert len(got.contacts[0].text) <= pasted.LONGEST
    assert any("只登记了前面" in problem.reason for problem in got.problems)


@pytest.mark.parametrize("header", knowledge.chat_headers().headers, ids=lambda header: header.id)
def test_every_header_reads_its_own_examples(header):
    for example in header.examples:
        got = pasted.header(example.line)
        assert got
        assert (got.way, got.name, got.address, got.text) == (
            header.id,
            example.name,
            example.address,
            example.text,
        )


@pytest.mark.parametrize("line", knowledge.chat_headers().counter_examples)
def test_a_date_in_a_sentence_is_no_header(line):
    assert pasted.header(line) is None


@pytest.mark.parametrize(("data", "name"), [
    (b"<?xml version='1.0'?><smses/>", "x"), (b"<svg onload='x()'/>", "x.svg"), (b'{"a": 1}', "x"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "x.txt"), (b"", "x.txt"),
])  # fmt: skip
def test_what_is_not_written_for_reading_is_left_to_others(data, name):
    assert FORMAT.sniff(data, name) == 0


@given(st.binary(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_can_be_pasted(data):
    FORMAT.sniff(data, "x.txt")
    read(FORMAT, data, "x.txt")
