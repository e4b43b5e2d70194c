"""Marks, words and charts, apart from any page."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from anning.domain.findings import Finding
from anning.web.components import charts, words
from anning.web.components.marking import marked


def drawn_as_xml(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by ourselves a moment ago


def finding(text: str, quote: str, rule: str = "insult.x") -> Finding:
    start = text.index(quote)
    return Finding(
        conduct="insult", rule=rule, start=start, end=start + len(quote), quote=quote, level="high"
    )


def test_found_words_are_marked_and_nothing_else_is_changed():
    text = "你这个<骗子>，&还钱"
    assert marked(text, [finding(text, "骗子")]) == "你这个&lt;<mark>骗子</mark>&gt;，&amp;还钱"


def test_overlapping_findings_give_one_mark():
    text = "打断你的腿信不信"
    assert (
        marked(text, [finding(text, "打断你的腿"), finding(text, "你的腿信")])
        == "<mark>打断你的腿信</mark>不信"
    )


def test_what_was_taken_out_is_only_dotted():
    text = "打断你的腿"
    assert marked(text, [finding(text, "打断")], ["insult.x"]) == '<mark class="out">打断</mark>你的腿'


def test_a_place_outside_the_text_is_left_alone():
    wrong = Finding(conduct="insult", rule="x", start=3, end=99, quote="", level="high")
    assert marked("短", [wrong]) == "短"


@pytest.mark.parametrize(
    ("count", "shade"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (500, 4)]
)
def test_shades(count, shade):
    assert charts.shade(count) == shade


def test_the_heat_map_says_every_count_in_words_too():
    days = [date(2026, 1, 1), date(2026, 1, 2)]
    drawn = drawn_as_xml(charts.heat_map({(date(2026, 1, 2), 23): 5}, days, (22, 23), "共 5 次"))
    assert drawn.get("aria-label") == "共 5 次"
    titles = [title.text for title in drawn.iter("title")]
    assert "1月2日 23时：5次" in titles
    assert len(titles) == 48
    assert not [e for e in drawn.iter() if e.get("style")]


def test_bars_are_as_long_as_their_numbers():
    drawn = drawn_as_xml(charts.bars([("甲<b>", 40), ("乙", 10)], "次", "来电"))
    long, short = (float(bar.get("width")) for bar in drawn.iter("rect"))
    assert long == pytest.approx(4 * short, rel=0.02)
    assert "甲<b>" in "".join(drawn.itertext())


def test_a_moment_is_told_in_china_time_with_its_year():
    assert words.moment(1767196799000) == "2025年12月31日 周三 23:59"
    assert words.moment(1767196800000) == "2026年1月1日 周四 00:00"
    assert words.moment(None) == "时间不明"


def test_a_typed_time_is_china_time():
    assert words.from_field("2026-01-01T00:00") == 1767196800000
    assert words.field(1767196800000) == "2026-01-01T00:00"
    assert words.from_field(" ") is None


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("13800138000", "138 0013 8000"),
        ("+8613800138000", "138 0013 8000"),
        ("95588", "95588"),
        ("", "没有显示号码"),
    ],
)
def test_numbers_can_be_read_aloud(raw, shown):
    assert words.number(raw) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0秒"), (61, "1分1秒"), (3700, "1小时1分40秒"), (None, "")]
)
def test_lengths(seconds, shown):
    assert words.length(seconds) == shown


@pytest.mark.parametrize(("count", "shown"), [(10, "10 字节"), (2048, "2.0 KB"), (5 << 30, "5.0 GB")])
def test_sizes(count, shown):
    assert words.size(count) == shown
