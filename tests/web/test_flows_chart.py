"""Charts of a contract: every sum is drawn, nothing written becomes markup, nothing leaves the picture."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anning.services.contracts import Moment
from anning.web.components import flows

sums = st.decimals(0, 10**9, places=2)
moments = st.lists(
    st.builds(Moment, label=st.just("2026-09-01"), received=sums, paid=sums), min_size=1, max_size=48
)


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    found = re.findall(r'<rect class="[^"]*" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"', svg)
    return [tuple(map(float, box)) for box in found]


def inside(svg: str) -> bool:
    wide, high = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    return all(x >= 0 and y >= 0 and x + w <= wide + 1 and y + h <= high + 1 for x, y, w, h in boxes(svg))


@given(moments)
def test_every_sum_has_a_bar_inside_the_picture(given_):
    svg = flows.flows(given_, "图")
    assert len(boxes(svg)) == sum(bool(one.received) + bool(one.paid) for one in given_)
    assert inside(svg)


@given(
    st.lists(sums, min_size=1, max_size=60), sums, st.lists(st.tuples(st.integers(1, 60), sums), max_size=3)
)
def test_a_rented_phone_month_by_month(paid, price, early):
    svg = flows.spent(list(enumerate(paid, 1)), price, [one for one in early if one[0] <= len(paid)], "图")
    assert len(boxes(svg)) == len(paid)
    assert inside(svg)


def test_names_are_text_and_never_markup():
    svg = flows.sums([("<b>甲</b>", Decimal(5)), ("乙", Decimal(0))], 'a"b')
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg
    assert "5 元" in svg
