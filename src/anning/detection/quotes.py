"""Words of one contact, pointing into it; and the findings of a contact that stand."""

from __future__ import annotations

from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.entries import Entry
from anning.domain.findings import Finding


class Quote(Struct, frozen=True, kw_only=True):
    """Words of one contact: quote == its text[start:end]; all empty for a call."""

    entry: str
    at: Instant | None
    start: int
    end: int
    quote: str


def of_finding(entry: Entry, finding: Finding) -> Quote:
    """The words of a finding."""
    return Quote(entry=entry.id, at=entry.at, start=finding.start, end=finding.end, quote=finding.quote)


def standing(entry: Entry) -> tuple[Finding, ...]:
    """The findings the person did not take out."""
    return tuple(finding for finding in entry.findings if finding.rule not in entry.dismissed)
