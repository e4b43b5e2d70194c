"""Drawings of the report as SVG: when calls came, and from whom. Plain shapes and text, no script, no style sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Literal

from msgspec import Struct

HOURS = 24
FAMILY = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
Unit = Literal["day", "week", "month", "year"]

_MOST_DAYS, _MOST_WEEKS, _MOST_MONTHS = 78, 66, 76
_TALLEST = 940
"""Pixels the rows may take together, so that the map stays on one page."""

_FEW_ROWS = 31
_REST = (*range(8), 22, 23)
_INK, _FAINT, _LINE, _REST_GROUND = "#26323f", "#5d6b79", "#d8dee4", "#eef1f6"
# One hue from pale to deep, told apart in grey print as well.
_SHADES = ("#dcebf3", "#b3d2e3", "#7fb1cd", "#4b8db2", "#256a93", "#0e4469")
STATES = ("connected", "missed", "rejected", "unknown")
_STATE_COLOURS = {"connected": "#256a93", "missed": "#7fb1cd", "rejected": "#c58a3d", "unknown": "#b9c1c9"}


class Heat(Struct, frozen=True, kw_only=True):
    """Calls by row and hour; rows are days, weeks (by their Monday), months or years (by their first)."""

    unit: Unit
    rows: tuple[date, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """All calls in the map."""
        return sum(map(sum, self.cells))

    @property
    def peak(self) -> tuple[date, int, int]:
        """Row, hour and number of the fullest cell, the first of several."""
        number, row, hour = max(
            (number, -row, -hour) for row, cells in enumerate(self.cells) for hour, number in enumerate(cells)
        )
        return self.rows[-row], -hour, number


class Bar(Struct, frozen=True, kw_only=True):
    """A caller and its calls by state (the names in STATES)."""

    label: str
    states: Mapping[str, int]

    @property
    def total(self) -> int:
        """All its calls."""
        return sum(self.states.values())


def heat(calls: Mapping[tuple[date, int], int]) -> Heat:
    """The map of these calls by day and hour, in a unit that fits on one page."""
    days = sorted({day for day, _ in calls})
    unit = _unit(days)
    rows = _rows(days, unit)
    place = {row: number for number, row in enumerate(rows)}
    cells = [[0] * HOURS for _ in rows]
    for (day, hour), number in calls.items():
        cells[place[_row(day, unit)]][hour] += number
    return Heat(unit=unit, rows=tuple(rows), cells=tuple(map(tuple, cells)))


def heat_svg(drawn: Heat, *, width: int = 680) -> str:
    """The map: hours to the right, time downwards; the hours of rest stand on a tinted ground."""
    left, top, foot = 64, 22, 4
    cell = (width - left - 26) / HOURS
    high = min(11 if len(drawn.rows) > _FEW_ROWS else 14, _TALLEST / max(1, len(drawn.rows)))
    height = top + high * len(drawn.rows) + foot
    most = max((max(cells) for cells in drawn.cells), default=1)
    parts = [_box(left + hour * cell, top, cell, high * len(drawn.rows), _REST_GROUND) for hour in _REST] + [
        _text(left + (hour + 0.5) * cell, 14, str(hour), 9, _FAINT, "middle") for hour in range(HOURS)
    ]
    for number, (row, cells) in enumerate(zip(drawn.rows, drawn.cells, strict=True)):
        y = top + number * high
        if _labelled(drawn, number):
            parts.append(_text(left - 6, y + high - 3, _label(row, drawn.unit), 9, _FAINT, "end"))
        parts += [
            _cell(left + h * cell, y, cell, high, value, most) for h, value in enumerate(cells) if value
        ]
        if total := sum(cells):
            parts.append(_text(width - 2, y + high - 3, str(total), 9, _INK, "end"))
    return _svg(width, height, parts)


def bars_svg(bars: Sequence[Bar], legend: Mapping[str, str], *, width: int = 680) -> str:
    """Callers from above downwards, each bar split by what became of the calls."""
    left, top, high = 168, 26, 22
    most = max((bar.total for bar in bars), default=1) or 1
    scale = (width - left - 44) / most
    parts = _legend(legend, left)
    for number, bar in enumerate(bars):
        y, x = top + number * high, float(left)
        parts.append(_text(left - 8, y + 14, bar.label, 10.5, _INK, "end"))
        for state in STATES:
            wide = bar.states.get(state, 0) * scale
            if wide:
                parts.append(_box(x, y + 3, wide, high - 7, _STATE_COLOURS[state]))
                x += wide
        parts.append(_text(x + 6, y + 14, str(bar.total), 10.5, _INK))
    return _svg(width, top + high * len(bars) + 4, parts)


def _legend(legend: Mapping[str, str], left: int) -> list[str]:
    parts = []
    for number, state in enumerate(STATES):
        x = left + number * 74
        parts.append(_box(x, 5, 11, 11, _STATE_COLOURS[state]))
        parts.append(_text(x + 16, 14.5, legend[state], 10, _FAINT))
    return parts


def _unit(days: Sequence[date]) -> Unit:
    span = (days[-1] - days[0]).days + 1 if days else 0
    if span <= _MOST_DAYS:
        return "day"
    if span <= _MOST_WEEKS * 7:
        return "week"
    return "month" if span <= _MOST_MONTHS * 30 else "year"


def _row(day: date, unit: Unit) -> date:
    if unit == "year":
        return day.replace(month=1, day=1)
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def _rows(days: Sequence[date], unit: Unit) -> list[date]:
    """Every row from the first to the last, empty ones too: a quiet week is something to see."""
    if not days:
        return []
    row, last = _row(days[0], unit), _row(days[-1], unit)
    rows = []
    while row <= last:
        rows.append(row)
        row = _next(row, unit)
    return rows


def _next(row: date, unit: Unit) -> date:
    if unit == "year":
        return row.replace(year=row.year + 1)
    if unit == "month":
        return (row + timedelta(days=32)).replace(day=1)
    return row + timedelta(days=7 if unit == "week" else 1)


def _label(row: date, unit: Unit) -> str:
    return {"year": f"{row:%Y}", "month": f"{row:%Y-%m}"}.get(unit, f"{row:%y-%m-%d}")


def _labelled(drawn: Heat, number: int) -> bool:
    """Every row when they are few; else Mondays, firsts of a month, or every third."""
    row = drawn.rows[number]
    if len(drawn.rows) <= _FEW_ROWS:
        return True
    return row.weekday() == 0 if drawn.unit == "day" else number % 3 == 0


def _cell(x: float, y: float, wide: float, high: float, value: int, most: int) -> str:
    shade = _SHADES[min(len(_SHADES) - 1, (value * len(_SHADES) - 1) // most if most > 1 else 2)]
    box = _box(x + 0.7, y + 0.7, wide - 1.4, high - 1.4, shade)
    if value == 1:
        return box
    return box + _text(
        x + wide / 2, y + high - 3, str(value), 8, _INK if value * 2 <= most else "#ffffff", "middle"
    )


def _box(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}"/>'


def _text(x: float, y: float, text: str, size: float, fill: str, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(text)}</text>"


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{FAMILY}">{"".join(parts)}</svg>'
    )
