"""A chat or contract of an agency, read for the signals of a scam and answered with what is free."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from anning.detection import agency
from anning.detection.agency import Seen
from anning.domain.china_time import china_day, now
from anning.domain.findings import Citation
from anning.errors import InputUnusable
from anning.knowledge import agency as data
from anning.knowledge import laws

LONGEST = 100_000
"""Characters of a long contract."""


class Answer(Struct, frozen=True, kw_only=True):
    """headline says what was seen; each signal goes with its norms of today; free and paid are what to do."""

    headline: str
    seen: tuple[tuple[Seen, tuple[Citation, ...]], ...]
    free: tuple[str, ...]
    paid: str


def check(text: str) -> Answer:
    """The answer for one text. InputUnusable when there is none, or far too much."""
    if not text.strip():
        raise InputUnusable("没有要看的文字", next_step="把聊天或合同的文字粘贴进来")
    if len(text) > LONGEST:
        raise InputUnusable(f"文字太长（{len(text)} 个字）", next_step="分几段看")
    found, words = agency.read(text), data.words()
    book = laws.on(china_day(now()))
    headline = (
        words.some.format(count=len(found.seen))
        if found.seen
        else words.none
        if found.topic
        else words.not_topic
    )
    return Answer(
        headline=headline,
        seen=tuple((one, book.cite(one.signal.norms)) for one in found.seen),
        free=words.free,
        paid=words.paid if found.seen else "",
    )


def as_json(answer: Answer) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "headline": answer.headline,
        "signals": [
            {
                "id": one.signal.id, "title": one.signal.title, "start": one.start, "end": one.end,
                "quote": one.quote, "why": one.signal.why, "free": one.signal.free, "crime": one.signal.crime,
                "source": one.signal.source, "mark": one.signal.mark,
                "norms": [{"law": c.law, "article": c.article, "mark": c.mark} for c in norms],
            }
            for one, norms in answer.seen
        ],
        "free": list(answer.free),
        "paid": answer.paid,
    }  # fmt: skip
