from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from sms_xml import AT, HEADER, Read, call, export, mms, part, sms

from anning.domain.records import Contact

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_a_text_message_is_read_whole_and_without_remarks():
    read = Read(export(sms("【某某贷】您已逾期3天，请还款\n退订回T")))
    assert read.sniffed == 100
    assert read.contacts == [
        Contact(
            kind="message",
            locator="sms[0]",
            at=AT,
            address="+8613800001111",
            text="【某某贷】您已逾期3天，请还款\n退订回T",
        )
    ]
    assert not read.problems
    assert read.reading.complete
    assert read.reading.declared == 1
    assert read.reading.counts == {"message": 1}
    assert read.reading.first_at == read.reading.last_at == AT


@pytest.mark.parametrize(
    ("kind", "direction", "kept"),
    [(1, "in", ""), (2, "out", ""), (3, "out", "3"), (4, "out", "4"), (5, "out", "5"), (6, "out", "6")],
)
def test_drafts_and_failed_messages_are_told_from_sent_ones(kind, direction, kept):
    [contact] = Read(export(sms(type=kind))).contacts
    assert contact.direction == direction
    assert contact.extra.get("type", "") == kept


@pytest.mark.parametrize(
    ("kind", "seconds", "direction", "state"),
    [
        (1, 31, "in", "connected"),
        (1, 0, "in", "unknown"),
        (2, 12, "out", "connected"),
        (2, 0, "out", "missed"),
        (3, 0, "in", "missed"),
        (4, 0, "in", "missed"),
        (5, 0, "in", "rejected"),
        (6, 0, "in", "rejected"),
        (1001, 0, "in", "unknown"),
    ],
)
def test_direction_and_state_of_calls(kind, seconds, direction, state):
    read = Read(export(call(type=kind, duration=seconds), root="calls"), "calls.xml")
    [contact] = read.contacts
    assert (contact.kind, contact.channel, contact.locator) == ("call", "call", "call[0]")
    assert (contact.direction, contact.state, contact.duration_s) == (direction, state, seconds)
    assert contact.extra.get("type", "") == ("" if kind in {1, 2, 3, 5} else str(kind))
    assert not read.problems


@pytest.mark.parametrize("number", ["", "-1", "-2", "null"])
def test_a_withheld_number_is_no_number(number):
    [contact] = Read(export(call(number=number, presentation=2), root="calls")).contacts
    assert contact.address == ""
    assert contact.extra["presentation"] == "2"
    assert contact.extra.get("number", "") == (number if number.startswith("-") else "")


def test_null_is_nothing_and_a_body_of_that_word_is_kept_beside():
    read = Read(export(sms("null", address="null", contact_name="null"), sms("好", contact_name="王喆")))
    first, second = read.contacts
    assert (first.text, first.address, first.name) == ("", "", "")
    assert first.extra["body"] == "null"
    assert second.name == "王喆"


def test_what_the_maker_added_is_kept_in_any_order():
    read = Read(
        export(sms(sim_imsi="460001", block_type="null"), sms(), f'<sms body="好" date="{AT}" type="1"/>')
    )
    assert read.contacts[0].extra == {"sim_imsi": "460001"}
    assert read.contacts[1].extra == {}
    assert read.contacts[2].text == "好"


def test_a_message_that_arrived_much_later_keeps_its_sending_time():
    late, soon = Read(export(sms(date_sent=AT - 7_200_000), sms(date_sent=AT - 3000))).contacts
    assert late.extra == {"date_sent": str(AT - 7_200_000)}
    assert soon.extra == {}


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("昨天", None),
        ("", None),
        ("null", None),
        ("9" * 30, None),
        ("1e12", None),
        ("99999999999999999", None),
    ],
)
def test_a_time_that_is_none_is_told_with_its_line_and_the_rest_goes_in(date, at):
    read = Read(export(sms("一"), sms("二", date=date, date_sent=0), sms("三")))
    assert read.texts == ["一", "二", "三"]
    assert read.contacts[1].at is at
    assert [problem.where for problem in read.problems] == ["sms.xml 第 4 行"]
    assert read.contacts[1].extra["date"] == ("" if date == "null" else date)


@pytest.mark.parametrize(("date", "day"), [(0, "1970-01-01"), (4_070_908_800_000, "2099-01-01")])
def test_an_impossible_date_is_kept_and_told(date, day):
    read = Read(export(sms(date=date)))
    assert read.contacts[0].at == date
    assert day in read.told


def test_nothing_is_newer_than_the_backup_that_holds_it():
    text = export(sms(date=AT + 10 * 86_400_000)).replace("<smses ", f'<smses backup_date="{AT}" ')
    assert "不可能" in Read(text).told
    assert not Read(text.replace(f'backup_date="{AT}"', f'backup_date="{AT + 11 * 86_400_000}"')).problems


def test_text_where_a_number_should_be():
    read = Read(export(sms(type="inbox"), call(duration="三分钟", type="missed")))
    assert [contact.extra for contact in read.contacts] == [
        {"type": "inbox"},
        {"duration": "三分钟", "type": "missed"},
    ]
    assert "inbox" in read.told
    assert "三分钟" in read.told


def test_the_number_of_messages_announced_is_held_against_the_real_one():
    read = Read(export(sms(), sms(), count=58))
    assert (read.reading.declared, read.reading.counts) == (58, {"message": 2})
    assert "58" in read.told


