"""Exhibits of a home: what is suggested, what the person chose, and the bundle of them as values."""

from __future__ import annotations

import mimetypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Literal

import msgspec
from msgspec import Struct

from anning import store
from anning.casework.bundle import assembly, pdf, pictures
from anning.casework.bundle.assembly import Known
from anning.casework.bundle.model import Bundle, Exhibit, ListRow, Original, Pages, Picture, rows, stamped
from anning.casework.bundle.suggest import FILES, Gathering, merged
from anning.domain.case import Party
from anning.domain.china_time import china_day
from anning.domain.entries import Entry
from anning.domain.exhibits import Chosen
from anning.domain.numbers import caller_key
from anning.domain.records import Kind
from anning.errors import InputUnusable
from anning.knowledge import forms
from anning.services import ledger, notebook, report
from anning.services.desk import Desk
from anning.services.reading import Cancelled, never
from anning.store import EvidenceRow, Where
from anning.store.remembering import remembered

Stage = Literal["contacts", "pictures", "pages", "originals", "sums"]

_ORDER: tuple[Stage, ...] = ("contacts", "pictures", "pages", "originals", "sums")
_TALK: tuple[Kind, ...] = ("message", "call", "email")
_SUFFIX = re.compile(r"\.([a-z0-9]{1,5})\Z")


class Step(Struct, frozen=True, kw_only=True):
    """How far the making is: the stage, and within it done of total."""

    stage: Stage
    done: int = 0
    total: int = 0

    @property
    def number(self) -> int:
        """Which of the stages this is, from 1."""
        return _ORDER.index(self.stage) + 1

    @property
    def title(self) -> str:
        """What is being done, in Chinese."""
        return forms.bundle()["page"].words["stage"][self.stage]


Told = Callable[[Step], None]


def silent(_: Step) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Watch:
    """Who is told how far it is, and who may stop it."""

    told: Told
    cancelled: Callable[[], bool]

    def step(self, step: Step) -> None:
        """Tell, and stop when that is wanted."""
        if self.cancelled():
            raise Cancelled
        self.told(step)


class Whole(Struct, frozen=True, kw_only=True):
    """A bundle as values with the contacts behind it, by exhibit id, and its small pictures by file name."""

    bundle: Bundle
    contacts: dict[str, list[Entry]]
    pictures: dict[str, bytes]


def suggested(desk: Desk) -> list[Chosen]:  # noqa: ARG001 - every service takes the desk
    """What the contacts suggest, before anything the person changed."""
    return list(_suggested())


@remembered("contacts", "marks", "notebook")
def _suggested() -> tuple[Chosen, ...]:
    known = {row.id: row for row in store.evidences()}
    parties = notebook.all_of(Party)
    gathering = Gathering(
        roles=ledger.roles(),
        party=lambda key: party_of(parties, key),
        file=lambda one: known[one].name if one in known else one,
    )
    for alike in store.tallied():
        gathering.add(alike)
    for entry in store.every_entry(Where(kinds=FILES)):
        gathering.take(entry)
    return tuple(gathering.chosen())


def chosen(desk: Desk) -> list[Chosen]:
    """The exhibits as they stand: the suggestion with what the person changed, in their order."""
    return merged(suggested(desk), notebook.all_of(Chosen))


def choose(desk: Desk, exhibits: Sequence[Chosen]) -> str:
    """Keep how the person wants them; undo through the notebook. Gives the batch's id."""
    return notebook.keep(desk, "选定证据", *exhibits)


class Listed(Struct, frozen=True, kw_only=True):
    """The list of evidence as it would be printed now, and where each contact is proved: (甲证1, pages)."""

    rows: tuple[ListRow, ...]
    places: dict[str, tuple[str, str]]


