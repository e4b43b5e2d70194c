from __future__ import annotations

import base64

import pytest
from sms_xml import Read, call, export, mms, part, sms

MANY = [f"第{number}条" for number in range(400)]


def test_a_cut_file_gives_all_that_precedes_the_cut_and_says_where():
    whole = export(*[sms(text) for text in MANY]).encode()
    at = whole.index("第300条".encode())
    read = Read(whole[: at + 4])
    assert read.texts == MANY[:300]
    assert not read.reading.complete
    assert read.problems[-1].where == "sms.xml 第 303 行"
    assert "断" in read.told


def test_an_mms_cut_off_keeps_the_parts_it_had():
    whole = export(
        sms("一"), mms(part(text="前半") + part(ct="image/png", data=base64.b64encode(b"x" * 999).decode()))
    )
    read = Read(whole[: whole.index("data=") + 500])
    assert read.texts == ["一", "前半"]
    assert not read.attachments
    assert not read.reading.complete


@pytest.mark.parametrize(
    ("good", "bad", "text"),
    [
        ("X", '说“"还钱"”', '说“"还钱"”'),
        ("X", "a & b < c", "a & b < c"),
        ("X", "a\x0bb\x01c", "a\ufffdb\ufffdc"),
        ("X", "a&nosuch;b", "a&nosuch;b"),
        ("X", "a&#x110000;b", "a\ufffdb"),
    ],
)
def test_one_broken_row_costs_nothing_but_is_told(good, bad, text):
    rows = [sms(f"前{number}") for number in range(300)]
    read = Read(export(*rows, sms(good), *rows).replace(f'body="{good}"', f'body="{bad}"'))
    assert read.texts[300] == text
    assert len(read.contacts) == 601
    assert read.contacts[-1].locator == "sms[600]"
    assert read.contacts[300].extra["damaged"] == "1"
    assert [problem.where for problem in read.problems] == ["sms.xml 第 303 行"]
    assert read.reading.complete
    assert read.reading.repairs == {"broken_element": 1}


def test_one_broken_byte_costs_one_character():
    data = (
        export(*[sms(text) for text in MANY]).encode().replace("第200条".encode(), "第200".encode() + b"\xff")
    )
    read = Read(data)
    assert read.texts == [*MANY[:200], "第200\ufffd", *MANY[201:]]
    assert read.reading.complete


def test_a_row_of_which_nothing_is_left_still_counts():
    read = Read(export(sms("一"), "<sms <<<>>>", sms("三")))
    assert [(c.locator, c.text) for c in read.contacts] == [("sms[0]", "一"), ("sms[2]", "三")]
    assert read.problems[0].where == "sms.xml 第 4 行"


def test_a_broken_mms_keeps_what_is_readable():
    picture = part(ct="image/png", name="a.png", data=base64.b64encode(b"png").decode())
    read = Read(export(mms(part(text="一 BAD") + picture), sms("二")).replace("BAD", "<b>"))
    assert read.texts == ["一 <b>", "二"]
    assert [attachment.data for attachment in read.attachments] == [b"png"]
    assert read.contacts[0].locator == "mms[0]"


def test_a_part_too_large_to_hold_is_told_and_all_else_is_read(monkeypatch):
    monkeypatch.setattr("anning.importers.formats.sms_backup_restore.reader.LARGEST", 400_000)
    huge = part(ct="video/mp4", name="v.mp4", data="AAAA" * 300_000)
    small = part(ct="image/png", name="a.png", data=base64.b64encode(b"png").decode())
    read = Read(export(sms("一"), mms(part(text="看") + huge + small), sms("二")))
    assert read.texts == ["一", "看", "二"]
    assert [(a.locator, a.data) for a in read.attachments] == [("mms[0]/part[2]", b"png")]
    assert len(read.problems) == 1
    assert "太大" in read.told
    assert read.reading.complete


def test_a_large_part_is_read_whole():
    data = bytes(range(256)) * 8000
    read = Read(export(mms(part(ct="video/mp4", data=base64.b64encode(data).decode())), sms("二")))
    assert [a.data for a in read.attachments] == [data]
    assert read.texts == ["", "二"]
    assert not read.problems


def test_two_files_in_one_are_both_read():
    read = Read(export(sms("一")) + export(sms("二"), sms("三")))
    assert read.texts == ["一", "二", "三"]
    assert read.problems


def test_a_missing_end_tag_of_an_mms():
    read = Read(export(mms(part(text="一")).replace("</mms>", ""), sms("二")))
    assert read.texts == ["一", "二"]


def test_zeros_after_the_end_are_no_damage():
    read = Read(export(sms("一")).encode() + b"\0" * 5000)
    assert read.texts == ["一"]
    assert read.reading.complete
    assert not read.problems


def test_an_unquoted_count_in_the_first_tag():
    read = Read(export(sms("一"), sms("二")).replace('count="2"', "count=2"))
    assert read.texts == ["一", "二"]
    assert read.reading.declared == 2
    assert read.reading.complete


def test_a_file_without_line_breaks_and_with_blank_lines_before():
    text = "\n\n" + export(*[sms(text) for text in MANY]).replace("\n", "")
    assert Read(text).texts == MANY


def test_an_element_nobody_knows_is_told_once():
    read = Read(export(sms("一"), '<smt body="二"/>', '<smt body="三"/>'))
    assert read.told.count("smt") == 1


def test_every_row_broken_is_still_quick_and_complete():
    rows = [sms(f"第{number}条 Y") for number in range(3000)]
    read = Read(export(*rows).replace("Y", "\x02"))
    assert len(read.contacts) == 3000
    assert read.texts[2999] == "第2999条 \ufffd"


def test_calls_after_a_broken_one():
    read = Read(export(call(number="1&2"), call(number="3"), root="calls").replace("&amp;", "&"))
    assert [c.address for c in read.contacts] == ["1&2", "3"]
    assert read.reading.complete
