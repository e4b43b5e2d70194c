"""Small cases for the report: entries with findings that need no rule and no detector."""

from __future__ import annotations

from collections.abc import Iterable

from anning.casework import ledger as book
from anning.casework.document import Document
from anning.casework.report import build
from anning.casework.sources import File, Sources
from anning.casework.timeline import Survey
from anning.domain.china_time import parse_iso
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Conduct, Finding
from anning.domain.numbers import caller_key
from anning.domain.records import Problem, Reading, contact_id
from plainly import received

EVIDENCE = "ab" * 32
OLD = Citation(
    law="中华人民共和国治安管理处罚法", article="42(1)", in_force="2013-01-01/2025-12-31", mark="V"
)
NEW = Citation(law="中华人民共和国治安管理处罚法", article="50(1)(1)", in_force="2026-01-01/", mark="V")


def finding(text: str, quote: str, conduct: str = "threat_violence", **others: object) -> Finding:
    start = text.index(quote)
    values = {
        "rule": f"{conduct}.made_up", "level": "high", "citations": (NEW,), "caution": "对方会说是气话",
    } | others  # fmt: skip
    return Finding(conduct=Conduct(conduct), start=start, end=start + len(quote), quote=quote, **values)


def message(
    number: int, text: str, *found: Finding, at: str | None = "2026-01-08T22:14:31", **others
) -> Entry:
    locator = f"sms[{number}]"
    values = {"address": "15400551007", "name": "", "direction": "in", "evidence": EVIDENCE} | others
    unlawful = any(f.verdict == "likely_unlawful" for f in found)
    return Entry(
        id=contact_id(EVIDENCE, locator), kind="message", at=parse_iso(at) if at else None, text=text,
        channel="sms", duration_s=None, state="unknown", locator=locator, findings=found,
        verdict="likely_unlawful" if unlawful else "needs_context" if found else "unrelated", **values,
    )  # fmt: skip


def call(
    number: int, at: str, address: str = "15400551007", state: str = "missed", seconds: int = 0
) -> Entry:
    locator = f"call[{number}]"
    return Entry(
        id=contact_id(EVIDENCE, locator), kind="call", at=parse_iso(at), direction="in", address=address, name="",
        text="", channel="call", duration_s=seconds, state=state, evidence=EVIDENCE, locator=locator,
    )  # fmt: skip


def threat(
    number: int = 0, text: str = "今晚不还钱就打断你的腿", quote: str = "打断你的腿", **others
) -> Entry:
    return message(number, text, finding(text, quote), **others)


SOURCES = Sources(
    files=(
        File(
            id=EVIDENCE,
            name="sms.xml",
            size=1234,
            reading=Reading(
                container="file", format="sms_backup_restore", tool="SMS Backup & Restore", declared=3,
                counts={"message": 2}, complete=False, first_at=parse_iso("2025-12-31"),
                last_at=parse_iso("2026-01-08"),
            ),
            entries=2,
            problems=(Problem("sms.xml 第 3 行", "文件在这里断开"),),
            gaps=("2026-01-02/2026-01-07",),
            parser=("anning.importers", "0.1", "c0de" * 16),
        ),
    ),
    as_of=parse_iso("2026-02-01T09:00:00"),
    tool="anning 0.1",
)  # fmt: skip


def surveyed(entries: Iterable[Entry]) -> Survey:
    entries = list(entries)
    roles = {caller_key(e.address): "collector" for e in entries if e.findings}
    survey = Survey(roles, ("人民法院】",))
    for entry in entries:
        survey.take(entry)
    return survey


def report(*entries: Entry, sources: Sources = SOURCES) -> Document:
    return build(surveyed(entries), book.ledger(received(entries), {}), sources)
