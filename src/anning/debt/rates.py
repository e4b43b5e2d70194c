"""The rate at which what was received and what was paid are worth the same: every one there is.

A flow is (time, amount, fraction). The unknown is x = ln(1 + rate), so that a flow at time t is worth
amount · exp(-x t) today and no rate is too large to be written. With a fraction f of a period before the whole
ones (Reg Z, appendix J) it is worth amount · exp(-x t) / (1 + f · rate).

Flows that change their sign once in time have exactly one rate: it is found by Newton's method on the logarithm
of received over paid, which is nearly a line. All others are searched on a grid for every change of sign and
every touch of zero, then bisected. Each root is checked by what is left over when it is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import exp, expm1, inf, log, log1p, sqrt

from anning.errors import AnningError

Timed = tuple[float, float, float]
"""Time in periods or years, amount (one sign received, the other paid), fraction of a period."""

_STEPS = 300
_EXACT = 1e-13
_NOISE = 4e-16
_TOUCH = 1e-11
_WIDEST = 1e7
_SHORTEST = 1e-9
_SAME = 1e-9
_STEEPEST = 4.0  # a share of all money cannot fall to zero faster than this over a scaled step
_LARGEST_POWER = 709.0
_FINE = (
    *(i * 0.005 for i in range(400)),
    *(2 + i * 0.05 for i in range(360)),
    *(20.0 + i for i in range(181)),
)
_COARSE = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 40.0, 80.0, 200.0)


class NotSolved(AnningError):
    """A root that was bracketed did not pass its own check; never shown as a rate."""


def sign_changes(flows: Sequence[Timed]) -> int:
    """How often flows, in the order of time, turn from received to paid or back; at most so many rates exist."""
    signs = [amount > 0 for _, amount, _ in flows if amount]
    return sum(a != b for a, b in pairwise(signs))


def roots(flows: Sequence[Timed]) -> tuple[float, ...]:
    """Every x = ln(1 + rate per unit of time), ascending; flows are sorted by time, one amount a moment."""
    live = [flow for flow in flows if flow[1]]
    changes = sign_changes(live)
    if not changes:
        return ()
    if changes == 1 and not any(fraction for _, _, fraction in live):
        return (_only(live),)
    return _every(live)


def worth(flows: Sequence[Timed], x: float) -> float:
    """What all flows together are worth at time zero, at x = ln(1 + rate)."""
    rate = expm1(x)
    return sum(amount * exp(-x * t) / (1 + f * rate) for t, amount, f in flows)


def _only(flows: Sequence[Timed]) -> float:
    """The one root of flows with one change of sign: ln(received/paid) rises with x and is nearly straight."""
    turn = next(i for i in range(1, len(flows)) if (flows[i][1] > 0) != (flows[0][1] > 0))
    zero = flows[0][0]
    early = [(t - zero, abs(amount)) for t, amount, _ in flows[:turn]]
    late = [(t - zero, abs(amount)) for t, amount, _ in flows[turn:]]
    low, high, x = -inf, inf, 0.0
    for _ in range(_STEPS):
        value_early, time_early = _logarithm(early, x)
        value_late, time_late = _logarithm(late, x)
        value = value_early - value_late
        step = value / (time_late - time_early)
        if abs(step) <= _EXACT * (1 + abs(x)) or abs(value) <= _NOISE * (1 + abs(value_early)):
            return x - step
        low, high = (low, x) if value > 0 else (x, high)
        guess = x - step
        x = guess if low < guess < high else _between(low, high)
    raise NotSolved("求出的利率没有通过验算")


def _logarithm(flows: Sequence[tuple[float, float]], x: float) -> tuple[float, float]:
    """Log of Σ amount·exp(-x t) and the mean time under those weights; no x overflows."""
    anchor = flows[0][0] if x >= 0 else flows[-1][0]
    total = moment = 0.0
    for t, amount in flows:
        weight = amount * exp(-x * (t - anchor))
        total += weight
        moment += weight * t
    return log(total) - x * anchor, moment / total


def _between(low: float, high: float) -> float:
    """A point inside a bracket that may still be open on one side."""
    if low == -inf:
        return high * 2 - 1 if high < 0 else -1.0
    if high == inf:
        return low * 2 + 1 if low > 0 else 1.0
    return (low + high) / 2


def _every(flows: Sequence[Timed]) -> tuple[float, ...]:
    """All roots, searched over x times the span of the flows.

    Whole periods have no more roots than changes of sign (Descartes), so a coarse grid that brackets as many is
    enough; otherwise a fine one also looks for two close together and for a touch of zero.
    """
    first = flows[0][0]
    span = max(flows[-1][0] - first, _SHORTEST)
    scaled = [((t - first) / span, amount, f) for t, amount, f in flows]

    def value(y: float) -> float:
        return _scaled(scaled, y, span)

    whole = not any(f for _, _, f in flows)
    found = _searched(value, _grid(value, flows, _COARSE))
    if not whole or len(found) < sign_changes(flows):
        points = _grid(value, flows, _FINE)
        found = [*_searched(value, points), *_touching(value, points)]
    checked = sorted({y / span for y in found if abs(value(y)) <= _TOUCH * 10})
    return tuple(x for i, x in enumerate(checked) if i == 0 or x - checked[i - 1] > _SAME)


def _searched(value: Callable[[float], float], points: Sequence[float]) -> list[float]:
    """One root between every two neighbours of different sign, and every point that is one."""
    values = [value(y) for y in points]
    found = [y for y, at in zip(points, values, strict=True) if at == 0]
    for (a, at_a), (b, at_b) in pairwise(zip(points, values, strict=True)):
        if at_a * at_b < 0:
            found.append(_between_signs(value, a, b))
    return found


def _scaled(flows: Sequence[Timed], y: float, span: float) -> float:
    """The worth at y = x·span as a share of all money in it: in [-1, 1], same sign, no overflow."""
    anchor = 0.0 if y >= 0 else flows[-1][0]
    rate = expm1(min(y / span, 700.0))
    total = size = 0.0
    for t, amount, f in flows:
        weight = amount * exp(-y * (t - anchor))
        if f:
            weight /= 1 + f * rate
        total += weight
        size += abs(weight)
    return total / size


def _grid(value: Callable[[float], float], flows: Sequence[Timed], half: Sequence[float]) -> list[float]:
    """Points on both sides of zero, widened until the first or the last flow alone decides the sign."""
    up, down = list(half), [-y for y in half[1:]]
    for side, decides in ((up, flows[0][1]), (down, flows[-1][1])):
        while value(side[-1]) * decides <= 0 and abs(side[-1]) < _WIDEST:
            side.append(side[-1] * 1.1)
    return [*reversed(down), *up]


def _between_signs(value: Callable[[float], float], low: float, high: float) -> float:
    """The root between two points of different sign: Ridders' steps, then bisection to the last bits."""
    at_low, at_high = value(low), value(high)
    last = inf
    for _ in range(_STEPS):
        middle = (low + high) / 2
        at_middle = value(middle)
        if at_middle == 0 or middle in (low, high):
            return middle
        slope = sqrt(at_middle * at_middle - at_low * at_high)
        guess = middle + (middle - low) * (1 if at_low > at_high else -1) * at_middle / slope
        at_guess = value(guess)
        near = _EXACT * (1 + abs(guess))
        if at_guess == 0 or (abs(guess - last) <= near and value(guess - near) * value(guess + near) <= 0):
            return guess
        last = guess
        inside = sorted([(low, at_low), (middle, at_middle), (guess, at_guess), (high, at_high)])
        (low, at_low), (high, at_high) = next(
            (a, b) for a, b in pairwise(inside) if a[1] * b[1] < 0 or b[1] == 0
        )
    raise NotSolved("求出的利率没有通过验算")


