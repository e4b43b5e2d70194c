from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from anning.casework import charts

CALLS = st.dictionaries(
    st.tuples(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.integers(0, 23)),
    st.integers(1, 40),
    min_size=1,
    max_size=60,
)  # fmt: skip


@given(CALLS)
def test_the_map_holds_every_call_once(calls):
    drawn = charts.heat(calls)
    assert drawn.total == sum(calls.values())
    assert drawn.peak[2] == max(map(max, drawn.cells))


@given(CALLS)
def test_the_map_fits_on_a_page_and_is_well_formed(calls):
    svg = ET.fromstring(charts.heat_svg(charts.heat(calls)))  # noqa: S314 - made by ourselves
    width, height = float(svg.get("width")), float(svg.get("height"))
    assert height <= width * 1.5


def test_the_sums_at_the_side_are_the_calls_of_the_row():
    calls = {(date(2026, 1, 1), 9): 3, (date(2026, 1, 1), 23): 2, (date(2026, 1, 3), 0): 1}
    svg = ET.fromstring(charts.heat_svg(charts.heat(calls)))  # noqa: S314 - made by ourselves
    ends = [t.text for t in svg if t.get("text-anchor") == "end"]
    assert ends == ["26-01-01", "5", "26-01-02", "26-01-03", "1"]


def test_a_quiet_day_between_is_a_row_of_its_own():
    drawn = charts.heat({(date(2026, 1, 1), 9): 1, (date(2026, 1, 5), 9): 1})
    assert [row.day for row in drawn.rows] == [1, 2, 3, 4, 5]


def test_long_times_are_drawn_by_week_and_month():
    first = date(2024, 1, 3)
    assert charts.heat({(first, 1): 1, (first + timedelta(100), 1): 1}).unit == "week"
    assert charts.heat({(first, 1): 1, (first + timedelta(900), 1): 1}).unit == "month"


def test_names_in_bars_are_escaped():
    svg = charts.bars_svg(
        [charts.Bar(label='<script>"&', states={"missed": 2})], dict.fromkeys(charts.STATES, "未接")
    )
    assert "<script" not in svg
    assert ET.fromstring(svg) is not None  # noqa: S314 - made by ourselves


def test_bars_are_as_long_as_their_calls():
    bars = [
        charts.Bar(label="a", states={"connected": 6, "missed": 2}),
        charts.Bar(label="b", states={"rejected": 4}),
    ]
    svg = charts.bars_svg(bars, dict.fromkeys(charts.STATES, ""))
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="15', svg)]
    assert len(widths) == 3
    assert abs(widths[0] + widths[1] - 2 * widths[2]) < 0.5
