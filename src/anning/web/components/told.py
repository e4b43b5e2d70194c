"""What the person told of their case, as pages say it."""

from __future__ import annotations

from datetime import date

from anning.services import case as acts
from anning.services import interview
from anning.services.interview import Screen
from anning.web.components import words

titled = acts.titled


def answered(screen: Screen) -> list[str]:
    """The answers of one screen, a line each; with its label where the screen asks for several."""
    several = len(screen.question.fields) > 1
    return [
        f"{field.label.removesuffix('（元）')}：{said}" if several else said
        for field in screen.question.fields
        if (said := _said(screen, field.name))
    ]


def _said(screen: Screen, name: str) -> str:
    field = next(one for one in screen.question.fields if one.name == name)
    value = screen.values[name]
    if not value:
        return ""
    match field.input:
        case "money":
            value = words.money(value)
        case "date":
            value = words.day(date.fromisoformat(value))
        case "choice":
            chosen = interview.option(field, value)
            value = chosen.title if chosen else value
        case "creditors":
            known = acts.case().parties
            value = "、".join(titled(known[key]) for key in value.split() if key in known)
        case "tel":
            value = words.number(value)
    return value
