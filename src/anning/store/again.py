"""Findings put anew for entries already in the index: who speaks was told later than the words were read."""

from __future__ import annotations

from collections.abc import Mapping

from anning.domain.findings import Examined
from anning.store import reading, rows, tally
from anning.store.codes import NOTHING
from anning.store.load import Said, found_columns
from anning.store.writing import writing


def examined_again(results: Mapping[str, Examined]) -> None:
    """What detection says now of these entries, in place of what it said; what was dismissed stays dismissed."""
    with writing("contacts") as cursor:
        said, gone = Said(cursor), rows.dismissed(cursor)
        for entry_id, result in results.items():
            uid = bytes.fromhex(entry_id)
            found = found_columns(said, result, gone.get(uid, set())) if result.findings else _NOTHING
            if (seq := reading.locate(cursor, entry_id)) is not None:
                tally.change(cursor, seq, _FOUND, found)


_FOUND = (
    "found = %s, verdict = %s, conducts = %s, levels = %s,"
    " live_verdict = %s, live_conducts = %s, live_levels = %s"
)
_NOTHING = (None, *NOTHING, *NOTHING)
