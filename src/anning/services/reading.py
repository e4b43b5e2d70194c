"""One original into the index: parsed in a child, screened, stored in one transaction, recorded in the log.

The order makes a crash harmless at any moment: parts are sealed first, then the index takes the whole file or
nothing, and only then the log says that it was read. A file without that last line is read again at the next
start.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import BinaryIO, cast

import msgspec

from anning import importers, store
from anning.detection.speaker import Whose, speaker, weigh
from anning.detection.wording import UNRELATED, examiner
from anning.domain.china_time import china_day, parse_iso
from anning.domain.entries import Entry
from anning.domain.findings import Examined
from anning.domain.numbers import caller_key
from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.errors import NotFound
from anning.importers.formats.note import NoteText
from anning.services import scratch
from anning.services.home import Desk
from anning.services.reports import FileReport, Progress, Told, nothing, silent
from anning.services.standing import PART, ROLE, Original, Standing
from anning.vault import Parsed

CHUNK = 4096
"""Contacts examined and stored together."""

PARTS = 64
"""Parts of messages sealed with one commit."""

_PARTS_BYTES = 16 << 20

COLUMNS = ("time", "clock", "number", "name", "direction", "text", "duration", "state", "kind")
"""What the columns of a table may hold, as the csv format names it."""

_MOST_PROBLEMS = 200
"""Problems kept by name for one file; the rest are counted."""

_GAP_DAYS = 7
_HOUR_MS = 3600 * 1000

_GARBAGE = 50_000
"""Looking for circles among contacts by the thousand finds none and costs a tenth of the time."""


class Cancelled(Exception):
    """The person stopped it; the file was not taken into the index."""


def never() -> bool:
    """Nobody cancels."""
    return False


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who is told of the progress, who may stop it, and which file of how many this is."""

    told: Told = silent
    cancelled: Callable[[], bool] = never
    number: int = 1
    files: int = 1


