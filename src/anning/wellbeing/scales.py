"""Answers of a questionnaire summed up: a description in its own words, never a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from anning.knowledge.wellbeing import Scale


class Result(Struct, frozen=True, kw_only=True):
    """care: help comes before anything else is said. points is None while items, counted from 1, are open."""

    care: bool
    open: tuple[int, ...] = ()
    points: int | None = None
    most: int
    band: str = ""
    doctor: bool = False


def result(scale: Scale, answers: Sequence[int | None]) -> Result:
    """What the answers come to, one an item; None is not answered. ValueError for an answer that is no option."""
    if len(answers) != len(scale.items) or any(a not in {None, *range(len(scale.options))} for a in answers):
        raise ValueError("answers do not fit the questionnaire")
    care = bool(scale.care and answers[scale.care - 1])
    most = len(scale.items) * (len(scale.options) - 1)
    given = [answer for answer in answers if answer is not None]
    if len(given) < len(answers):
        missing = tuple(place for place, answer in enumerate(answers, 1) if answer is None)
        return Result(care=care, open=missing, most=most)
    points = sum(given)
    band = max((band for band in scale.bands if band.points <= points), key=lambda band: band.points)
    return Result(care=care, points=points, most=most, band=band.says, doctor=points >= scale.doctor)
