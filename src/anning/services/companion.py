"""A call, accompanied: what to ask and say, then one sealed record of when it was and what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from anning import store
from anning.domain.china_time import Instant, china_day, in_china, instant, now
from anning.domain.entries import Entry
from anning.domain.findings import Citation
from anning.domain.numbers import caller_key
from anning.errors import InputUnusable
from anning.importers.formats.call_note import CallNote, encode
from anning.knowledge import companion as data
from anning.knowledge import laws
from anning.knowledge.companion import Words
from anning.knowledge.phones import Guide
from anning.services import intake
from anning.services.desk import Desk
from anning.services.intake import Source
from anning.services.reports import ImportReport
from anning.store import Where

LONGEST_CALL = 12 * 3600 * 1000
LONGEST_NOTE = 20_000


class Told(Struct, frozen=True, kw_only=True):
    """What the person ticked and wrote; asked and heard are ids, unknown ones are refused."""

    start: Instant
    end: Instant
    address: str = ""
    name: str = ""
    asked: Sequence[str] = ()
    heard: Sequence[str] = ()
    note: str = ""


def words() -> Words:
    """What stands on the screen."""
    return data.words()


def guides() -> tuple[Guide, ...]:
    """How to keep calls, phone by phone."""
    return data.guides()


def recording_norms() -> tuple[Citation, ...]:
    """What the law of today says of recording one's own call."""
    return laws.on(china_day(now())).cite(data.words().recording_norms)


def before_today(address: str) -> int:
    """How often this number has called today so far."""
    key, today = caller_key(address), china_day(now())
    since = instant(datetime(today.year, today.month, today.day))  # noqa: DTZ001 - a naive time is China time here
    return store.count(Where(address=key, kinds=("call",), direction="in", since=since)) if key else 0


def save(desk: Desk, told: Told, files: Sequence[Source] = ()) -> ImportReport:
    """Seal the call and its voice note or recording as one import. InputUnusable for times that cannot be."""
    if not 0 <= told.end - told.start <= LONGEST_CALL:
        raise InputUnusable("通话的开始和结束对不上", next_step="改一下开始或结束的时间再存")
    note = CallNote(
        start=told.start,
        end=told.end,
        address=told.address.strip()[:60],
        name=told.name.strip()[:60],
        asked=_known(told.asked, [one.id for one in data.words().asks]),
        heard=_known(told.heard, [one.id for one in data.words().heard]),
        text=_text(told),
    )
    name = (
        data.words()
        .record["file"]
        .format(day=china_day(told.start).isoformat(), time=in_china(told.start).strftime("%H%M%S"))
    )
    written = Source(data=encode(note), name=name, settings={"format": "call_note"})
    return intake.intake(desk, [written, *files])


def kept(evidence: str) -> Entry | None:
    """The call of a record that was sealed, None while it is not in the index."""
    return next(iter(store.entries(Where(evidence=evidence), limit=1)), None)


def _known(given: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    if strange := [one for one in given if one not in ids]:
        raise InputUnusable(f"没有“{strange[0][:20]}”这一项", next_step="刷新页面再勾选")
    return tuple(one for one in ids if one in given)


def _text(told: Told) -> str:
    """The record in plain words, so that it can be read without Anning."""
    known = data.words()
    heard = [one.noted for one in known.heard if one.id in told.heard]
    asked = [one.noted for one in known.asks if one.id in told.asked]
    lines = [known.record["title"]]
    if heard:
        lines.append(known.record["heard"].format(list="；".join(heard)))
    if asked:
        lines.append(known.record["asked"].format(list="；".join(asked)))
    if note := told.note.strip()[:LONGEST_NOTE]:
        lines.append(known.record["note"].format(note=note))
    return "\n".join(lines)
