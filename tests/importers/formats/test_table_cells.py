"""Times and durations in every shape a Chinese table writes them."""

from __future__ import annotations

import pytest

from anning.domain.china_time import iso
from anning.importers.formats import cells


@pytest.mark.parametrize("written", [
    "2026-01-05 08:03:11", "2026/1/5 8:03:11", "2026年1月5日 8时3分11秒", "2026年1月5日8时3分11秒", "2026.1.5 8:03:11",
    "20260105080311", "1767571391", "1767571391000", "46027.335544", "2026-01-05T00:03:11Z",
    "2026-01-05T08:03:11+08:00", "2026-01-05 00:03:11 +0000", "2026-01-05 星期一 08:03:11", "2026-01-05 上午 8:03:11",
    "２０２６－０１－０５　０８：０３：１１", "1/5/2026 8:03:11", '="2026-01-05 08:03:11"',
])  # fmt: skip
def test_one_moment_in_many_shapes(written):
    order = "mdy" if written.startswith("1/5") else ""
    assert iso(cells.moment(written, order=order)) == "2026-01-05T08:03:11+08:00"


@pytest.mark.parametrize(("written", "read"), [
    ("2026-01-05 下午 8:03", "20:03"), ("2026-01-05 凌晨 12:10", "00:10"), ("2026-01-05 中午 12:10", "12:10"),
    ("2026-01-05 8:03 PM", "20:03"), ("2026-01-05 12:03 am", "00:03"), ("2026-01-05 晚上 11:59", "23:59"),
])  # fmt: skip
def test_halves_of_the_day(written, read):
    assert iso(cells.moment(written))[11:16] == read


@pytest.mark.parametrize("written", [
    "", "昨天", "05/01/2026 8:03", "01-05 08:03", "2026-02-30 08:00", "2026-01-05 25:00", "1.76757E+12", "13800138000",
    "0001-01-01 00:00", "9999-12-31 23:59:59", "26/1/5 8:03",
])  # fmt: skip
def test_what_is_no_sure_moment_is_refused(written):
    with pytest.raises(cells.UnreadableError) as said:
        cells.moment(written)
    assert str(said.value)


@pytest.mark.parametrize(("written", "seconds"), [
    ("00:01:23", 83), ("1:23", 83), ("83", 83), ("83.0", 83), ("1分23秒", 83), ("1小时2分3秒", 3723), ("23秒", 23),
    ("2分钟", 120), ("1'23''", 83), ("0", 0), ("0秒", 0), ("", None), ("--", None), ("1h2m3s", 3723),
])  # fmt: skip
def test_durations(written, seconds):
    assert cells.seconds(written) == seconds


def test_a_number_in_a_column_of_minutes():
    assert cells.seconds("2", minutes=True) == 120


def test_words_are_no_duration():
    with pytest.raises(cells.UnreadableError):
        cells.seconds("很久")


@pytest.mark.parametrize(
    "number", ["13800138000", "+86 138 0013 8000", "1069000012345", "138****8000", "010-12345678", "95555"]
)
def test_numbers_are_no_moments(number):
    assert cells.is_phone(number)
    assert not cells.is_moment(number)
