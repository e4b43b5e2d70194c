"""A worry is written down, put off to an hour, and looked at then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

from anning.domain.china_time import Instant, in_china, instant
from anning.wellbeing.kept import Worry


def until(now: Instant, hour: str) -> Instant:
    """The next time a clock in China shows hour, as "19:00". ValueError when it is not a time of day."""
    at = time.fromisoformat(hour)
    here = in_china(now)
    then = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return instant(then if then > here else then + timedelta(days=1))


def due(worries: Iterable[Worry], now: Instant) -> tuple[Worry, ...]:
    """Those whose hour has come, in the order they were written."""
    return tuple(worry for worry in worries if worry.until <= now)


def waiting(worries: Iterable[Worry], now: Instant) -> tuple[Worry, ...]:
    """Those still put off, the next first."""
    return tuple(sorted((worry for worry in worries if worry.until > now), key=lambda worry: worry.until))