@dataclass
class _Account:
    """What is learned of a file while it is read."""

    items: dict[str, int] = field(default_factory=nothing)
    duplicates: int = 0
    read: int = 0
    problems: list[Problem] = field(default_factory=list)
    unnamed: int = 0
    days: set[int] = field(default_factory=set)
    reading: Reading = field(default_factory=lambda: Reading(container="", format="", complete=False))

    def add(self, problem: Problem) -> None:
        """Keep a problem by name while there are few."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unnamed += 1

    def named(self) -> tuple[Problem, ...]:
        """The problems, the last of them a count of those not named."""
        if not self.unnamed:
            return tuple(self.problems)
        return (*self.problems, Problem("其余各处", f"还有 {self.unnamed} 处类似的问题没有逐一列出"))

    def gaps(self) -> tuple[str, ...]:
        """Long stretches of days without any contact, between the first and the last."""
        return tuple(
            f"{date.fromordinal(last + 1)}/{date.fromordinal(following) - timedelta(days=1)}"
            for last, following in pairwise(sorted(self.days))
            if following - last > _GAP_DAYS
        )


class _Reader:
    """One file on its way into the index."""

    def __init__(self, desk: Desk, original: Original, note: NoteText | None, watch: Watch) -> None:
        self._desk, self._original, self._note, self._watch = desk, original, note, watch
        self._undated = china_day(parse_iso(original.imported.at))
        self._told = {key: mark.role for key, mark in store.marks().items()}
        self._contacts: list[Contact] = []
        self._parts: list[Attachment] = []
        self._bytes = importers.Progress(0, original.imported.size)
        self.account = _Account()
        self.found: list[str] = []
        """Files of their own that a container held, by evidence id."""

    def load(self, source: BinaryIO) -> None:
        """Read everything in one transaction; Cancelled leaves the index as it was."""
        about = self._original.imported
        with store.loading(
            self._original.id,
            name=about.name,
            media_type=about.media_type,
            import_id=self._original.import_id,
            sealed_at=parse_iso(about.at),
            size=about.size,
            derived_from=about.derived_from,
            locator=about.locator,
        ) as loading:
            items = importers.read(
                source, about.name, settings=self._original.settings, cancelled=self._watch.cancelled
            )
            for item in items:
                self._take(loading, item)
            self._flush(loading)
            if self._watch.cancelled():
                raise Cancelled
            loading.finish(self.account.reading, self.account.named())

    def _take(self, loading: store.Loading, item: importers.Item) -> None:
        match item:
            case importers.Batch(contacts):
                self._contacts += contacts
                if len(self._contacts) >= CHUNK:
                    self._flush(loading)
            case Attachment():
                self._parts.append(item)
                if len(self._parts) >= PARTS or sum(len(p.data) for p in self._parts) > _PARTS_BYTES:
                    self._flush(loading)
            case Problem():
                self.account.add(item)
            case Reading():
                self.account.reading = item
            case importers.Progress():
                self._bytes = item
        if self._watch.cancelled():
            raise Cancelled

    def _flush(self, loading: store.Loading) -> None:
        if self._contacts:
            self._store(loading, self._contacts)
            self._contacts = []
        if self._parts:
            self._hang(loading, self._parts)
            self._parts = []
        self._watch.told(
            Progress(
                stage="reading",
                name=self._original.imported.name,
                number=self._watch.number,
                files=self._watch.files,
                done=self._bytes.done,
                total=self._bytes.total,
                contacts=self.account.read,
            )
        )

    def _store(self, loading: store.Loading, contacts: Sequence[Contact]) -> None:
        if self._note:
            contacts = [_amended(contact, self._note) for contact in contacts]
        account = self.account
        loading.add(contacts, examined(contacts, self._undated, self._told))
        account.read += len(contacts)
        account.duplicates = loading.duplicates
        account.items = {**nothing(), **loading.added}
        hours = {contact.at // _HOUR_MS for contact in contacts if contact.at is not None}
        account.days.update(china_day(hour * _HOUR_MS).toordinal() for hour in hours)

    def _hang(self, loading: store.Loading, parts: Sequence[Attachment]) -> None:
        """Seal parts; those of a contact are hung on it, others are files of their own."""
        for part, evidence_id in zip(parts, self._sealed(parts), strict=True):
            if part.contact:
                loading.attach(part.contact, evidence_id, part.media_type, part.name)
            else:
                self.found.append(evidence_id)

    def _sealed(self, parts: Sequence[Attachment]) -> list[str]:
        ids = [sha256(part.data).hexdigest() for part in parts]
        new = [part for part, known in zip(parts, ids, strict=True) if not _known(self._desk, known)]
        if new:
            with self._desk.vault.batch() as batch:
                for part in new:
                    batch.seal(
                        part.data,
                        name=part.name,
                        import_id=self._original.import_id,
                        media_type=part.media_type,
                        time_zone="Asia/Shanghai",
                        derived_from=self._original.id,
                        locator=part.locator,
                        settings={ROLE: PART} if part.contact else {},
                    )
        return ids


def read(
    desk: Desk,
    original: Original,
    *,
    file: BinaryIO | None = None,
    note: NoteText | None = None,
    watch: Watch | None = None,
    recorded: bool = True,
) -> list[FileReport]:
    """Read one original, and what a container held, into the index; the first report is the original's own.

    file saves taking the bytes out of the vault when they are at hand. recorded=False leaves the log alone, for
    a rebuild. Cancelled; DiskFull; Damage when the vault cannot give the bytes.
    """
    reader = _Reader(desk, original, note, watch or Watch())
    with _opened(desk, original, file) as source, _seldom_collected():
        reader.load(source)
    reports = [_report(original, reader.account)]
    if recorded:
        _record(desk, original, reader.account)
        reports += _inner(desk, reader.found, watch)
    return reports


def settle(desk: Desk) -> int:
    """Read what is sealed and not in the index: after a crash, or when the index is gone. How many files."""
    standing = Standing.of(desk.vault.events())
    known = {row.id for row in store.evidences()}
    pending = list(standing.pending())
    for original in pending:
        read(desk, original, note=note_of(desk, standing, original.id))
    lost = [original.id for original in standing.in_order() if original.id not in known]
    unread = [*lost, *store.unread()]
    again(desk, unread, standing)
    return len(pending) + len(unread)


def again(desk: Desk, originals: Iterable[str], standing: Standing | None = None) -> None:
    """Read these active originals anew; the log is not touched."""
    standing = standing or Standing.of(desk.vault.events())
    for evidence_id in originals:
        if standing.active(evidence_id):
            original = standing.originals[evidence_id]
            read(desk, original, note=note_of(desk, standing, evidence_id), recorded=False)


def note_of(desk: Desk, standing: Standing, evidence_id: str) -> NoteText | None:
    """What the person wrote last about a file."""
    if not (written := standing.notes.get(evidence_id)):
        return None
    with tempfile.SpooledTemporaryFile(1 << 20) as spool:
        desk.vault.copy_to(written, spool)
        spool.seek(0)
        return msgspec.json.decode(spool.read(), type=NoteText)


def examined(
    contacts: Sequence[Contact | Entry], undated: date, told: Mapping[str, Whose] | None = None
) -> list[Examined]:
    """What detection says of each; the person's own words are never held against anybody.

    undated is the legal day whose law is used for a contact without a time; told is what the person said of
    numbers, by caller key, since the same words weigh differently from a friend.
    """
    asked = [place for place, contact in enumerate(contacts) if contact.text and contact.direction == "in"]

    def day(number: int) -> date:
        at = contacts[asked[number]].at
        return undated if at is None else china_day(at)

    found = examiner().found([contacts[place].text for place in asked], day, lambda _: "debtor")
    results = [UNRELATED] * len(contacts)
    for number, result in found.items():
        contact = contacts[asked[number]]
        said = (told or {}).get(caller_key(contact.address), "")
        results[asked[number]] = weigh(result, speaker("in", contact.address, contact.text, said))
    return results


def _inner(desk: Desk, found: Sequence[str], watch: Watch | None) -> list[FileReport]:
    """Read the files that a container held, as evidence of their own."""
    if not found:
        return []
    standing = Standing.of(desk.vault.events())
    reports: list[FileReport] = []
    for evidence_id in dict.fromkeys(found):
        original = standing.originals[evidence_id]
        if original.role or standing.active(evidence_id):
            reports.append(already(original))
        else:
            reports += read(desk, original, watch=watch)
    return reports


def already(original: Original) -> FileReport:
    """The account of a file whose very bytes are in the index: nothing was added."""
    known = None if original.role else store.evidence(original.id)
    return FileReport(
        path=original.imported.source_path or original.imported.name,
        sha256=original.id,
        container=known.reading.container if known and known.reading else "",
        format=known.reading.format if known and known.reading else "",
        items=nothing(),
        duplicates=known.entries + known.duplicates if known else 1,
        already=True,
    )


@contextmanager
def _seldom_collected() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _opened(desk: Desk, original: Original, file: BinaryIO | None) -> Iterator[BinaryIO]:
    if file is not None:
        file.seek(0)
        yield file
        return
    place = scratch.place_for(desk.config, original.imported.size)
    with tempfile.TemporaryFile(dir=place) as spool:  # unlinked: no name, gone with the process
        desk.vault.copy_to(original.id, spool)
        spool.flush()
        spool.seek(0)
        yield cast("BinaryIO", spool)


def _known(desk: Desk, evidence_id: str) -> bool:
    try:
        desk.vault.evidence(evidence_id)
    except NotFound:
        return False
    return True


def _amended(contact: Contact, note: NoteText) -> Contact:
    """The file's own contact with what the person wrote beside it."""
    if contact.channel != "file":
        return contact
    names = ("at", "direction", "address", "name", "text", "duration_s")
    written = {name: value for name in names if (value := getattr(note, name)) not in {None, ""}}
    return msgspec.structs.replace(contact, **written)


def _record(desk: Desk, original: Original, account: _Account) -> None:
    name, version, digest = importers.parser_identity()
    with desk.vault.batch() as batch:
        batch.record(
            Parsed(
                evidence=original.id,
                reading=account.reading,
                given=original.settings,
                import_id=original.import_id,
                duplicates=account.duplicates,
                problems=len(account.problems) + account.unnamed,
                gaps=account.gaps(),
                parser=name,
                parser_version=version,
                parser_sha256=digest,
            )
        )


def _report(original: Original, account: _Account) -> FileReport:
    reading = account.reading
    return FileReport(
        path=original.imported.source_path or original.imported.name,
        sha256=original.id,
        container=reading.container,
        format=reading.format,
        items=account.items,
        duplicates=account.duplicates,
        problems=account.named(),
        complete=reading.complete,
        columns={
            k.removeprefix("column."): v for k, v in reading.settings.items() if k.startswith("column.")
        },
    )
