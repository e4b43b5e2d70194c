"""The index of the vault and what the person wrote: the one room with SQL.

``ready(config)`` first; then ``with loading(evidence, …) as load`` puts one original in, ``entries(Where(…))``
gives it back. Index tables can be wiped and made again from the vault; dismissals, marks of callers and the
notebook cannot, and stay. Nothing here imports Django before it is used, so a command that needs no index stays
fast.

    ready(config, key, sealed=False)       set up, turn, migrate, open; Damage, Refused, HomeUnusable, DiskFull, Busy
    close()                                end this thread's connection (the last act of a worker thread)
    leave()                                let go of the home: its key, its connections, what was remembered
    fresh()                                let a thread forget a connection from before leave() or ready()
    set_aside(config) -> Path | None       move a damaged database out of the way; person tables are rescued if readable

    loading(evidence, *, name, import_id, sealed_at, media_type="", size=0, derived_from="", locator="") -> Loading
        .add(contacts, examined) -> int            how many were new
        .attach(contact_locator, evidence_id, media_type, name)
        .duplicates                                how many were left out so far
        .finish(reading, problems, duplicates=None)     without it everything is rolled back
    forget(evidence) -> list[str]          take one original out; gives those to be read again
    hide_import(import_id) -> list[str]    undo; gives the evidence ids to be read again with loading()
    show_import(import_id) -> list[str]    redo; likewise
    unread() -> list[str]                  what a crash left to be read again, in order
    wipe_index()                           empty the index; what the person wrote stays

    entries(where, *, after=None, limit=50, newest_first=False) -> list[Entry]
    every_entry(where, *, newest_first=False) -> Iterator[Entry]
    count(where, at_most=None) -> int
    entry(id) -> Entry                     NotFound
    calls(since=None, until=None) -> Iterator[Entry]
    acts() -> tuple[Act, ...]              each unlawful conduct of each day
    callers() -> tuple[Caller, ...]        most found first, then most entries
    totals(since=None) -> Totals
    tallied() -> list[Tallied]             all contacts summed up, for pages that would else read them all
    received(since=None, until=None) -> Iterator[Received]   what the ledger counts, in few columns
    texts() -> Iterator[list[tuple[str, str]]]   callers and their words, in portions
    @remembered(*parts)                    keep what a function gives until one of these parts is written to
    forget_all()                           let go of everything kept so
    evidences() -> list[EvidenceRow]       evidence(id) -> EvidenceRow (NotFound)
    imports() -> list[ImportRow]           problems(evidence) -> list[Problem]

    dismiss(entry_id, rule, start, end, reason) -> Dismissal     NotFound when there is no such finding
    restore(entry_id, rule, start, end)
    dismissals() -> list[Dismissal]
    examined_again({entry_id: Examined})       what detection says now, in place of what it said
    mark_caller(key, role, note="") -> CallerMark ; unmark_caller(key) ; marks() -> dict[str, CallerMark]

    write(title, [(kind, key, body or None)]) -> str             one batch of the notebook, in one transaction
    written(kind, key=None) -> dict[str, str]                    the newest body of each thing, by key
    undo(batch) ; redo(batch)                                    NotFound; Refused when changed again since
    batches(limit, *, since=None) -> list[Batch]                 newest first
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from anning.store.values import (
    EVERYTHING,
    Batch,
    Caller,
    CallerMark,
    Cursor,
    Dismissal,
    EvidenceRow,
    ImportRow,
    Totals,
    Where,
)

if TYPE_CHECKING:
    from anning.store.acts import acts
    from anning.store.decisions import dismiss, dismissals, mark_caller, marks, restore, unmark_caller
    from anning.store.files import (
        evidence,
        evidences,
        forget,
        hide_import,
        imports,
        problems,
        show_import,
        unread,
        wipe_index,
    )
    from anning.store.load import Loading, loading
    from anning.store.notebook import batches, redo, undo, write, written
    from anning.store.opening import close, fresh, leave, ready, set_aside
    from anning.store.personal import dump_personal, load_personal
    from anning.store.reading import calls, count, entries, entry, every_entry
    from anning.store.remembering import forget_all, remembered
    from anning.store.sums import callers, received, tallied, texts, totals

_LAZY = {
    "acts": ("acts",),
    "decisions": ("dismiss", "dismissals", "mark_caller", "marks", "restore", "unmark_caller"),
    "files": (
        *("evidence", "evidences", "forget", "hide_import", "imports"),
        *("problems", "show_import", "unread", "wipe_index"),
    ),
    "again": ("examined_again",),
    "load": ("Loading", "loading"),
    "notebook": ("batches", "redo", "undo", "write", "written"),
    "reading": ("calls", "count", "entries", "entry", "every_entry"),
    "remembering": ("forget_all", "remembered"),
    "sums": ("callers", "received", "tallied", "texts", "totals"),
    "opening": ("close", "fresh", "leave", "ready", "set_aside"),
    "personal": ("dump_personal", "load_personal"),
}
_HOME = {name: module for module, names in _LAZY.items() for name in names}

__all__ = [
    "EVERYTHING",
    "Batch",
    "Caller",
    "CallerMark",
    "Cursor",
    "Dismissal",
    "EvidenceRow",
    "ImportRow",
    "Loading",
    "Totals",
    "Where",
    "acts",
    "batches",
    "callers",
    "calls",
    "close",
    "count",
    "dismiss",
    "dismissals",
    "dump_personal",
    "entries",
    "entry",
    "every_entry",
    "evidence",
    "evidences",
    "examined_again",
    "forget",
    "forget_all",
    "fresh",
    "hide_import",
    "imports",
    "leave",
    "load_personal",
    "loading",
    "mark_caller",
    "marks",
    "problems",
    "ready",
    "received",
    "redo",
    "remembered",
    "restore",
    "set_aside",
    "show_import",
    "tallied",
    "texts",
    "totals",
    "undo",
    "unmark_caller",
    "unread",
    "wipe_index",
    "write",
    "written",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    found = getattr(import_module(f"anning.store.{_HOME[name]}"), name)
    globals()[name] = found
    return found
