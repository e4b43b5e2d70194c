"""A carrier's call record, a phone tool's list, a chat export: every row lands, whatever wrote it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from anning.domain.china_time import iso, parse_iso
from anning.importers.formats import csv_table

FORMAT = csv_table.FORMAT
CARRIER = """中国移动通信客户通话详单
客户号码：13900000000,查询月份：2026年01月
起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费
2026-01-05 08:03:11,北京,被叫,10690000123,1分23秒,国内通话,,0.00
2026-01-05 23:13:11,北京,主叫,95588,23秒,国内通话,,0.00
合计,,,,,,,0.00
"""


def table(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_call_record_is_read_whatever_its_encoding(encoding):
    data = CARRIER.encode(encoding)
    assert FORMAT.sniff(data, "详单.csv") >= 80
    got = read(FORMAT, data, "详单.csv")
    first, second = got.contacts
    assert (first.kind, first.address, first.direction, first.duration_s) == ("call", "10690000123", "in", 83)
    assert (first.state, first.channel, iso(first.at)) == ("connected", "call", "2026-01-05T08:03:11+08:00")
    assert (second.direction, second.address) == ("out", "95588")
    assert first.extra["通信地点"] == "北京"
    assert [problem.where for problem in got.problems] == [
        "详单.csv 第 6 行"
    ]  # the sum is named, not swallowed


def test_the_guess_is_shown_and_can_be_corrected():
    data = table(
        "甲,乙,丙", "2026-01-05 08:03:11,13800138000,请还款", "2026-01-06 08:03:11,13800138000,再不还就上门"
    )
    wrong = read(FORMAT, data, "x.csv", column__number="丙", column__text="乙")
    assert wrong.contacts[0].text == "13800138000"
    right = read(FORMAT, data, "x.csv", column__time="甲", column__number="2", column__text="丙", header="1")
    assert [one.text for one in right.contacts] == ["请还款", "再不还就上门"]
    assert right.reading.settings["number"] == "乙"
    assert right.reading.settings["headers"] == "甲\t乙\t丙"
    assert wrong.contacts[0].locator == right.contacts[0].locator  # the same id after correcting


def test_a_column_that_is_not_there_is_said():
    got = read(FORMAT, CARRIER.encode(), "x.csv", column__text="短信正文")
    assert any("短信正文" in problem.reason for problem in got.problems)


def test_without_headers_the_cells_tell():
    data = table(
        "2026-01-05 08:03:11,10690000123,你好，请还款", "2026/1/6 8:03,13800138000,再不还钱，上门找你"
    )
    assert FORMAT.sniff(data, "noname") > 0
    got = read(FORMAT, data, "x.csv")
    assert [(one.address, one.text) for one in got.contacts] == [
        ("10690000123", "你好，请还款"),
        ("13800138000", "再不还钱，上门找你"),
    ]
    assert got.reading.settings["time"] == "1"


def test_messages_and_calls_in_one_table_are_told_apart():
    data = table(
        "时间,号码,类型,业务类型,内容,通话时长",
        "2026-01-05 08:03:11,13800138000,收,短信,请还款,",
        "2026-01-05 09:03:11,13800138000,未接来电,通话,,0",
    )
    message, call = read(FORMAT, data, "x.csv").contacts
    assert (message.kind, message.channel, message.text) == ("message", "sms", "请还款")
    assert (call.kind, call.state, call.direction) == ("call", "missed", "in")


def test_date_and_clock_in_two_columns_and_minutes_in_the_header():
    data = table(
        "序号,呼叫类型,通话日期,通话时间,通话时长(分钟),对方号码", "1,被叫,2026-01-05,08:03:11,2,13800138000"
    )
    (call,) = read(FORMAT, data, "x.csv").contacts
    assert (iso(call.at), call.duration_s) == ("2026-01-05T08:03:11+08:00", 120)


def test_android_numbers_of_call_types():
    data = table(
        "number,date,type,duration", "13800138000,1767571391000,3,0", "13800138000,1767571392000,5,0"
    )
    missed, rejected = read(FORMAT, data, "calls.csv").contacts
    assert (missed.state, missed.direction, rejected.state) == ("missed", "in", "rejected")


def test_a_wechat_export_knows_its_sender_and_says_what_has_no_words():
    data = table(
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime",
        "1,3,1,0,1,1767571391,,我会还的,2026-01-05 08:03:11,123",
        '2,3,1,0,0,1767571395,,"还钱,',
        '不然爆通讯录",2026-01-05 08:03:15,124',
        "3,3,3,0,0,1767571396,,,2026-01-05 08:03:16,125",
    )
    got = read(FORMAT, data, "messages.csv")
    assert [(one.direction, one.text, one.channel) for one in got.contacts] == [
        ("out", "我会还的", "wechat"),
        ("in", "还钱,\n不然爆通讯录", "wechat"),
        ("in", "", "wechat"),
    ]
    assert any("1 条消息没有文字" in problem.reason for problem in got.problems)


def test_day_or_month_is_never_guessed():
    rows = ["时间,号码,内容", "05/01/2026 8:03,13800138000,请还款"]
    unclear = read(FORMAT, table(*rows), "x.csv")
    assert unclear.contacts[0].at is None
    assert unclear.contacts[0].extra["time"] == "05/01/2026 8:03"
    assert any(
        "分不清" in problem.reason and problem.where == "x.csv 第 2 行" for problem in unclear.problems
    )
    told = read(FORMAT, table(*rows), "x.csv", date_order="dmy")
    assert iso(told.contacts[0].at) == "2026-01-05T08:03:00+08:00"
    shown_by_the_file = read(FORMAT, table(*rows, "25/01/2026 8:03,13800138000,请还款"), "x.csv")
    assert iso(shown_by_the_file.contacts[0].at) == "2026-01-05T08:03:00+08:00"
    assert shown_by_the_file.reading.settings["date_order"] == "dmy"


def test_a_year_that_is_missing_is_taken_from_the_table_and_said():
    rows = ["起始时间,通信方式,对方号码,通信时长", "01-05 08:03:11,被叫,13800138000,23秒"]
    assert read(FORMAT, table(*rows), "x.csv").contacts[0].at is None
    named = read(FORMAT, table(*rows), "详单202601.csv")
    assert iso(named.contacts[0].at) == "2026-01-05T08:03:11+08:00"
    assert named.reading.settings["year"] == "2026（文件名）"
    assert iso(read(FORMAT, table(*rows), "x.csv", year="2025").contacts[0].at) == "2025-01-05T08:03:11+08:00"


def test_bad_rows_are_named_and_the_rest_goes_in():
    data = table(
        "时间,号码,内容",
        "2026-02-30 08:03:11,13800138000,没有这一天",
        "2026-01-05 08:03:11,1.38E+10,号码坏了",
        "1970-01-01 08:00:00,13800138000,时钟没设",
        "2099-01-01 08:00:00,13800138000,未来",
        ",,",
        "2026-01-05 08:03:12,13800138000,好的",
    )
    got = read(FORMAT, data, "x.csv")
    assert [one.text for one in got.contacts] == ["没有这一天", "号码坏了", "时钟没设", "未来", "好的"]
    said = [problem.where for problem in got.problems if "第" in problem.where]
    assert said == [f"x.csv 第 {line} 行" for line in (2, 3, 4, 5, 6)]


def test_many_bad_rows_are_counted_not_listed():
    data = table("时间,号码,内容", *["昨天,13800138000,请还款"] * 1000)
    got = read(FORMAT, data, "x.csv", column__time="时间")
    assert len(got.contacts) == 1000
    assert len(got.problems) < 300
    assert any("1000 行" in problem.reason for problem in got.problems)


def test_a_formula_is_text_and_a_number_loses_its_spreadsheet_marks():
    data = table("时间,号码,内容", '2026-01-05 08:03:11,"=""13800138000""","=HYPERLINK(""http://x"",""点"")"')
    (one,) = read(FORMAT, data, "x.csv").contacts
    assert (one.address, one.text) == ("13800138000", '=HYPERLINK("http://x","点")')


