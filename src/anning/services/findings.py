"""What a finding means: its rule, the norms of that day, what the other side would answer; and taking it out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from anning import store
from anning.domain.china_time import china_day
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Finding
from anning.errors import InputUnusable, NotFound
from anning.knowledge import conduct, laws
from anning.knowledge.laws import Norm
from anning.knowledge.names import Names, names
from anning.services.desk import Desk


class Explained(Struct, frozen=True, kw_only=True):
    """A finding with all a person needs to judge it."""

    finding: Finding
    title: str
    conduct_title: str
    norms: tuple[Norm, ...]
    dismissed: bool


def explain(desk: Desk, entry: Entry) -> list[Explained]:  # noqa: ARG001 - every service takes the desk
    """Every finding of an entry, under the law of its day."""
    return [_explained(finding, entry) for finding in entry.findings]


def words() -> Names:
    """What codes are called in Chinese."""
    return names()


def dismiss(desk: Desk, entry_id: str, rule: str, reason: str) -> None:  # noqa: ARG001
    """Take a finding out, with the person's reason; restore() brings it back. NotFound; InputUnusable."""
    if not reason.strip():
        raise InputUnusable(
            "请写一句为什么不同意", next_step="例如：这是我朋友开玩笑；写下的原因以后可以查到"
        )
    finding = _finding(entry_id, rule)
    store.dismiss(entry_id, rule, finding.start, finding.end, reason.strip())


def restore(desk: Desk, entry_id: str, rule: str) -> None:  # noqa: ARG001
    """Bring a dismissed finding back. NotFound."""
    finding = _finding(entry_id, rule)
    store.restore(entry_id, rule, finding.start, finding.end)


def _finding(entry_id: str, rule: str) -> Finding:
    for finding in store.entry(entry_id).findings:
        if finding.rule == rule:
            return finding
    raise NotFound("这条记录里没有这个发现", where=rule)


def _explained(finding: Finding, entry: Entry) -> Explained:
    rule = _rules().get(finding.rule)
    day = china_day(entry.at) if entry.at is not None else None
    book = laws.on(day) if day else None
    norms = tuple(norm for ref in (rule.norms if rule else ()) if book and (norm := book.get(ref)))
    return Explained(
        finding=finding,
        title=rule.title if rule else finding.rule,
        conduct_title=names().conduct[finding.conduct].title,
        norms=norms or tuple(cited(finding.citations)),
        dismissed=finding.rule in entry.dismissed,
    )


def cited(citations: Iterable[Citation]) -> list[Norm]:
    """The norms behind citations as a finding carries them; one the law data no longer has is left out."""
    found = []
    for citation in citations:
        matching = [n for n in laws.find(citation.law, citation.article) if n.citation() == citation]
        found += matching[:1]
    return found


@cache
def _rules() -> dict[str, conduct.Rule]:
    return {rule.id: rule for rule in conduct.rules()}
