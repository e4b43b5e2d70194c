"""What was handed in: where, when, under which number, with which proof, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.domain.case import Filing, FilingStatus
from anning.domain.china_time import china_day, now
from anning.domain.deadlines import Deadline
from anning.errors import InputUnusable, NotFound
from anning.knowledge import clocks, interview
from anning.knowledge.channels import channels
from anning.knowledge.forms import papers
from anning.services import case as told
from anning.services import deadlines, notebook
from anning.services.desk import Desk

EVENTS: tuple[FilingStatus, ...] = ("accepted", "refused", "answered", "closed")
"""What can become of a filing, in the order it usually does."""


class Logged(Struct, frozen=True, kw_only=True):
    """A filing with everything a page shows of it; its deadlines are those still of interest."""

    filing: Filing
    paper: str
    channel: str
    against: str
    proof: str
    steps: tuple[tuple[date, str], ...]
    deadlines: tuple[Deadline, ...]


def log(desk: Desk, filing: Filing, day: date) -> str:
    """Keep that a paper was handed in on that day; gives the batch's id.

    InputUnusable for a day to come; NotFound for a channel or proof there is not.
    """
    if filing.channel not in channels():
        raise NotFound("没有这个办理的地方", where=filing.channel)
    _must_be_past(day)
    if filing.proof:
        store.evidence(filing.proof)
    kept = replace(filing, status="filed", events=((day, "filed"),))
    return notebook.keep(desk, f"记下办理：{channel_title(kept.channel)}", kept)


def record(desk: Desk, key: str, what: FilingStatus, day: date, number: str = "", note: str = "") -> str:
    """Add what became of a filing; gives the batch's id. NotFound; InputUnusable for a day that cannot be."""
    filing = notebook.get(Filing, key)
    _must_be_past(day)
    if filing.events and day < filing.events[0][0]:
        raise InputUnusable("这一天比交出去的日子还早", next_step="请核对日期")
    events = tuple(sorted((*filing.events, (day, what)), key=lambda event: event[0]))
    after = replace(
        filing,
        status=events[-1][1],
        events=events,
        number=number or filing.number,
        note="\n".join(part for part in (filing.note, note) if part),
    )
    words = interview.interview().filing_status
    return notebook.keep(desk, f"{channel_title(filing.channel)}：{words[what]}", after)


def remove(desk: Desk, key: str) -> str:
    """Take a filing out. NotFound."""
    filing = notebook.get(Filing, key)
    return notebook.take_out(desk, f"删去办理：{channel_title(filing.channel)}", filing)


def filings(desk: Desk) -> list[Logged]:
    """Everything handed in, the newest first."""
    case = told.case()
    running = deadlines.deadlines(desk)
    found = [_logged(filing, case.parties, running) for filing in case.filings.values()]
    return sorted(found, key=lambda one: one.steps[0][0] if one.steps else date.min, reverse=True)


def filing(desk: Desk, key: str) -> Logged:
    """One of them. NotFound."""
    kept = notebook.get(Filing, key)
    return _logged(kept, told.case().parties, deadlines.deadlines(desk))


def channel_title(key: str) -> str:
    """A body's name of today and the kind of approach: 国家金融监督管理总局及其派出机构（举报）."""
    channel = channels().get(key)
    return f"{channel.name(china_day(now()))}（{channel.kind}）" if channel else key


def paper_title(kind: str) -> str:
    """What a paper is called; the code itself where nobody named it."""
    return _papers().get(kind, kind)


def makes() -> frozenset[str]:
    """The kinds of papers Anning makes."""
    return frozenset(papers.forms())


def choices() -> dict[str, list[tuple[str, str]]]:
    """Channels and papers to choose from, as (code, words)."""
    return {
        "channels": [(key, channel_title(key)) for key in channels()],
        "papers": list(_papers().items()),
    }


def proofs() -> list[tuple[str, str]]:
    """Evidence that can show that something was handed in: (id, name), the newest first."""
    rows = [row for row in store.evidences() if not row.hidden]
    return [(row.id, row.name) for row in sorted(rows, key=lambda row: row.sealed_at, reverse=True)]


def _papers() -> dict[str, str]:
    """Papers Anning makes, then others it only counts time for; a title of two papers says which it is."""
    forms = papers.forms().values()
    titles = [form.title for form in forms]
    made = {
        one.id: one.title if titles.count(one.title) == 1 else f"{one.title}（{one.name}）" for one in forms
    }
    words = clocks.words().items()
    return made | {key.removeprefix("paper_"): said for key, said in words if key.startswith("paper_")}


def _logged(filing: Filing, parties: dict[str, Any], running: tuple[Deadline, ...]) -> Logged:
    words = interview.interview().filing_status
    party = parties.get(filing.against)
    return Logged(
        filing=filing,
        paper=paper_title(filing.paper),
        channel=channel_title(filing.channel),
        against=told.titled(party) if party else "",
        proof=_name_of(filing.proof),
        steps=tuple((day, words.get(what, what)) for day, what in filing.events),
        deadlines=tuple(one for one in running if one.subject == filing.id and one.state != "answered"),
    )


def _name_of(proof: str) -> str:
    try:
        return store.evidence(proof).name if proof else ""
    except NotFound:
        return proof


def _must_be_past(day: date) -> None:
    if day > china_day(now()):
        raise InputUnusable("日子不能在今天以后", next_step="写真正发生的那一天")
