"""What is counted in a call log, and the dated norms the counts are held against.

A count rule holds only on days on which its norm was in force, so a number is never used for earlier conduct.
Each rule carries small tables of calls, readable by a lawyer, that the tests run.
"""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from anning.domain.entries import Role
from anning.domain.findings import Conduct
from anning.domain.records import Direction, Kind, State
from anning.knowledge import shelf

_STATES: dict[str, State] = {"接通": "connected", "未接": "missed", "拒接": "rejected", "不明": "unknown"}


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one count takes in: contacts that came in, of these kinds and states, so long, at these hours.

    meaning is shown beside the number. hours is [from, to) on a clock in China and may run over midnight.
    """

    name: str
    title: str
    meaning: str
    kinds: tuple[Kind, ...]
    states: tuple[State, ...] = ()
    least_s: int = 0
    hours: tuple[time, time] | None = None


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share of the count that the other side will point at; {n} in says is its number."""

    measure: str
    says: str


class Expected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must come of an example on that day; without a value the rule must not be held against anything."""

    day: date
    value: int | None = None
    exceeded: bool | None = None
    cites: tuple[str, ...] = ()


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contacts of one caller, one a line: ``2026-03-02 09:05 接通 90秒``; see contact()."""

    title: str
    role: Role
    calls: tuple[str, ...]
    expect: Expected


class CountRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A count of one caller's day and the norm it is held against.

    Without a limit the norm has no number: the count is shown beside it from from_value on, and never "exceeded".
    wording is the norm's own strength (不宜, 不得). if_unknown is added while nobody said who the caller is.
    """

    title: str
    conduct: Conduct
    measure: str
    wording: str
    norms: tuple[str, ...]
    caution: str
    if_unknown: str
    examples: tuple[Example, ...]
    author: str
    date: date
    limit: int | None = None
    from_value: int = 0
    includes: tuple[Part, ...] = ()
    id: str = ""


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence on what a ledger can and cannot show; {n} is the number it speaks of."""

    name: str
    says: str
    always: bool = False


class Told(Struct, frozen=True):
    """A contact as an example tells it; at is China time without a zone, as written."""

    at: str
    direction: Direction
    kind: Kind
    state: State
    duration_s: int | None


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name."""
    return {measure.name: measure for _, measure in shelf.read("counts/measures", Measure)}


@cache
def rules() -> tuple[CountRule, ...]:
    """Every count rule, in the order of their files; each speaks of a measure there is."""
    found = tuple(
        msgspec.structs.replace(rule, id=file.stem) for file, rule in shelf.read("counts/rules", CountRule)
    )
    for rule in found:
        for name in (rule.measure, *(part.measure for part in rule.includes)):
            if name not in measures():
                raise shelf.KnowledgeError(f"没有名为“{name}”的计数", where=f"counts/rules/{rule.id}.yaml")
    return found


@cache
def notes() -> dict[str, Note]:
    """Every note by name."""
    return {note.name: note for _, note in shelf.read("counts/notes", Note)}


def contact(line: str) -> Told:
    """``日期 时间 [呼出] 接通|未接|拒接|不明|短信 [N秒]``; KnowledgeError when it is not written so."""
    day, clock, *words = line.split()
    direction: Literal["in", "out"] = "out" if words[:1] == ["呼出"] else "in"
    what, *rest = words[direction == "out" :] or [""]
    seconds = rest[0].removesuffix("秒") if rest else ""
    if (what != "短信" and what not in _STATES) or (rest and not seconds.isdigit()):
        raise shelf.KnowledgeError("例子里有一行读不懂", where=line)
    kind: Kind = "message" if what == "短信" else "call"
    return Told(
        f"{day}T{clock}", direction, kind, _STATES.get(what, "unknown"), int(seconds) if seconds else None
    )
