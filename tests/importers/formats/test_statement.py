"""Statements of banks and payment apps, as they are exported: preamble, footer, GBK, two amount columns."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anning.domain.records import Contact, Problem, Reading
from anning.importers.formats import Place
from anning.importers.formats.statement import FORMAT

ALIPAY = """支付宝交易记录明细查询
账号:[x@example.com]
起始日期:[2026-10-01 00:00:00]    终止日期:[2026-11-01 00:00:00]
---------------------------------交易记录明细列表------------------------------------
交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号
2026-10-01 09:00:00,信用借还,示例消费金融,还款,支出,888.49,余额宝,交易成功,20261001\t
2026-10-02 08:00:00,餐饮,小王面馆,午饭,支出,18.00,余额,交易关闭,20261002\t
2026-11-01 09:00:00,信用借还,某某担保,担保费,不计收支,116.13,余额,还款成功,20261101\t
------------------------------------------------------------------------------------
共3笔记录
"""
WECHAT = """微信支付账单明细,,,,,,,,
微信昵称：[某人],,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,备注
2026-10-03 12:00:00,转账,张三,"转账,备注:借款",收入,¥5000.00,零钱,已存入零钱,/
"""
BANK = """记账日期,交易摘要,收入金额,支出金额,余额,对方户名
20261005,放款,"9,500.00",,9500.00,示例小贷公司
20261105,代扣,,"1,004.62",100.00,示例小贷公司
"""
SIGNED = "交易日期;对方户名;金额\n2026-10-05;甲;+100\n2026-10-06;乙;-20.5\n"


def read(text: str | bytes, encoding: str = "utf-8", **settings_: str):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    found = list(FORMAT.read(io.BytesIO(data), Place(name="账单.csv", size=len(data), settings=settings_)))
    assert isinstance(found[-1], Reading)
    rows = [one for one in found if isinstance(one, Contact)]
    return rows, [one for one in found if isinstance(one, Problem)], found[-1]


def told(rows: list[Contact]) -> list[tuple[str, str, str]]:
    return [(one.name, one.extra["amount"], one.extra.get("direction", "")) for one in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_alipay_with_its_preamble_in_every_encoding(encoding):
    rows, problems, reading = read(ALIPAY, encoding)
    assert told(rows) == [
        ("示例消费金融", "888.49", "out"), ("小王面馆", "18.00", "out"), ("某某担保", "116.13", "")
    ]  # fmt: skip
    assert [one.extra.get("moved", "") for one in rows] == ["", "no", ""]
    assert not problems
    assert reading.settings["column.other"] == "交易对方"
    assert reading.settings["headers"].split("\n")[0] == "交易时间"


def test_wechat_with_signs_quotes_and_brackets():
    rows, problems, _ = read(WECHAT)
    assert told(rows) == [("张三", "5000.00", "in")]
    assert rows[0].text == "转账,备注:借款"
    assert not problems


def test_a_bank_with_two_columns_and_compact_days():
    rows, _, _ = read(BANK)
    assert told(rows) == [("示例小贷公司", "9500.00", "in"), ("示例小贷公司", "1004.62", "out")]
    assert [one.locator for one in rows] == ["row[1]", "row[2]"]


def test_a_sign_says_the_direction_where_no_column_does():
    assert told(read(SIGNED)[0]) == [("甲", "100.00", "in"), ("乙", "20.50", "out")]


def test_bad_rows_are_named_by_their_line_and_the_rest_is_read():
    text = BANK + "昨天,代扣,,88.00,12.00,甲\n20261105,代扣,,很多,12.00,甲\n"
    rows, problems, _ = read(text)
    assert len(rows) == 2
    assert [one.where for one in problems] == ["账单.csv 第 4 行", "账单.csv 第 5 行"]


def test_columns_nobody_knows_are_asked_for_and_then_read():
    text = "甲,乙,丙\n2026-10-05,某公司,12.00\n"
    rows, problems, reading = read(text)
    assert not rows
    assert "认不出" in problems[0].reason
    assert not reading.complete
    assert reading.settings["headers"] == "甲\n乙\n丙"
    mapped = {"column.time": "甲", "column.other": "乙", "column.amount": "丙"}
    assert told(read(text, **mapped)[0]) == [("某公司", "12.00", "")]


def test_it_is_never_taken_for_one_by_its_looks():
    assert FORMAT.sniff(ALIPAY.encode(), "alipay.csv") == 0


@settings(deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda rest: (BANK + rest).encode("utf-8", "replace"))
)
def test_whatever_the_bytes_it_ends_with_an_account(data):
    rows, _, _ = read(data)
    assert all(one.kind == "document" and one.extra["amount"] for one in rows)