def test_an_mms_gives_its_text_and_its_files():
    parts = (
        part(ct="application/smil", text="<smil/>")
        + part(text="第一段")
        + part(ct="image/png", name="催收函.png", data=base64.b64encode(PNG).decode())
        + part(text="第二段")
    )
    addrs = '<addr address="+8613911112222" type="137"/><addr address="+8613800001111" type="151"/>'
    read = Read(export(mms(parts, addrs, address="+8613911112222~+8613800001111")))
    [contact] = read.contacts
    assert contact.text == "第一段\n第二段"
    assert contact.address == "+8613911112222"
    assert contact.extra == {"group": "+8613911112222~+8613800001111"}
    assert contact.channel == "mms"
    [attachment] = read.attachments
    assert (attachment.name, attachment.media_type, attachment.data) == ("催收函.png", "image/png", PNG)
    assert (attachment.locator, attachment.contact) == ("mms[0]/part[2]", "mms[0]")
    assert not read.problems


def test_a_sent_mms_went_to_whom_it_names():
    [contact] = Read(
        export(mms(part(text="收到"), '<addr address="insert-address-token" type="137"/>', msg_box=2))
    ).contacts
    assert (contact.direction, contact.address) == ("out", "10086")


def test_text_of_an_mms_in_another_charset():
    data = base64.b64encode("全村都知道你欠钱".encode("gb18030")).decode()
    [contact] = Read(export(mms(part(chset=2025, data=data)))).contacts
    assert contact.text == "全村都知道你欠钱"


def test_a_subject_that_android_kept_as_latin_1_is_read():
    [contact] = Read(export(mms(part(text="正文"), sub="通知".encode().decode("latin-1")))).contacts
    assert contact.text == "通知\n正文"


def test_a_corrupt_picture_is_told_and_the_text_beside_it_stays():
    parts = (
        part(ct="image/png", name="a.png", data="not-base64!!")
        + part(text="看图")
        + part(ct="image/jpeg", data="")
    )
    read = Read(export(mms(parts), sms("后面的")))
    assert read.texts == ["看图", "后面的"]
    assert not read.attachments
    assert len(read.problems) == 2
    assert "a.png" in read.told


def test_an_emoji_written_as_two_halves_becomes_one_and_is_counted():
    text = export(sms("好EMOJI"), sms("坏HALF"))
    text = text.replace("EMOJI", "&#55357;&#56832;&#xD83D;&#xDE01;").replace("HALF", "&#55357;")
    read = Read(text)
    assert read.texts == ["好😀😁", "坏\ufffd"]
    assert read.reading.repairs == {"surrogate_pair": 2, "lone_surrogate": 1}
    assert not read.problems


@pytest.mark.parametrize("before", range(65536 - 24, 65536, 3))
def test_an_emoji_across_two_blocks(before):
    start = export(sms("X"))
    padding = "a" * (before - start.index("X"))
    read = Read(start.replace("X", padding + "&#55357;&#56832;&#55357;&#56833;"))
    assert read.texts == [padding + "😀😁"]


def test_control_characters_do_not_cost_the_message():
    read = Read(export(sms("一X二")).replace("X", "&#0;&#x1F;"))
    assert read.texts == ["一\ufffd\ufffd二"]
    assert read.reading.repairs == {"control_character": 2}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-8"),  # as PowerShell writes what it was given
        ("utf-16-le", "UTF-8"),
        ("utf-16-be", "UTF-16"),
        ("gb18030", "GB2312"),
        ("gb18030", "UTF-8"),
        ("utf-8", "GBK"),
        ("utf-8", "no-such-encoding"),
        ("big5", "Big5"),
    ],
)
def test_the_bytes_decide_what_encoding_it_is(encoding, declared):
    text = export(*[sms("你欠錢不還，全村都知道")] * 5).replace("UTF-8", declared, 1)
    data = text.encode(encoding)
    read = Read(data)
    assert read.sniffed == 100
    assert read.texts == ["你欠錢不還，全村都知道"] * 5
    assert read.reading.complete


def test_a_label_that_lies_is_told():
    assert "GB" in Read(export(sms("还钱")).encode("gb18030")).told.upper()
    assert not Read(export(sms("还钱")).replace("UTF-8", "GB2312").encode("gb18030")).problems


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE smses [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE smses SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_dtd_is_refused(doctype):
    read = Read(export(sms("&b;")).replace("<smses", doctype + "<smses").replace("&amp;", "&"))
    assert not read.contacts
    assert not read.reading.complete
    assert "DTD" in read.told


def test_the_app_and_its_version_are_kept():
    header = HEADER + "<!--File Created By SMS Backup & Restore v10.20.002 on 01/06/2026 12:00:00-->\n"
    reading = Read(export(sms(), header=header)).reading
    assert (reading.tool, reading.tool_version) == ("SMS Backup & Restore", "10.20.002")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "sms.xml"),
        (b"<html><body>sms</body></html>", "a.html"),
        (b"PK\x03\x04", "sms.zip"),
        (b"id,text\n", "a.csv"),
    ],
)
def test_other_files_are_not_claimed(data, name):
    assert Read(data, name).sniffed == 0


@pytest.mark.skipif("ANNING_SHARED" not in os.environ, reason="the reference samples are not at hand")
def test_every_reference_sample():
    folder = Path(os.environ["ANNING_SHARED"]) / "samples" / "sms_backup_restore"
    files = {file.name: Read(file.read_bytes(), file.name) for file in folder.rglob("*.xml")}
    assert len(files) >= 6
    cut = files["sms_and_mms.xml"]
    assert (len(cut.contacts), cut.reading.complete) == (50, False)
    assert "第 136 行" in cut.told
    assert len(files["corrupt_attachments.xml"].problems) == 2
    assert len(files["sample_mms.xml"].attachments) == 4
    assert files["empty.xml"].reading.complete
