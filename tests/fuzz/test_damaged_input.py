"""The law of reading: whatever the bytes, no exception, an account at the end, and all that precedes the damage."""

from __future__ import annotations

import base64
import io
import zipfile

from hypothesis import example, given
from hypothesis import strategies as st

from anning.domain.records import Contact, Problem, Reading
from anning.importers.contents import contents
from anning.importers.limits import Limits

ROW = (
    '  <sms protocol="0" address="+861380000{0:04}" date="17672{0:08}" type="{1}" subject="null" body="{2}"'
    ' read="1" date_sent="0" contact_name="(Unknown)" />\n'
)
BODIES = ("还钱！", "a &amp; b &lt;c&gt;", "好&#55357;&#56832;", "二&#10;行", "'引'")
PICTURE = base64.b64encode(bytes(range(256)) * 4).decode()
MMS = (
    f'<mms date="1767200000000" msg_box="1" address="10086"><parts><part ct="text/plain" text="彩信"/>'
    f'<part ct="image/png" name="a.png" data="{PICTURE}"/></parts><addrs><addr address="1" type="137"/></addrs></mms>\n'
)
ROWS = [
    MMS if number % 17 == 16 else ROW.format(number, 1 + number % 2, BODIES[number % len(BODIES)])
    for number in range(60)
]
XML = (
    "<?xml version='1.0' encoding='UTF-8' ?>\n<smses count=\"60\">\n" + "".join(ROWS) + "</smses>\n"
).encode()
MAIL = (
    b"From: =?gb2312?B?tN/K1Q==?= <a@example.com>\r\nTo: b@example.com\r\nDate: Thu, 1 Jan 2026 10:00:00 +0800\r\n"
    b'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\n'
    b"Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nu7nHrg==\r\n--B\r\n"
    b'Content-Type: image/png; name="a.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--B--\r\n'
)
TABLE = "号码,时间,方向,内容\n".encode() + b"".join(
    f'1380000{n:04},2026-01-{1 + n % 28:02} 12:00:00,呼入,"第{n}条，还钱"\n'.encode() for n in range(40)
)


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sms.xml", XML)
        archive.writestr("m.eml", MAIL)
        archive.writestr("图.png", b"\x89PNG\r\n\x1a\n" + b"x" * 300)
    return packed.getvalue()


SEEDS = {
    "sms.xml": XML,
    "m.eml": MAIL,
    "t.csv": TABLE,
    "a.zip": _zip(),
    "u16.xml": XML.decode().encode("utf-16"),
}


def read(data: bytes, name: str) -> list[object]:
    """Everything a file gives, with the law held against it."""
    found = list(contents(io.BytesIO(data), name, size=len(data), settings={}, limits=Limits()))
    assert isinstance(found[-1], Reading)
    assert sum(isinstance(one, Reading) for one in found) == 1
    told = [one.reason for one in found if isinstance(one, Problem)]
    assert not [reason for reason in told if "自己出了错" in reason], told
    locators = [one.locator for one in found if isinstance(one, Contact)]
    assert len(set(locators)) == len(locators)
    return found


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, str]:
    """A good file with bytes flipped, put in, taken out, doubled, or cut off."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(1, 200))
        what = draw(st.sampled_from(("flip", "put", "take", "double", "cut")))
        if what == "flip" and data:
            data[at] ^= draw(st.integers(1, 255))
        elif what == "put":
            data[at:at] = draw(
                st.sampled_from(
                    (b"<", b">", b'"', b"&", b"\0", b"\xff", b"<sms ", b"</mms>", b"]]>", b"<!--")
                )
            )
        elif what == "take":
            del data[at : at + length]
        elif what == "double":
            data[at:at] = data[at : at + length]
        else:
            del data[at:]
    return bytes(data), name


@given(damaged())
@example((MAIL.replace(b"?gb2312?", b"?\0gb2312?"), "m.eml"))
@example((MAIL.replace(b"charset=gbk", b"charset=idna"), "m.eml"))
def test_damage_never_raises_and_always_ends_with_an_account(case):
    read(*case)


@given(st.binary(max_size=4000), st.sampled_from(("x.xml", "x.csv", "x.eml", "x.zip", "x.txt", "x.m4a", "x")))
def test_any_bytes_at_all(data, name):
    read(data, name)


@given(st.integers(0, len(ROWS) - 1), st.binary(min_size=1, max_size=30))
def test_all_rows_before_the_damage_are_read_as_if_it_were_not_there(row, rubbish):
    whole = [one for one in read(XML, "sms.xml") if isinstance(one, Contact)]
    at = (
        XML.index(ROWS[row].encode())
        if row % 17 != 16
        else XML.index(ROWS[row - 1].encode()) + len(ROWS[row - 1].encode())
    )
    bad = read(XML[: at + 20] + rubbish + XML[at + 20 :], "sms.xml")
    assert [one for one in bad if isinstance(one, Contact)][:row] == whole[:row]


@given(st.integers(0, len(XML) - 1))
def test_a_file_cut_anywhere_gives_every_whole_row_before_the_cut(at):
    whole = [one for one in read(XML, "sms.xml") if isinstance(one, Contact)]
    ends = [XML.index(f'address="+861380000{n:04}"'.encode()) for n in range(60) if n % 17 != 16]
    complete = sum(XML.index(b"/>", start) + 2 <= at for start in ends)
    texts = [
        one
        for one in read(XML[:at], "sms.xml" if at else "x")
        if isinstance(one, Contact) and one.channel == "sms"
    ]
    expected = [one for one in whole if one.channel == "sms"][:complete]
    assert texts == expected if XML[:at].count(b"<smses") else True
