from __future__ import annotations

import io
import struct
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from importing import SMS, Got, zipped

from anning.importers import Limits
from anning.importers.containers import Member
from anning.importers.containers.zip import ZIP

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_messages_in_a_zip_are_read_where_they_lie():
    got = Got(
        zipped(
            {"备份/sms.xml": SMS.format("甲").encode(), "calls.xml": b'<calls><call number="1"/></calls>'}
        ),
        "a.zip",
    )
    assert got.texts == ["甲一", "甲二", ""]
    assert [c.locator for c in got.contacts] == [
        "备份/sms.xml!sms[0]",
        "备份/sms.xml!sms[1]",
        "calls.xml!call[0]",
    ]
    assert (got.reading.container, got.reading.format) == ("zip", "sms_backup_restore")
    assert got.reading.counts == {"message": 2, "call": 1}


def test_mails_and_tables_in_a_zip_become_contacts():
    mail = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?b?6L+Y6ZKx?=\r\n\r\nhello\r\n"
    table = "号码,时间,内容\n10086,2026-01-01 12:00:00,请还款\n".encode("gb18030")
    got = Got(zipped({"m.eml": mail, "t.csv": table}), "a.zip")
    assert {contact.kind for contact in got.contacts} == {"email", "message"}
    assert all(contact.locator.startswith(("m.eml!", "t.csv!")) for contact in got.contacts)
    assert set(got.reading.format.split("+")) == {"eml", "csv"} or "eml" in got.reading.format


def test_a_zip_bomb_is_not_unfolded():
    bomb = zipped({"bomb.xml": b"\0" * (300 << 20), "sms.xml": SMS.format("").encode()})
    assert len(bomb) < 400_000
    got = Got(bomb, "a.zip", Limits(cpu_s=5))
    assert "压缩炸弹" in got.told
    assert got.problems[0].where == "bomb.xml"
    assert got.texts == ["一", "二"]
    assert not got.reading.complete


def test_a_bomb_that_lies_about_its_size_stops_too():
    packed = zipped({"bomb.bin": b"\0" * (300 << 20)})
    lie = packed.replace(struct.pack("<I", 300 << 20), struct.pack("<I", 1000))
    got = Got(lie, "a.zip", Limits(cpu_s=5))
    assert got.problems
    assert sum(len(a.data) for a in got.attachments) <= 1000


def test_a_zip_in_a_zip_is_opened_and_one_deeper_is_told():
    inner = zipped({"sms.xml": SMS.format("里").encode(), "deep.zip": zipped({"x.txt": b"x"})})
    got = Got(zipped({"inner.zip": inner}), "a.zip")
    assert [c.locator for c in got.contacts] == ["inner.zip!sms.xml!sms[0]", "inner.zip!sms.xml!sms[1]"]
    assert [p.where for p in got.problems] == ["inner.zip!deep.zip"]
    assert "太深" in got.told


def test_names_are_labels_and_lead_nowhere(tmp_path):
    got = Got(
        zipped({"../../etc/passwd.png": PNG, "/abs.png": PNG, "C:\\x\\..\\y.png": PNG, "a\nb.png": PNG}),
        "a.zip",
    )
    assert [a.locator for a in got.attachments] == ["etc/passwd.png", "abs.png", "C:/x/y.png", "a_b.png"]


def test_names_written_on_a_chinese_windows():
    packed = zipped({"XXXXXXXX.png": PNG}).replace(b"XXXXXXXX", "催收录音".encode("gbk"))
    assert [a.name for a in Got(packed, "a.zip").attachments] == ["催收录音.png"]


def test_two_members_of_one_name_are_both_kept():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", PNG)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.png", PNG + b"2")
    assert [a.locator for a in Got(packed.getvalue(), "a.zip").attachments] == ["a.png", "a.png#2"]


def test_an_encrypted_member_is_told_and_the_rest_goes_in():
    packed = bytearray(zipped({"secret.xml": b"x" * 50, "sms.xml": SMS.format("").encode()}))
    packed[6] |= 1  # the flag, in the entry and in the archive's list
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    got = Got(bytes(packed), "a.zip")
    assert "密码" in got.told
    assert got.texts == ["一", "二"]


@pytest.mark.parametrize("damage", [lambda d: d[: len(d) // 2], lambda d: d[:4] + b"\0" * 200])
def test_a_broken_zip_is_a_sentence(damage):
    got = Got(damage(zipped({"sms.xml": SMS.format("").encode() * 20})), "a.zip")
    assert "压缩包" in got.told
    assert not got.reading.complete


def test_a_damaged_member_gives_what_precedes_the_damage():
    rows = SMS.format("").encode() + b" " * 10
    packed = bytearray(zipped({"sms.xml": rows, "b.png": PNG}, zipfile.ZIP_STORED))
    at = packed.index("二".encode())
    packed[at] ^= 0xFF
    got = Got(bytes(packed), "a.zip")
    assert got.texts[0] == "一"
    assert len(got.contacts) == 2
    assert "坏了" in got.told
    assert [a.name for a in got.attachments] == ["b.png"]


def test_thousands_of_members_stop_at_the_limit_with_a_sentence():
    packed = zipped({f"{number}.png": PNG for number in range(3000)}, zipfile.ZIP_STORED)
    got = Got(packed, "a.zip", Limits(entries=1000))
    assert len(got.attachments) == 1000
    assert "2000" in got.told


def test_a_member_that_is_too_large_to_take_out_is_told():
    got = Got(
        zipped({"v.mp4": b"\0\0\0\x20ftypisom" + bytes(range(256)) * 9000}, zipfile.ZIP_STORED),
        "a.zip",
        Limits(attachment=1 << 20),
    )
    assert not got.attachments
    assert "单独导入" in got.told


def test_the_whole_archive_has_a_limit():
    packed = zipped({f"{number}.bin": bytes(range(256)) * 400 for number in range(10)}, zipfile.ZIP_STORED)
    got = Got(packed, "a.zip", Limits(unpacked=300_000))
    assert len(got.attachments) == 2
    assert "展开后超过" in got.told


def test_what_other_systems_leave_behind_is_passed_over():
    got = Got(zipped({"__MACOSX/._a.png": b"x", "d/.DS_Store": b"x", "a.png": PNG, "empty/": b""}), "a.zip")
    assert [a.name for a in got.attachments] == ["a.png"]
    assert not got.problems


def test_an_office_document_is_no_container():
    assert ZIP.sniff(zipped({"[Content_Types].xml": b"<x/>"})[:65536], "a.docx") == 0
    assert ZIP.sniff(zipped({"[Content_Types].xml": b"<x/>"})[:65536], "renamed.zip") == 0
    assert ZIP.sniff(zipped({"a.txt": b"x"})[:65536], "sms.zip") == 100
    assert ZIP.sniff(b"<smses>", "sms.zip") == 0


def test_members_can_be_asked_for_without_reading_them():
    members = list(ZIP.members(io.BytesIO(zipped({"a": b"1", "b": b"2"})), Limits()))
    assert [m.name for m in members if isinstance(m, Member)] == ["a", "b"]


def test_an_empty_zip():
    got = Got(zipped({}), "a.zip")
    assert not got.contacts
    assert got.reading.container == "zip"
