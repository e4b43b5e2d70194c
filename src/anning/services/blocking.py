"""Callers silenced without losing proof: who is suggested, what the person chose, and the file for their phone."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.domain.china_time import Instant, iso
from anning.domain.numbers import caller_key
from anning.domain.quiet import Silenced
from anning.errors import InputUnusable, Refused
from anning.knowledge import blocking as data
from anning.knowledge.blocking import Sheet
from anning.services import notebook
from anning.services.desk import Desk
from anning.shield import halflife, targets
from anning.shield.blocking import Block, Compiled, compiled, protected
from anning.shield.targets import Exported
from anning.store import Caller, Where

_DAY = 24 * 3600 * 1000
_TEXT = 200
"""Characters of a message in the table for the carrier."""


class Suggested(Struct, frozen=True, kw_only=True):
    """A caller that may be silenced. never says why it cannot be ("" when it can); chosen, that it is on the list."""

    caller: Caller
    chosen: bool
    never: str


def choice() -> Silenced:
    """What the person chose; an empty list when nothing was."""
    return notebook.all_of(Silenced).get("silenced", Silenced())


def suggested() -> tuple[Suggested, ...]:
    """Callers that collect, or whose words were found, the most calls first; people of the phone book are left out."""
    chosen = frozenset(choice().numbers)
    callers = [one for one in store.callers() if one.key and _collecting(one)]
    callers.sort(key=lambda one: (-one.calls, -one.found, one.key))
    return tuple(Suggested(caller=one, chosen=one.key in chosen, never=protected(one.key)) for one in callers)


def choose(desk: Desk, numbers: Sequence[str], keep: Sequence[str] = ()) -> str:
    """Silence exactly these numbers; gives the batch to undo it by. InputUnusable for what is no number."""
    keys = tuple(dict.fromkeys(_key(number) for number in numbers))
    kept = tuple(dict.fromkeys(_key(number) for number in keep))
    return notebook.keep(desk, "改了安静名单", replace(choice(), numbers=keys, keep=kept))


def add_stretch(desk: Desk, beginning: str, reason: str) -> str:
    """Silence all numbers that begin so. Refused, with what to do instead, where that is too wide."""
    wanted = Block(caller_key(beginning), stretch=True, reason=reason)
    found = compiled([wanted], choice().keep)
    if found.left:
        raise Refused(
            found.left[0].why, where=beginning, next_step="只填见过的完整号码，或者把号段写长、写明理由"
        )
    told = choice()
    return notebook.keep(
        desk,
        "在安静名单里加了一段号码",
        replace(told, stretches=(*told.stretches, (wanted.number, reason.strip()))),
    )


def made() -> Compiled:
    """The list as it stands, with what was left out and why."""
    told = choice()
    wanted = [
        *(Block(number) for number in told.numbers),
        *(Block(number, stretch=True, reason=reason) for number, reason in told.stretches),
    ]
    return compiled(wanted, told.keep)


def export(name: str) -> tuple[Sheet, Exported]:
    """The file for one tool with its steps; InputUnusable while the list is empty."""
    targets.target(name)
    blocks = made().blocks
    if not blocks:
        raise InputUnusable("安静名单还是空的", next_step="先选要静音的号码")
    return data.sheets()[name], targets.export(name, blocks)


def sheets() -> tuple[Sheet, ...]:
    """Every tool a file can be written for, with its steps."""
    return tuple(data.sheets().values())


def check(number: str) -> tuple[str, bool]:
    """What a number is when it must always get through ("" otherwise), and whether the list as it stands holds it."""
    key = _key(number)
    blocks = made().blocks
    listed = any(key.startswith(b.number) if b.stretch else key == b.number for b in blocks)
    return protected(key), listed


def advice() -> tuple[str, ...]:
    """Evidence first: what to do before, and how long this phone's log lasts, from the largest log imported."""
    return (*data.retention().advice, *halflife.sentences(*longest_log()))


def complaint_rows() -> Iterator[tuple[str, str, str, str]]:
    """For the carrier and 12321: number, time, call or message, the message's first words; silenced numbers only."""
    for number in made().blocks:
        if number.stretch:
            continue
        for entry in store.every_entry(Where(address=number.number, direction="in")):
            at = iso(entry.at) if entry.at is not None else ""
            yield number.number, at, "电话" if entry.kind == "call" else "短信", entry.text[:_TEXT]


def complaint_table() -> bytes:
    """Those rows as CSV that spreadsheets of China open."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["号码", "时间", "方式", "内容"])
    rows.writerows([_inert(cell) for cell in row] for row in complaint_rows())
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """No cell begins a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _collecting(one: Caller) -> bool:
    if one.role in {"known", "own"} or not one.key.lstrip("+").isdigit():
        return False
    return one.role == "collector" or one.found > 0


def _key(number: str) -> str:
    key = caller_key(number)
    if not key.lstrip("+").isdigit():
        raise InputUnusable("这不是一个号码", where=number[:40], next_step="只写数字，可以带 +86 或区号")
    return key


def longest_log() -> tuple[int, float]:
    """How many calls the longest log has, and the days between its first and its last."""
    calls: Counter[str] = Counter()
    times: defaultdict[str, list[Instant]] = defaultdict(list)
    for alike in store.tallied():
        if alike.kind == "call" and alike.first is not None and alike.last is not None:
            calls[alike.evidence] += alike.entries
            times[alike.evidence] += (alike.first, alike.last)
    if not calls:
        return 0, 0.0
    longest = min(calls, key=lambda one: (-calls[one], min(times[one]), one))
    return calls[longest], (max(times[longest]) - min(times[longest])) / _DAY
