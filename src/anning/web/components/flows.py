"""Charts of a contract: what came and went over time, and what a rented phone has cost by each month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _ROOM, _LEFT, _TOP, _FOOT = 340, 150, 6, 12, 24
_LEAST = 8
"""Places an axis has at least, so that two sums do not look like walls."""
_MOST_LABELS = 5
_MONTH = len("2026-01")


class _Moment(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def received(self) -> Decimal: ...
    @property
    def paid(self) -> Decimal: ...


def flows(moments: Sequence[_Moment], title: str) -> SafeString:
    """Received above the line, paid below it, one place for each moment in their order, both on one scale."""
    up, down = (float(max(values, default=Decimal(0))) for values in _sides(moments))
    scale = _ROOM / ((up + down) or 1)
    step = (_WIDTH - 2 * _LEFT) / max(len(moments), _LEAST)
    line = round(_TOP + up * scale, 1)
    bars = (_pair(one, round(_LEFT + n * step, 1), step, scale, line) for n, one in enumerate(moments))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}</svg>',
        _WIDTH, _TOP + _ROOM + _FOOT, title, format_html_join("", "{}", ((bar,) for bar in bars)),
        _LEFT, _WIDTH - _LEFT, line, line, _axis(moments, step, _TOP + _ROOM + 16),
    )  # fmt: skip


def _sides(moments: Sequence[_Moment]) -> tuple[list[Decimal], list[Decimal]]:
    return [one.received for one in moments], [one.paid for one in moments]


def _pair(one: _Moment, x: float, step: float, scale: float, line: float) -> SafeString:
    up, down = (round(float(value) * scale, 1) for value in (one.received, one.paid))
    wide = round(step * 0.7, 1)
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (name, x + step * 0.15, y, wide, max(high, 1), f"{one.label}：{said} {value:,.2f} 元")
            for name, y, high, value, said in (
                ("bar part", line - up, up, one.received, "收到"),
                ("out", line, down, one.paid, "付出"),
            )
            if value
        ),
    )


def _axis(moments: Sequence[_Moment], step: float, y: float) -> SafeString:
    every = max(1, -(-len(moments) // _MOST_LABELS))
    marks = [n for n in range(0, len(moments), every) if not n or n + every / 2 <= len(moments)]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (round(_LEFT + (n + 0.5) * step, 1) if n else _LEFT, y, "middle" if n else "start",
             moments[n].label[:_MONTH])
            for n in marks
        ),
    )  # fmt: skip


_ROW = 46


def sums(rows: Sequence[tuple[str, Decimal]], title: str) -> SafeString:
    """A bar for each sum under its name, the sum at its end."""
    most = float(max((value for _, value in rows), default=Decimal(1)) or 1)
    drawn = (
        (n * _ROW + 16, name, n * _ROW + 23, wide, wide + 8, n * _ROW + 36, f"{value:,.0f} 元")
        for n, (name, value) in enumerate(rows)
        for wide in (max(2, round(float(value) / most * (_WIDTH - 110))),)
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH, len(rows) * _ROW + 4, title,
        format_html_join(
            "", '<text x="0" y="{}">{}</text><rect class="bar" x="0" y="{}" width="{}" height="16" rx="4"/>'
            '<text class="value" x="{}" y="{}">{}</text>', drawn,
        ),
    )  # fmt: skip


_HIGH = 180


def spent(
    months: Sequence[tuple[int, Decimal]],
    price: Decimal,
    early: Sequence[tuple[int, Decimal]],
    title: str,
) -> SafeString:
    """A bar a month for what was paid by then, a line at the cash price, a dot for each early buy-out in all."""
    top = float(
        max([price, *(sum_ for _, sum_ in months), *(sum_ for _, sum_ in early)], default=Decimal(1)) or 1
    )
    step = (_WIDTH - 2 * _LEFT) / max(len(months), _LEAST)

    def y(value: Decimal) -> float:
        return round(_TOP + (1 - float(value) / top) * (_HIGH - _TOP - _FOOT), 1)

    bars = (
        ("out" if paid > price else "bar", round(_LEFT + (m - 0.85) * step, 1), y(paid), round(step * 0.7, 1),
         round(_HIGH - _FOOT - y(paid), 1), f"第 {m} 个月：一共付了 {paid:,.2f} 元")
        for m, paid in months
    )  # fmt: skip
    dots = (
        (round(_LEFT + (m - 0.5) * step, 1), y(total), f"第 {m} 个月买断：一共 {total:,.2f} 元")
        for m, total in early
    )
    every = max(1, -(-len(months) // _MOST_LABELS))
    marks = [m for m, _ in months if m % every == 0]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<line class="most" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}">{}</text>{}{}</svg>',
        _WIDTH, _HIGH, title,
        format_html_join(
            "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', bars
        ),
        _LEFT, _WIDTH - _LEFT, y(price), y(price), _LEFT, y(price) - 6, f"现金价 {price:,.0f} 元",
        format_html_join("", '<circle class="dot" cx="{}" cy="{}" r="5"><title>{}</title></circle>', dots),
        format_html_join(
            "", '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            ((round(_LEFT + (m - 0.5) * step, 1), _HIGH - 6, f"{m}月") for m in marks),
        ),
    )  # fmt: skip