def _touching(value: Callable[[float], float], points: Sequence[float]) -> list[float]:
    """Roots between neighbours of one sign: two close together, or one that only touches zero."""
    found: list[float] = []
    values = [value(y) for y in points]
    for i in range(1, len(points) - 1):
        before, here, after = values[i - 1 : i + 2]
        reach = _STEEPEST * (points[i + 1] - points[i - 1])
        valley = here * before > 0 and here * after > 0 and abs(here) <= min(abs(before), abs(after), reach)
        if valley and abs(here) < max(abs(before), abs(after)):
            found += _valley(value, points[i - 1], points[i + 1], 1.0 if here > 0 else -1.0)
    return found


def _valley(value: Callable[[float], float], low: float, high: float, sign: float) -> list[float]:
    """The roots around the point nearest to zero between two points of that sign."""
    lowest = _lowest(lambda y: sign * value(y), low, high)
    at = sign * value(lowest)
    if at < -_EXACT:
        return [_between_signs(value, low, lowest), _between_signs(value, lowest, high)]
    return [lowest] if at <= _TOUCH else []


def _lowest(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley between two points is least (thirds)."""
    for _ in range(120):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if value(a) < value(b) else (a, high)
    return (low + high) / 2


def per(x: float, share: float = 1.0) -> float:
    """The rate of x = ln(1 + rate) over a share of its unit of time; infinite beyond any float."""
    return expm1(x * share) if x * share < _LARGEST_POWER else inf


def logarithm(rate: float) -> float:
    """The x of a rate above -1."""
    return log1p(rate)
