"""Small words for the tests of the store."""

from __future__ import annotations

from hashlib import sha256

from anning import store
from anning.domain.findings import Citation, Examined, Finding
from anning.domain.records import Contact, Reading

DAY = 86_400_000
NOON = 1_767_240_000_000


def sha(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def message(
    locator: str, text: str = "你好", at: int | None = NOON, address: str = "13800000000", **more
) -> Contact:
    return Contact(
        "message", locator, at, more.pop("direction", "in"), address, more.pop("name", ""), text, **more
    )


def found(
    text: str, quote: str, rule: str = "visit.work", conduct: str = "visit_threat", level: str = "high"
) -> Finding:
    start = text.index(quote)
    citation = Citation(law="治安管理处罚法", article="50", in_force="2026-01-01/", mark="V")
    return Finding(
        conduct=conduct,
        rule=rule,
        start=start,
        end=start + len(quote),
        quote=quote,
        level=level,
        citations=(citation,),
        caution="对方可能说只是提醒",
    )


def examined(*findings: Finding, verdict: str = "likely_unlawful") -> Examined:
    return Examined(verdict if findings else "unrelated", findings)


def load(
    name: str, contacts, results=(), *, sealed_at: int = 0, import_id: str = "", problems=(), batch: int = 500
) -> int:
    """Put one file in; how many of its contacts were new."""
    new = 0
    with store.loading(
        sha(name),
        name=name,
        import_id=import_id or f"import-{name}",
        sealed_at=sealed_at,
        media_type="text/xml",
        size=9,
    ) as loading:
        for first in range(0, len(contacts), batch):
            new += loading.add(contacts[first : first + batch], results[first : first + batch])
        loading.finish(Reading(container="file", format="test", counts={"message": len(contacts)}), problems)
    return new


def texts(**where) -> list[str]:
    return [entry.text for entry in store.every_entry(store.Where(**where))]
