"""Charts drawn here as SVG: coordinates are attributes and colours are classes, so the page needs no inline style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CELL, GAP, LEFT, TOP = 20, 3, 64, 22
_HOURS = 24
_STEPS = (1, 2, 4, 8)
"""From how many calls in one hour a cell takes the next shade."""


def shade(count: int) -> int:
    """0 for none to 4 for eight and more."""
    return sum(count >= step for step in _STEPS)


def heat_map(
    counts: Mapping[tuple[date, int], int], days: Sequence[date], quiet: Sequence[int], title: str
) -> SafeString:
    """Days down, hours across; counts by (day, hour of China time).

    quiet are the hours to be set apart by a band; title says for those who do not see it what the picture tells.
    """
    step = CELL + GAP
    width, height = LEFT + _HOURS * step, TOP + len(days) * step + 4
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        width,
        height,
        title,
        _bands(quiet, height),
        _hours(),
        format_html_join("", "{}", ((_row(day, place, counts),) for place, day in enumerate(days))),
    )


def _bands(quiet: Sequence[int], height: int) -> SafeString:
    step = CELL + GAP
    return format_html_join(
        "",
        '<rect class="night" x="{}" y="{}" width="{}" height="{}"/>',
        ((LEFT + hour * step - GAP / 2, TOP - 4, step, height - TOP + 4) for hour in quiet),
    )


def _hours() -> SafeString:
    step = CELL + GAP
    return format_html_join(
        "",
        '<text x="{}" y="14" text-anchor="middle">{}</text>',
        ((LEFT + hour * step + CELL / 2, f"{hour}时") for hour in range(0, _HOURS, 3)),
    )


def _row(day: date, place: int, counts: Mapping[tuple[date, int], int]) -> SafeString:
    step = CELL + GAP
    y = TOP + place * step
    cells = (
        (shade(n), LEFT + hour * step, y, CELL, CELL, f"{day.month}月{day.day}日 {hour}时：{n}次")
        for hour in range(_HOURS)
        for n in (counts.get((day, hour), 0),)
    )
    return format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text>{}',
        LEFT - 8,
        y + CELL - 5,
        f"{day.month}月{day.day}日",
        format_html_join(
            "",
            '<rect class="h{}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>',
            cells,
        ),
    )


_BAR, _LABEL, _WIDTH = 30, 128, 440


def bars(rows: Sequence[tuple[str, int]], unit: str, title: str) -> SafeString:
    """One bar a row, longest first as given; the number stands at its end."""
    most = max((value for _, value in rows), default=1) or 1
    room = _WIDTH - _LABEL - 56
    drawn = (
        (
            _LABEL - 10, place * _BAR + 20, label,
            _LABEL, place * _BAR + 6, max(2, round(value / most * room)), 18,
            _LABEL + max(2, round(value / most * room)) + 8, place * _BAR + 20, f"{value}{unit}",
        )
        for place, (label, value) in enumerate(rows)
    )  # fmt: skip
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH,
        len(rows) * _BAR + 6,
        title,
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="end">{}</text><rect class="bar" x="{}" y="{}" width="{}" height="{}"'
            ' rx="4"/><text class="value" x="{}" y="{}">{}</text>',
            drawn,
        ),
    )


_FIELD, _HIGH, _SIDE = 44, 30, 152


def grid(rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str], title: str) -> SafeString:
    """Rows of counts over time, one column a period: the count stands in its cell, the shade only helps the eye."""
    return format_html(
        '<svg class="chart grid" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        _SIDE + len(columns) * _FIELD,
        TOP + len(rows) * _HIGH + 4,
        title,
        format_html_join(
            "",
            '<text x="{}" y="14" text-anchor="middle">{}</text>',
            ((_SIDE + n * _FIELD + (_FIELD - GAP) / 2, column) for n, column in enumerate(columns)),
        ),
        format_html_join("", "{}", ((_line(label, values, n),) for n, (label, values) in enumerate(rows))),
    )


def _line(label: str, values: Sequence[int], place: int) -> SafeString:
    y = TOP + place * _HIGH
    cells = (
        (
            shade(value), _SIDE + n * _FIELD, y, _FIELD - GAP, _HIGH - GAP,
            shade(value), _SIDE + n * _FIELD + (_FIELD - GAP) / 2, y + 18, value or "",
        )
        for n, value in enumerate(values)
    )  # fmt: skip
    return format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text>{}',
        _SIDE - 8,
        y + 18,
        label,
        format_html_join(
            "",
            '<rect class="h{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
            '<text class="on{}" x="{}" y="{}" text-anchor="middle">{}</text>',
            cells,
        ),
    )
