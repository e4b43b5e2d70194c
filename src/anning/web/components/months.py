"""Charts of money over months: what an offer asks each month beside what a bad month leaves, and when debts end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 340, 150, 4, 24, 22
_LEAST_SHOWN = 12
"""Months an axis has at least, so that a single payment does not look like a wall."""


class _Plan(Protocol):
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def months(self) -> int: ...
    def ends(self, name: str) -> int:
        """The month in which this debt is paid off."""


def months(payments: Sequence[Decimal], most: Decimal, title: str) -> SafeString:
    """One bar a month; what stands above the line of the most a bad month leaves has a colour of its own."""
    top = float(max(*payments, most, Decimal(1)))
    count = max(len(payments), _LEAST_SHOWN)
    step = (_WIDTH - 2 * _LEFT) / count
    bars = (_bar(place, float(paid), float(most), top, step) for place, paid in enumerate(payments))
    line = _y(float(most), top)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<line class="most" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>{}</svg>',
        _WIDTH, _HEIGHT, title, format_html_join("", "{}", ((bar,) for bar in bars)),
        _LEFT, _WIDTH - _LEFT, line, line,
        _WIDTH - _LEFT, line - 5, f"坏月份也付得起 {most:,.0f} 元", _axis(count, step),
    )  # fmt: skip


def _bar(place: int, paid: float, most: float, top: float, step: float) -> SafeString:
    x, wide = round(_LEFT + place * step + step * 0.12, 1), round(step * 0.76, 1)
    y = _y(paid, top)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        "over" if paid > most else "bar", x, y, wide, round(_HEIGHT - _FOOT - y, 1),
        f"第 {place + 1} 个月：{paid:,.2f} 元",
    )  # fmt: skip


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - value / top) * (_HEIGHT - _TOP - _FOOT), 1)


def _axis(count: int, step: float) -> SafeString:
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60) if count / n <= _LEAST_SHOWN or n == 60)  # noqa: PLR2004
    marks = list(range(every, count + 1, every))
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((round(_LEFT + (n - 0.5) * step, 1), _HEIGHT - 5, f"{n}月" if n == marks[0] else n) for n in marks),
    )


_ROW = 44


def ends(plan: _Plan, title: str) -> SafeString:
    """A bar for every debt under its name, as long as the months until it is paid off."""
    rows = (
        _ending(debt, plan.ends(debt), plan.months, place * _ROW) for place, debt in enumerate(plan.names)
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH, len(plan.names) * _ROW + 4, title, format_html_join("", "{}", ((row,) for row in rows)),
    )  # fmt: skip


def _ending(debt: str, month: int, longest: int, y: int) -> SafeString:
    wide = max(2, round(month / (longest or 1) * (_WIDTH - 70)))
    return format_html(
        '<text x="0" y="{}">{}</text><rect class="bar" x="0" y="{}" width="{}" height="14" rx="4"/>'
        '<text class="value" x="{}" y="{}">{}</text>',
        y + 16, debt, y + 22, wide, wide + 6, y + 34, f"{month} 个月",
    )  # fmt: skip


def yuan(amount: Decimal) -> str:
    """1,530 元, 809.80 元."""
    return f"{amount:,.0f} 元" if amount == amount.to_integral_value() else f"{amount:,.2f} 元"
