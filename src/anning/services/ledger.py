"""The ledger of a home: who called when and how often, and the norms each count is held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from anning import store
from anning.casework import ledger as book
from anning.casework.ledger import Caller, Ledger
from anning.domain.entries import Entry
from anning.domain.findings import Verdict
from anning.services import timeline
from anning.services.desk import Desk
from anning.store import Where

_SPEAKING: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice")


def ledger(desk: Desk, since: date | None = None, until: date | None = None) -> Ledger:  # noqa: ARG001
    """The ledger between two legal days, both included; of everything where none is given."""
    callers = {
        row.key: Caller(key=row.key, names=row.names, collecting=row.found, marked=row.role)
        for row in store.callers()
    }
    return book.ledger(_contacts(timeline.between(since, until)), callers)


def _contacts(where: Where) -> Iterator[Entry]:
    yield from store.calls(where.since, where.until)
    messages = msgspec.structs.replace(where, kinds=("message",), direction="in", verdicts=_SPEAKING)
    yield from store.every_entry(messages)
