"""The ledger of a home: who called when and how often, and the norms each count is held against."""

from __future__ import annotations

from datetime import date

from anning import store
from anning.casework import ledger as book
from anning.casework.ledger import Caller, Ledger, Row
from anning.domain.entries import Role
from anning.services import timeline
from anning.services.desk import Desk
from anning.store.remembering import remembered


def ledger(desk: Desk, since: date | None = None, until: date | None = None) -> Ledger:  # noqa: ARG001
    """The ledger between two legal days, both included; of everything where none is given."""
    where = timeline.between(since, until)
    return book.ledger(store.received(where.since, where.until), callers())


@remembered("contacts", "marks")
def busiest() -> tuple[Row, ...]:
    """Days on which a collector called twice or more: those over a limit first, then those with the most calls."""
    return tuple(book.busiest(store.received(), callers()))


def roles() -> dict[str, Role]:
    """The role of every caller in the ledger of everything."""
    return book.roles(store.tallied(), callers())


def callers() -> dict[str, Caller]:
    """Every number as the ledger weighs it, by caller_key."""
    return {
        row.key: Caller(key=row.key, names=row.names, collecting=row.found, marked=row.role)
        for row in store.callers()
    }
