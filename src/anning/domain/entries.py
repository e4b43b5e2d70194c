"""A contact as the index holds it: what the importer found, where it lies, and what was found in its words."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.findings import Conduct, Finding, Verdict
from anning.domain.records import Channel, Direction, Kind, State

Role = Literal["collector", "known", "unknown", "own"]
"""Who a number belongs to, as far as it is known: a collector, someone in the phone book, nobody knows."""


class Tallied(Struct, frozen=True, kw_only=True):
    """So many contacts of one original and caller that are alike.

    conducts are those whose finding stands in each of them. first and last frame their times, None when they have
    none; they are exact for all of one original, caller, kind and direction together.
    """

    evidence: str
    caller: str
    kind: Kind
    direction: Direction
    verdict: Verdict
    conducts: tuple[str, ...]
    entries: int
    first: Instant | None
    last: Instant | None

    @property
    def collects(self) -> bool:
        """Whether the words are about collection; a court's notice is not."""
        return any(conduct != Conduct.LAWFUL_LEGAL_NOTICE for conduct in self.conducts)


class Received(Struct, frozen=True):
    """What the ledger asks of a contact that came in; collects as in Tallied, caller as caller_key gives it."""

    at: Instant | None
    caller: str
    kind: Kind
    state: State
    duration_s: int | None
    collects: bool


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the timeline.

    id is permanent (see records.contact_id); evidence the SHA-256 of the original that holds it. findings are
    what detection said when it was indexed; dismissed names the finding rules the person took out.
    attachments are evidence ids of files that came with it. media_type is set for a file that stands for itself.
    """

    id: str
    kind: Kind
    at: Instant | None
    direction: Direction
    address: str
    name: str
    text: str
    channel: Channel
    duration_s: int | None
    state: State
    evidence: str
    locator: str
    import_id: str = ""
    verdict: Verdict = "unrelated"
    findings: tuple[Finding, ...] = ()
    dismissed: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    media_type: str = ""