def listed(desk: Desk) -> Listed:
    """The rows of the list for the exhibits as they stand, with the pages of the bundle; empty without any."""
    wanted = [one for one in chosen(desk) if not one.left_out]
    if not wanted:
        return Listed(rows=(), places={})
    bundle = (
        _Assembly(desk, exports=False, matter="", told=silent, cancelled=never, drawing=False)
        .whole(wanted)
        .bundle
    )
    pages = pdf.layout(bundle)
    places = {
        line.entry: (exhibit.called, own_pages(pages[exhibit.id]))
        for exhibit in bundle.exhibits
        if exhibit.talk
        for line in exhibit.talk.whole
    }
    return Listed(rows=rows(bundle, pages), places=places)


def assemble(
    desk: Desk,
    exhibits: Sequence[Chosen],
    *,
    exports: bool = False,
    matter: str = "",
    told: Told = silent,
    cancelled: Callable[[], bool] = never,
) -> Whole:
    """The bundle of these exhibits as values, pictures drawn. InputUnusable when there is none.

    exports puts whole phone exports on the disc though other people's contacts are in them.
    """
    wanted = [one for one in exhibits if not one.left_out]
    if not wanted:
        raise InputUnusable(
            "还没有选定证据",
            next_step="先导入手机资料；在“证据材料”页里勾选要用的，再做一次",
        )
    return _Assembly(desk, exports=exports, matter=matter, told=told, cancelled=cancelled).whole(wanted)


def party_of(parties: dict[str, Party], key: str) -> tuple[str, str]:
    """What a caller's conversation is kept under, and what a paper calls them."""
    words = forms.bundle()["suggest"]
    number = words("number", key=key) if key else words("unknown")
    for party in parties.values():
        if key in party.keys:
            return party.id, party.name or number
    return key, number


@dataclass
class _Assembly:
    """Contacts, originals and pictures on their way into a bundle."""

    desk: Desk
    exports: bool
    matter: str
    told: Told
    cancelled: Callable[[], bool]
    drawing: bool = True
    _rows: dict[str, EvidenceRow] = field(default_factory=dict)
    _drawn: dict[str, pictures.Drawn] = field(default_factory=dict)

    def whole(self, wanted: Sequence[Chosen]) -> Whole:
        """Everything."""
        watch = Watch(self.told, self.cancelled)
        self._rows = {row.id: row for row in store.evidences()}
        found: dict[str, list[Entry]] = {}
        for n, one in enumerate(wanted):
            watch.step(Step(stage="contacts", done=n, total=len(wanted)))
            found[one.id] = contacts(one)
        if self.drawing:
            self._draw(wanted, found, watch)
        exhibits = tuple(
            assembly.exhibit(n, one, found[one.id], self._look, self._picture)
            for n, one in enumerate(wanted, 1)
        )
        parties = notebook.all_of(Party).values()
        bundle = Bundle(
            day=_day(),
            exhibits=exhibits,
            originals=tuple(self._originals(exhibits, found)),
            submitter=next((p.name for p in parties if p.role == "self"), ""),
            against="、".join(p.name for p in parties if p.role in ("creditor", "agency") and p.name),
            matter=self.matter,
            noted=report.noted(self.desk),
        )
        small = {f"{one}.jpg": data for one, data in self._drawn.items() if isinstance(data, bytes)}
        return Whole(bundle=bundle, contacts=found, pictures=small)

    def _draw(self, wanted: Sequence[Chosen], contacts: dict[str, list[Entry]], watch: Watch) -> None:
        every = [one for kind in wanted for one in _pictured(kind, contacts[kind.id], self._look)]
        total = len(dict.fromkeys(every))
        self._drawn = pictures.drawn(
            every,
            self.desk.vault.copy_to,
            lambda done: watch.step(Step(stage="pictures", done=done, total=total)),
        )

    def _look(self, evidence: str) -> Known:
        sealed, row = self.desk.vault.evidence(evidence).imported, self._rows.get(evidence)
        name = sealed.name.rpartition("/")[2] or sealed.name
        return Known(name=name, size=sealed.size, media_type=(row and row.media_type) or sealed.media_type)

    def _picture(self, evidence: str) -> Picture:
        known, drawn = self._look(evidence), self._drawn.get(evidence, b"")
        picture = Picture(evidence=evidence, name=known.name, size=known.size)
        if isinstance(drawn, bytes):
            return msgspec.structs.replace(picture, file=f"{evidence}.jpg")
        return msgspec.structs.replace(picture, why=drawn)

    def _originals(self, exhibits: Sequence[Exhibit], contacts: dict[str, list[Entry]]) -> Iterator[Original]:
        """Each original once, in order of the exhibits, with its place on the disc."""
        inside = Counter(entry.evidence for entry in _distinct(contacts))
        owners: dict[str, list[int]] = {}
        for exhibit in exhibits:
            for one in exhibit.originals:
                owners.setdefault(one, []).append(exhibit.number)
        turn: Counter[int] = Counter()
        for one, numbers in owners.items():
            row, known = self._rows.get(one), self._look(one)
            others = row is not None and row.entries + row.duplicates > inside[one]
            turn[numbers[0]] += 1
            place = f"originals/E{numbers[0]:02}-{turn[numbers[0]]:03}{_suffix(known)}"
            held = others and not self.exports
            yield Original(
                id=one,
                name=known.name,
                size=known.size,
                exhibits=tuple(numbers),
                disc="" if held else place,
                held=held,
            )


