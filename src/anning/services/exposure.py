"""Who holds what: the register, what an iPhone's report says, and what to tell people around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile

from msgspec import Struct

from anning import importers, store
from anning.domain.china_time import china_day, now, parse_iso
from anning.domain.exposure import Exposure
from anning.domain.findings import Citation
from anning.domain.records import Contact
from anning.errors import InputUnusable
from anning.knowledge import exposure as data
from anning.knowledge import laws, notices
from anning.knowledge.exposure import Words
from anning.knowledge.notices import Notice
from anning.knowledge.phones import Guide
from anning.services import case, notebook
from anning.services.desk import Desk
from anning.store import Where

_THIRD = ("third_party_contact", "third_party_disclosure")
_FORMAT = "ios_privacy"


class Shown(Struct, frozen=True, kw_only=True):
    """A row of the register with its words."""

    exposure: Exposure
    holder: str
    items: tuple[str, ...]
    known: tuple[str, ...]


class Read(Struct, frozen=True, kw_only=True):
    """One app that read the contacts, beside the first contact of somebody else: a correlation, said so."""

    app: str
    count: int
    sentence: str
    entry_id: str


class Told(Struct, frozen=True, kw_only=True):
    """A notice with its norms of today."""

    notice: Notice
    norms: tuple[Citation, ...]


def words() -> Words:
    """What items and ways of knowing are called."""
    return data.words()


def register() -> tuple[Shown, ...]:
    """Every holder told so far."""
    return tuple(_shown(one) for one in notebook.all_of(Exposure).values())


def note(desk: Desk, exposure: Exposure) -> str:
    """Write one holder down; gives the batch to undo it by. InputUnusable without a name or an item."""
    if not (exposure.party or exposure.holder.strip()):
        raise InputUnusable("还没有写是谁", next_step="写下公司或应用的名字，或者从案情里选一个")
    known = data.words()
    if not exposure.items or {*exposure.items} - {*known.items} or {*exposure.known} - {*known.known}:
        raise InputUnusable("还没有选它有什么信息", next_step="至少勾一样")
    return notebook.keep(desk, f"记下谁有个人信息：{_holder(exposure)}", exposure)


def forget(desk: Desk, exposure_id: str) -> str:
    """Take one out of the register; undo brings it back. NotFound."""
    return notebook.take_out(desk, "从个人信息登记里拿掉一条", notebook.get(Exposure, exposure_id))


def permissions() -> tuple[Guide, ...]:
    """How to take permissions back, phone by phone."""
    return data.permissions()


def told() -> tuple[Told, ...]:
    """What to tell people around, with the law behind it."""
    book = laws.on(china_day(now()))
    return tuple(Told(notice=one, norms=book.cite(one.norms)) for one in notices.notices())


def readings(desk: Desk) -> tuple[Read, ...]:
    """What every imported App Privacy Report says of the contacts, the earliest first."""
    first = next(
        iter(store.entries(Where(verdicts=("likely_unlawful", "needs_context"), conducts=_THIRD), limit=1)),
        None,
    )
    contact = china_day(first.at).isoformat() if first is not None and first.at is not None else ""
    found = sorted(_reads(desk), key=lambda pair: pair[1].at or 0)
    return tuple(_read(evidence, one, contact) for evidence, one in found)


def _reads(desk: Desk) -> Iterator[tuple[str, Contact]]:
    for row in store.evidences():
        if row.hidden or row.reading is None or row.reading.format != _FORMAT:
            continue
        with TemporaryFile() as spool:
            desk.vault.copy_to(row.id, spool)
            spool.flush()
            for item in importers.read(spool, row.name):
                if isinstance(item, importers.Batch):
                    yield from ((row.id, c) for c in item.contacts if c.extra.get("category") == "contacts")


def _read(evidence: str, one: Contact, contact: str) -> Read:
    form = data.words().join if contact else data.words().join_none
    days = {name: china_day(parse_iso(one.extra[name])).isoformat() for name in ("first", "last")}
    return Read(
        app=one.address,
        count=int(one.extra["count"]),
        sentence=form.format(app=one.address, count=one.extra["count"], contact=contact, **days),
        entry_id=_entry_id(evidence, one),
    )


def _entry_id(evidence: str, one: Contact) -> str:
    from anning.domain.records import contact_id

    return contact_id(evidence, one.locator)


def _shown(one: Exposure) -> Shown:
    known = data.words()
    return Shown(
        exposure=one,
        holder=_holder(one),
        items=_named(one.items, known.items),
        known=_named(one.known, known.known),
    )


def _named(ids: Sequence[str], words: dict[str, str]) -> tuple[str, ...]:
    return tuple(words.get(one, one) for one in ids)


def _holder(one: Exposure) -> str:
    party = case.case().parties.get(one.party)
    return party.name if party is not None and party.name else one.holder
