"""Numbers that have said something bad: whatever else came from them is folded too, since no rule finds everything."""

from __future__ import annotations

from collections.abc import Iterable

from anning import store
from anning.domain.entries import Entry
from anning.store import Where


def rough(entries: Iterable[Entry]) -> set[str]:
    """Of the senders of these entries, those with a finding in any of their messages."""
    senders = {e.address for e in entries if e.direction == "in" and e.text and e.address}
    return {one for one in senders if store.count(Where(address=one, only_findings=True), at_most=1)}