def test_a_quote_that_is_never_closed_does_not_eat_the_rest():
    data = table(
        "时间,号码,内容", '2026-01-05 08:03:11,138,"没有关上', *["2026-01-05 08:03:12,139,下一条"] * 3000
    )
    got = read(FORMAT, data, "x.csv")
    assert len(got.contacts) == 3001
    assert got.problems[-1].where == "x.csv 第 2 行" or any(p.where == "x.csv 第 2 行" for p in got.problems)


def test_separators_inside_an_unquoted_text_are_kept():
    (one,) = read(
        FORMAT, table("时间,号码,内容", "2026-01-05 08:03:11,138,还钱,不然上门,等着"), "x.csv"
    ).contacts
    assert one.text == "还钱,不然上门,等着"


def test_glued_encodings_nul_bytes_and_a_very_long_line_do_no_harm():
    data = (
        "时间,号码,内容\n2026-01-05 08:03:11,138,第一条\n".encode()
        + "2026-01-05 08:03:12,138,国标写的\n".encode("gb18030")
        + "2026-01-05 08:03:13,138,有\x00空字节\n".encode()
        + b"2026-01-05 08:03:14,138," + b"a" * (3 << 20) + b"\n"
        + "2026-01-05 08:03:15,138,最后一条\n".encode()
    )  # fmt: skip
    got = read(FORMAT, data, "x.csv")
    texts = [one.text for one in got.contacts]
    assert texts[:3] == ["第一条", "国标写的", "有空字节"]
    assert texts[-1] == "最后一条"
    assert got.reading.repairs["nul"] == 1
    assert any(problem.where == "x.csv 第 5 行" for problem in got.problems)