class Preview(Struct, frozen=True, kw_only=True):
    """The first contacts of an exhibit, of a conversation those that are quoted, and how many there are of each."""

    entries: tuple[Entry, ...]
    hits: int
    total: int


def preview(one: Chosen, most: int) -> Preview:
    """What a page shows of an exhibit; the bundle has all of it."""
    if one.kind != "talk":
        shown = tuple(store.entry(entry) for entry in one.entries[:most])
        return Preview(entries=shown, hits=len(one.entries), total=len(one.entries))
    every = [Where(address=key, kinds=_TALK) for key in one.keys]
    quoted = [msgspec.structs.replace(where, direction="in", only_findings=True) for where in every]
    firsts = merge(*(store.entries(where, limit=most) for where in quoted), key=_order)
    return Preview(
        entries=tuple(islice(firsts, most)),
        hits=sum(map(store.count, quoted)),
        total=sum(map(store.count, every)),
    )


def contacts(one: Chosen) -> list[Entry]:
    """The contacts of an exhibit, in order of time."""
    if one.kind != "talk":
        found = (store.entry(entry) for entry in one.entries)
    else:
        found = (
            entry
            for key in one.keys
            for entry in store.every_entry(Where(address=key, kinds=_TALK))
            if caller_key(entry.address) == key
        )
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[bool, int, str]:
    """As the index orders: by time, what has none last."""
    return entry.at is None, entry.at or 0, entry.id


def _distinct(contacts: dict[str, list[Entry]]) -> list[Entry]:
    return list({entry.id: entry for own in contacts.values() for entry in own}.values())


def _pictured(one: Chosen, contacts: Sequence[Entry], look: assembly.Look) -> Iterator[str]:
    for entry in contacts:
        if one.kind == "pictures":
            yield entry.evidence
        yield from (part for part in entry.attachments if assembly.is_picture(look(part)))


def _day() -> str:
    """The bundle carries the legal day of the newest import: the same home gives the same bytes."""
    at = max((row.at for row in store.imports() if not row.hidden), default=0)
    return china_day(at).isoformat()


def _suffix(known: Known) -> str:
    """The ending of a name from outside, as far as it is harmless; else that of its media type."""
    found = _SUFFIX.search(known.name.lower())
    return f".{found[1]}" if found else mimetypes.guess_extension(known.media_type) or ".bin"


def own_pages(pages: Pages) -> str:
    """The pages of an exhibit without its annex, on one line."""
    return f"{stamped(pages.own.first)} 至 {stamped(pages.own.last)}"
