"""Messages no rule caught that may be worth a look: a second opinion that decides nothing and is in no paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from anning import store
from anning.detection import suggest
from anning.detection.suggest import Decided
from anning.domain.entries import Entry
from anning.domain.findings import NOT_UNLAWFUL
from anning.domain.looks import Look
from anning.domain.numbers import caller_key
from anning.errors import NotFound
from anning.services import notebook
from anning.services.desk import Desk
from anning.store import Where
from anning.store.remembering import remembered

MOST = 8
"""Suggested at once: a short list is looked at, a long one is not."""

LOOKED_AT = 5000
"""The newest messages that are ordered."""

_LEARNED = 500
"""Decisions learned from, the newest first."""

_SHORTEST = 4
_KNOWN_FOR = 2.0
"""How much further up a message stands when something was found in other words from the same number."""


def suggestions(desk: Desk, most: int = MOST) -> list[Entry]:  # noqa: ARG001 - every service takes the desk
    """Up to so many messages that came in, in which nothing was found, the likeliest first.

    People in the phone book, numbers marked as no collector, and messages already looked at are left out.
    """
    return list(_suggestions(most))


@remembered("contacts", "marks", "notebook")
def _suggestions(most: int) -> tuple[Entry, ...]:
    looked = notebook.all_of(Look)
    found = list(islice(_uncaught(looked), LOOKED_AT))
    if not found:
        return ()
    collecting = {caller.key for caller in store.callers() if caller.found}
    scores = suggest.model(list(_decided(looked))).score([entry.text for entry in found])
    ranked = [
        (score + (_KNOWN_FOR if caller_key(entry.address) in collecting else 0), entry)
        for score, entry in zip(scores.tolist(), found, strict=True)
    ]
    ranked = [pair for pair in ranked if pair[0] > 0]
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))[:most])


def judge(desk: Desk, entry_id: str, *, worth: bool) -> str:
    """Keep what the person thinks of a message; gives the batch, to be undone. NotFound when there is none such."""
    store.entry(entry_id)
    title = "标记：这条也应该看" if worth else "标记：这条不用看"
    return notebook.keep(desk, title, Look(id=entry_id, worth=worth))


def judged(entry_id: str) -> bool | None:
    """What the person thought of a message, if anything."""
    look = notebook.all_of(Look).get(entry_id)
    return look.worth if look else None


def _uncaught(looked: dict[str, Look]) -> Iterator[Entry]:
    roles = {key: mark.role for key, mark in store.marks().items()}
    where = Where(kinds=("message",), direction="in", verdicts=("unrelated",))
    for entry in store.every_entry(where, newest_first=True):
        role = roles.get(caller_key(entry.address))
        stranger = role in {"collector", "unknown"} if role else not entry.name
        if stranger and len(entry.text) >= _SHORTEST and entry.id not in looked and not entry.dismissed:
            yield entry


def _decided(looked: dict[str, Look]) -> Iterator[Decided]:
    """Texts the person decided on: marked either way, or every finding in them taken out."""
    for look in islice(reversed(looked.values()), _LEARNED):
        if text := _text(look.id):
            yield Decided(text, look.worth)
    for one in islice(reversed(store.dismissals()), _LEARNED):
        try:
            entry = store.entry(one.entry_id)
        except NotFound:
            continue
        if all(f.rule in entry.dismissed or f.conduct in NOT_UNLAWFUL for f in entry.findings):
            yield Decided(entry.text, worth=False)


def _text(entry_id: str) -> str:
    """The words of a message; "" when its import was undone."""
    try:
        return store.entry(entry_id).text
    except NotFound:
        return ""
