"""Answers kept until something they were made from is written to; see writing.py for how that is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from anning.store.writing import Part

P = ParamSpec("P")
T = TypeVar("T")

_KEPT = 8
"""Answers of one function, by what it was asked; a few, for memory must not grow with the case."""


def remembered(*parts: Part) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function gives, which must follow from its arguments and these parts of the store alone.

    The stamps are read before it is asked: what is written while it works makes the kept answer void, never stale.
    Answers are shared, so they must not be changed by those who get them.
    """

    def around(ask: Callable[P, T]) -> Callable[P, T]:
        kept: dict[object, Any] = {}

        @wraps(ask)
        def asked(*args: P.args, **named: P.kwargs) -> T:
            from anning.store.writing import stamps

            key, now = (args, tuple(sorted(named.items()))), stamps(*parts)
            before = kept.get(key)
            if before and before[0] == now:
                return cast("T", before[1])
            answer = ask(*args, **named)
            if now is not None:
                kept.pop(key, None)
                while len(kept) >= _KEPT:
                    kept.pop(next(iter(kept)), None)
                kept[key] = now, answer
            return answer

        _EVERY.append(kept)
        return asked

    return around


_EVERY: list[dict[object, Any]] = []


def forget_all() -> None:
    """Let go of every kept answer: of a home that is locked, nothing stays in memory."""
    for kept in _EVERY:
        kept.clear()
