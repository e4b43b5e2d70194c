"""Mails as they come: GB labels that lie, raw headers, broken parts, pages, mails inside mails."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from anning.domain.china_time import iso
from anning.importers.formats import eml

FORMAT = eml.FORMAT
SAMPLES = Path(os.environ.get("ANNING_SHARED", "/nowhere")) / "samples" / "email_eml"


def mail(body: bytes, *headers: str, subject: str = "Subject: hello") -> bytes:
    top = [
        "From: Li <li@example.com>",
        "To: me@example.com",
        subject,
        "Date: Mon, 05 Jan 2026 08:03:11 +0800",
        *headers,
    ]
    return "\r\n".join(top).encode() + b"\r\n\r\n" + body


def b64(text: str, charset: str) -> str:
    return base64.b64encode(text.encode(charset)).decode()


def test_a_plain_mail():
    got = read(FORMAT, mail("请还款".encode(), "Content-Type: text/plain; charset=utf-8"), "x.eml")
    (one,) = got.contacts
    assert (one.kind, one.channel, one.locator, one.direction) == ("email", "email", "mail", "in")
    assert (one.address, one.name, iso(one.at)) == ("li@example.com", "Li", "2026-01-05T08:03:11+08:00")
    assert one.text == "hello\n\n请还款"
    assert not got.problems


@pytest.mark.parametrize(
    "label", ["gb2312", "GBK", "gb_2312-80", "cp936", "x-gbk", "gb18030", "utf-8", "us-ascii", ""]
)
def test_gb_text_keeps_every_character_whatever_its_label(label):
    words = "喆堃镕龘：再不还钱就上门，找你父母"
    kind = f"Content-Type: text/plain; charset={label}" if label else "Content-Type: text/plain"
    (one,) = read(FORMAT, mail(words.encode("gb18030"), kind), "x.eml").contacts
    assert one.text.endswith(words)


def test_a_subject_labelled_gb2312_keeps_rare_names():
    subject = f"Subject: =?gb2312?B?{b64('朱镕基与龘', 'gb18030')}?="
    (one,) = read(FORMAT, mail(b"x", subject=subject), "x.eml").contacts
    assert one.extra["subject"] == "朱镕基与龘"


def test_a_character_cut_in_two_by_the_sender_is_whole_again():
    data = "催收通知书".encode("gb18030")
    halves = [base64.b64encode(part).decode() for part in (data[:3], data[3:])]
    subject = f"Subject: =?gbk?B?{halves[0]}?=\r\n =?GBK?B?{halves[1]}?="
    (one,) = read(FORMAT, mail(b"x", subject=subject), "x.eml").contacts
    assert one.extra["subject"] == "催收通知书"


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_raw_eight_bit_headers_are_read_from_their_bytes(charset):
    top = "From: 李主任 <li@example.com>\r\nSubject: 最后通知\r\nDate: Mon, 05 Jan 2026 08:03:11 +0800"
    data = f"{top}\r\n\r\n请还款".encode(charset)
    got = read(FORMAT, data, "x.eml")
    (one,) = got.contacts
    assert (one.name, one.address, one.text) == ("李主任", "li@example.com", "最后通知\n\n请还款")
    assert got.reading.repairs["raw_header"]


def test_a_page_becomes_words_and_nothing_in_it_runs():
    page = (
        "<html><head><title>t</title><style>p{}</style><script>alert('x')</script></head><body>"
        "<p>请于<b>三日内</b>还款&nbsp;8650&#20803;</p>"
        "<div>否则上门<br>找你父母</div><img src='http://x/y.png' alt='印章'></body>"
    )
    (one,) = read(FORMAT, mail(page.encode(), "Content-Type: text/html; charset=utf-8"), "x.eml").contacts
    assert one.text.removeprefix("hello\n\n").split("\n") == [
        "请于三日内还款 8650元",
        "",
        "否则上门",
        "找你父母",
        "印章",
    ]


def test_a_plain_part_that_only_points_to_the_page():
    body = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n请用网页方式查看\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>"
        + "您的借款已逾期，请尽快还款。" * 5
        + "</p>\r\n--b--\r\n"
    )
    (one,) = read(
        FORMAT, mail(body.encode(), 'Content-Type: multipart/alternative; boundary="b"'), "x.eml"
    ).contacts
    assert "已逾期" in one.text


def test_annexes_are_told_by_their_bytes_and_a_mail_inside_is_a_contact():
    inner = mail(
        "内层的话".encode(), "Content-Type: text/plain; charset=utf-8", subject="Subject: inner"
    ).decode()
    name = f"=?gb2312?B?{b64('律师函.pdf', 'gb18030')}?="
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nouter\r\n"
        f'--b\r\nContent-Type: image/png; name="{name}"\r\nContent-Disposition: attachment\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(b'%PDF-1.4 letter').decode()}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    )
    got = read(FORMAT, mail(body.encode(), 'Content-Type: multipart/mixed; boundary="b"'), "x.eml")
    assert [(one.locator, one.text) for one in got.contacts] == [
        ("mail", "hello\n\nouter"),
        ("mail/part[2]/mail", "inner\n\n内层的话"),
    ]
    (file,) = got.attachments
    assert (file.name, file.media_type, file.data) == ("律师函.pdf", "application/pdf", b"%PDF-1.4 letter")
    assert (file.contact, file.locator) == ("mail", "mail/part[1]")


@pytest.mark.parametrize(("date", "problem"), [
    ("", "没有写日期"), ("Date: 前天", "读不出"), ("Date: Mon, 30 Jun 3609 15:33:50 +0600", "不可信"),
    ("Date: Mon, 05 Jan 1066 00:00:00 +0800", "读不出"), ("Date: Fri, 31 Dec 9999 23:59:59 -0800", "读不出"),
])  # fmt: skip
def test_a_date_that_cannot_be_is_said_and_the_mail_kept(date, problem):
    data = (
        f"From: a@example.com\r\nSubject: s\r\n{date}\r\n".replace("\r\n\r\n", "\r\n").encode() + b"\r\nbody"
    )
    got = read(FORMAT, data, "x.eml")
    assert got.contacts[0].text == "s\n\nbody"
    assert any(problem in said.reason for said in got.problems)


@pytest.mark.parametrize(("date", "moment"), [
    ("Mon, 05 Jan 2026 00:03:11 -0000", "08:03:11"), ("Mon, 05 Jan 2026 08:03:11", "08:03:11"),
    ("2026-01-05 08:03:11", "08:03:11"), ("Mon, 05 Jan 2026 01:03:11 +0100 (CET)", "08:03:11"),
])  # fmt: skip
def test_dates_with_and_without_a_zone(date, moment):
    data = f"From: a@example.com\r\nSubject: s\r\nDate: {date}\r\n\r\nbody".encode()
    assert iso(read(FORMAT, data, "x.eml").contacts[0].at)[:19] == f"2026-01-05T{moment}"


def test_every_defect_has_a_name_and_what_is_readable_stays():
    body = b"--b\r\nContent-Type: text/plain\r\n\r\nfirst words\r\n"
    got = read(FORMAT, mail(body, 'Content-Type: multipart/mixed; boundary="b"'), "x.eml")
    assert "first words" in got.contacts[0].text
    assert any("找不到分段的结尾" in problem.reason for problem in got.problems)


def test_parts_under_a_wrong_boundary_are_found_all_the_same():
    body = (
        b"--real\r\nContent-Type: text/plain\r\n\r\nwords\r\n--real\r\nContent-Type: application/pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"%PDF-1.4") + b"\r\n--real--\r\n"
    )
    got = read(FORMAT, mail(body, 'Content-Type: multipart/mixed; boundary="wrong"'), "x.eml")
    assert got.contacts[0].text == "hello\n\nwords"
    assert [file.data for file in got.attachments] == [b"%PDF-1.4"]
    assert got.problems


def test_mails_nested_without_end_are_survived():
    data = b"x"
    for _ in range(60):
        data = mail(data, "Content-Type: message/rfc822")
    got = read(FORMAT, data, "x.eml")
    assert 1 <= len(got.contacts) <= 10


@pytest.mark.parametrize("markup", ["<!--", "<a ", "<![", "<script>", "<"])
def test_pages_made_to_stall_a_reader_do_not(markup):
    page = "<p>请还款</p>" + markup * 100_000
    (one,) = read(FORMAT, mail(page.encode(), "Content-Type: text/html; charset=utf-8"), "x.eml").contacts
    assert "请还款" in one.text


def test_a_sender_of_brackets_without_end_is_survived():
    data = b"From: " + b'(<"a@b,' * 20_000 + b"\nSubject: s\n\nwords"
    assert read(FORMAT, data, "x.eml").contacts[0].text == "s\n\nwords"


def test_the_owner_is_known_when_said():
    assert read(FORMAT, mail(b"x"), "x.eml", own="LI@example.com").contacts[0].direction == "out"


@pytest.mark.parametrize(("data", "name", "claimed"), [
    (mail(b"x"), "mail_1", True), (b"\xef\xbb\xbf\r\n" + mail(b"x"), "x", True),
    (b"From root Mon\n" + mail(b"x"), "x", True),
    ("注意: 您已逾期\n请还款".encode(), "x.txt", False), (b"From: Li\nhello", "x.txt", False),
    (b"time,number,text\n", "x", False),
    (b"<?xml version='1.0'?>", "x.xml", False), (b"", "x.eml", False),
])  # fmt: skip
def test_only_mails_are_taken_for_mails(data, name, claimed):
    assert (FORMAT.sniff(data, name) > 50) is claimed


@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"From: a\nSubject: b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"]),
)
@settings(max_examples=150, deadline=None)
def test_no_mail_is_too_broken(data, start):
    FORMAT.sniff(start + data, "x.eml")
    read(FORMAT, start + data, "x.eml")


@given(st.lists(st.sampled_from([
    "--b", "--b--", "Content-Type: message/rfc822", "Content-Type: multipart/mixed; boundary=b",
    "Content-Type: text/html",
    "Content-Type: message/delivery-status", "Content-Transfer-Encoding: base64",
    "Content-Type: text/plain; charset=x-no",
    "Content-Disposition: attachment; filename*=zz''%ff", "Content-Type: text/plain; charset*=a'b'%FF",
    "", "Date: x", "=?q?b?==?=",
    "Subject: =?gb2312?B?xx?= =?utf-8?q?=ff?=", "<p>", "<![x[", 'From: "', "From: =?gbk?b?vfA=?=,,,<>@",
]), max_size=25))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_no_arrangement_of_mail_lines_is_too_strange(lines):
    read(FORMAT, "\n".join(lines).encode(), "x.eml")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
def test_every_public_sample_is_read():
    files = [path for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".md"]
    assert files
    for path in files:
        got = read(FORMAT, path.read_bytes(), path.name)
        assert got.contacts, path.name
        assert got.contacts[0].text, path.name
