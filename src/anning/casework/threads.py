"""The part of the report that puts side by side what one number said over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from anning.casework.document import Block, Heading, PageBreak, Para, Table
from anning.casework.exhibits import caller, cited, moment
from anning.detection.conversation import Joined, Repeated, Rise, Thread
from anning.detection.promises import Broken
from anning.detection.quotes import Quote
from anning.knowledge import forms
from anning.knowledge.names import names

CALLERS = 20
"""Callers printed; all of them are in report.json."""

ROWS = 12
"""Lines printed for one caller and one kind."""


class Heard(Struct, frozen=True, kw_only=True):
    """One caller: key, the name it was saved under, what its contacts show together."""

    caller: str
    name: str
    thread: Thread


def blocks(heard: Sequence[Heard]) -> Iterator[Block]:
    """Nothing at all when no caller's contacts show anything together."""
    if not heard:
        return
    words = forms.report()["threads"]
    yield PageBreak()
    yield Heading(text=words.title, anchor="threads")
    yield Para(text=words("intro"), tone="note")
    for one in heard[:CALLERS]:
        yield Heading(text=caller(one.caller, one.name), level=2)
        yield from _of(one.thread)
    if len(heard) > CALLERS:
        yield Para(text=words("more", n=len(heard) - CALLERS), tone="note")


def _of(thread: Thread) -> Iterator[Block]:
    words = forms.report()["threads"]
    rows = [
        *(row for one in thread.broken[:ROWS] for row in _broken(one)),
        *(row for one in thread.joined[:ROWS] for row in _joined(one)),
        *(_rise(thread.rise) if thread.rise else ()),
        *map(_repeated, thread.repeated),
    ]
    yield Table(columns=words.columns["columns"], rows=tuple(rows), widths=(22, 24, 54))
    left = len(thread.broken[ROWS:]) + len(thread.joined[ROWS:])
    if left:
        yield Para(text=words("rows_more", n=left), tone="note")
    yield Para(text="；".join(dict.fromkeys(_cautions(thread))) + "。", tone="note")


def _broken(one: Broken) -> Iterator[tuple[str, str, str]]:
    words = forms.report()["threads"]
    yield words("promised", title=one.title), moment(one.promise.at), _quoted(one.promise)
    said = words("called") if one.how == "call" else _quoted(one.against)
    yield words("against", times=one.times), moment(one.against.at), said


def _joined(one: Joined) -> Iterator[tuple[str, str, str]]:
    title = forms.report()["threads"]("joined", title=names().conduct[one.conduct].title)
    for number, quote in enumerate(one.quotes):
        yield ("" if number else title), moment(quote.at), _quoted(quote)


def _rise(rise: Rise) -> Iterator[tuple[str, str, str]]:
    for step in rise.steps:
        yield forms.report()["threads"]("step", title=step.title), moment(step.quote.at), _quoted(step.quote)


def _repeated(one: Repeated) -> tuple[str, str, str]:
    words = forms.report()["threads"]
    title = names().conduct[one.conduct].title
    norms = "、".join(map(cited, one.citations)) or words("no_norm")
    return (
        words("repeated", title=title),
        words("between", first=moment(one.first.at), last=moment(one.last.at)),
        words("days", days=one.days, times=one.times, norms=norms),
    )


def _quoted(quote: Quote) -> str:
    return f"“{quote.quote}”"


def _cautions(thread: Thread) -> Iterator[str]:
    """The other side's answers, each once."""
    yield from (one.caution for one in thread.broken)
    yield from (one.caution for one in thread.joined)
    if thread.rise:
        yield thread.rise.caution
    yield from (one.caution for one in thread.repeated)