def test_ascii_first_and_gb18030_much_later():
    rows = ["time,number,text", *[f"2026-01-05 08:03:11,138,hello {n}" for n in range(5000)]]
    data = table(*rows) + "2026-01-05 08:03:12,138,再不还钱就上门\n".encode("gb18030")
    assert read(FORMAT, data, "x.csv").contacts[-1].text == "再不还钱就上门"


def test_utf8_mark_on_gb18030_text():
    data = b"\xef\xbb\xbf" + CARRIER.encode("gb18030")
    assert len(read(FORMAT, data, "x.csv").contacts) == 2


@pytest.mark.parametrize("text", [
    "你好，我是张三。今天天气很好，适合出门。\n我们去公园，然后回家。",
    "Dear sir, I write to you, again.\nPlease, pay, now.\nYours, A.",
    "【XX金融】您的借款已逾期3天，请于2026-01-05 18:00前还款，退订回T",
    "2026-01-05 8:03:11 李主任(123456789)\n你欠的钱，什么时候还\n",
    "",
])  # fmt: skip
def test_prose_is_not_a_table(text):
    assert FORMAT.sniff(text.encode(), "x.txt") == 0


def test_a_picture_named_csv_is_not_a_table():
    assert FORMAT.sniff(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "x.csv") == 0


def test_withheld_numbers_stay_calls():
    data = table(
        "对方号码,开始时间,通话时长,呼叫类型",
        ",2026-01-05 08:03:11,23秒,被叫",
        "138,2026-01-05 08:04:11,2秒,被叫",
    )
    assert [one.address for one in read(FORMAT, data, "x.csv").contacts] == ["", "138"]


words = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30
)
texts = st.lists(words, min_size=1, max_size=3).map("\n".join)
moments = st.integers(parse_iso("2000-01-01"), parse_iso("2049-12-31")).map(lambda at: at // 1000 * 1000)
rows_ = st.lists(
    st.tuples(moments, st.from_regex(r"1[3-9]\d{9}", fullmatch=True), texts), min_size=1, max_size=20
)


@given(
    rows_, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]), st.sampled_from(",\t;|")
)
@settings(max_examples=150, deadline=None)
def test_a_written_table_is_read_back_the_same(rows, encoding, separator):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["时间", "对方号码", "收发类型", "短信内容"])
    for at, number, text in rows:
        writer.writerow([iso(at)[:19].replace("T", " "), number, "接收", text])
    got = read(FORMAT, out.getvalue().encode(encoding), "x.csv")
    expected = [(at, number, text) for at, number, text in rows]
    assert [(one.at, one.address, one.text) for one in got.contacts] == expected
    assert got.reading.complete


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_no_bytes_are_too_bad(data):
    FORMAT.sniff(data, "x.csv")
    read(FORMAT, data, "x.csv")
