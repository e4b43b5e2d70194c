"""What goes in and out of the store, as plain values: the question, the place in a list, and rows about files."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from anning.domain.china_time import Instant
from anning.domain.entries import Entry, Role
from anning.domain.findings import Level, Verdict
from anning.domain.records import Direction, Kind, Reading


class Where(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which entries: every part that is given must hold; an empty one asks nothing.

    until is exclusive; an entry without a time is in no interval. address is compared by caller_key. search is
    a substring of any length of text, name or address, with width, case and traditional script made one.
    only_findings: a finding of unlawful or doubtful conduct stands. conducts and levels ask for some finding of
    that conduct and some finding of that level. What the person dismissed counts only with include_dismissed.
    """

    since: Instant | None = None
    until: Instant | None = None
    kinds: tuple[Kind, ...] = ()
    direction: Direction | None = None
    address: str = ""
    verdicts: tuple[Verdict, ...] = ()
    conducts: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    search: str = ""
    only_findings: bool = False
    import_id: str = ""
    evidence: str = ""
    include_dismissed: bool = False

    @property
    def tallied(self) -> bool:
        """Whether the sums kept beside the contacts tell how many fit: nothing asks for a time, a word or a file."""
        return (self.since, self.until) == (None, None) and not (
            self.search or self.import_id or self.evidence
        )


EVERYTHING = Where()


class Cursor(Struct, frozen=True):
    """A place in the list: behind this entry. token() and parse() carry it through an address line."""

    at: Instant | None
    id: str

    @classmethod
    def behind(cls, entry: Entry) -> Cursor:
        """The place after an entry."""
        return cls(entry.at, entry.id)

    def token(self) -> str:
        """As text: ``<milliseconds or empty>.<id>``."""
        return f"{'' if self.at is None else self.at}.{self.id}"

    @classmethod
    def parse(cls, token: str) -> Cursor:
        """The place a token names; ValueError when it names none."""
        at, _, entry_id = token.partition(".")
        if len(bytes.fromhex(entry_id)) != ID_BYTES:
            raise ValueError(token)
        return cls(int(at) if at else None, entry_id)


ID_BYTES = 16
"""An entry id is 32 hexadecimal digits."""


class EvidenceRow(Struct, frozen=True, kw_only=True):
    """One original in the index.

    entries counts those shown, duplicates those left out because an earlier original has them. hidden belongs
    to an import that was undone; unread must be read again before all of it is shown.
    """

    id: str
    name: str
    media_type: str
    size: int
    import_id: str
    sealed_at: Instant
    derived_from: str
    locator: str
    reading: Reading | None
    entries: int
    duplicates: int
    problems: int
    hidden: bool
    unread: bool


class ImportRow(Struct, frozen=True, kw_only=True):
    """One import: when it began, how many files, what is shown of it; counts by kind as the files have it."""

    id: str
    at: Instant
    files: int
    entries: int
    duplicates: int
    problems: int
    counts: Mapping[str, int]
    hidden: bool


class Caller(Struct, frozen=True, kw_only=True):
    """What one number did: key as caller_key gives it ("" withheld), names as the phone had them.

    found counts incoming entries whose words are likely unlawful or doubtful. role and note are the person's
    own word (role empty: none).
    """

    key: str
    names: tuple[str, ...]
    entries: int
    calls: int
    incoming: int
    outgoing: int
    found: int
    first_at: Instant | None
    last_at: Instant | None
    role: Role | None = None
    note: str = ""


class Dismissal(Struct, frozen=True, kw_only=True):
    """A finding the person does not agree with, and why; kept through every rebuild."""

    entry_id: str
    rule: str
    start: int
    end: int
    reason: str
    at: Instant


class CallerMark(Struct, frozen=True, kw_only=True):
    """What the person says of a number; kept through every rebuild."""

    key: str
    role: Role
    note: str
    at: Instant


class Batch(Struct, frozen=True, kw_only=True):
    """One act of writing: what it was called, when, what it touched as (kind, key), and whether it was undone."""

    id: str
    title: str
    at: Instant
    undone: bool
    things: tuple[tuple[str, str], ...]


class Totals(Struct, frozen=True, kw_only=True):
    """Numbers of a time: entries, incoming calls, entries by verdict, and by the highest level among their findings.

    levels counts unlawful or doubtful entries only; first_at and last_at frame what has a time.
    """

    entries: int
    calls: int
    verdicts: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    first_at: Instant | None = None
    last_at: Instant | None = None
