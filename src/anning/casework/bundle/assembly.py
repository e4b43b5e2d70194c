"""From contacts to exhibits: rows with their words marked, sheets for pictures and recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from anning.casework.bundle.model import Exhibit, Line, Picture, Recording, Talk
from anning.casework.bundle.suggest import bad
from anning.casework.document import Part
from anning.casework.exhibits import caller, day_of, moment, sliced
from anning.domain.entries import Entry
from anning.domain.exhibits import Chosen
from anning.domain.findings import Finding
from anning.knowledge import forms
from anning.knowledge.names import names


class Known(Struct, frozen=True, kw_only=True):
    """What is known of an original: its name as received, bytes, and media type."""

    name: str
    size: int
    media_type: str


Look = Callable[[str], Known]
Draw = Callable[[str], Picture]
"""Gives the picture of an original, drawn or with the reason why not; name and size are filled in."""


def exhibit(number: int, chosen: Chosen, contacts: Sequence[Entry], look: Look, draw: Draw) -> Exhibit:
    """One exhibit of its contacts in order of time: a whole conversation, or files that stand for themselves."""
    talk = _talk(contacts, look) if chosen.kind == "talk" else None
    attached = [(e, one) for e in contacts for one in e.attachments]
    shown = [(e, one) for e, one in attached if is_picture(look(one))]
    if chosen.kind == "pictures":
        shown += [(e, e.evidence) for e in contacts]
    files = [(e, one) for e, one in attached if not is_picture(look(one))]
    if chosen.kind in ("recordings", "papers"):
        files += [(e, e.evidence) for e in contacts]
    return Exhibit(
        id=chosen.id,
        number=number,
        kind=chosen.kind,
        name=chosen.name,
        source=chosen.source,
        proves=chosen.proves,
        talk=talk,
        pictures=tuple(_picture(entry, draw(one)) for entry, one in shown),
        files=tuple(_file(entry, one, look(one)) for entry, one in files),
        originals=_originals(contacts),
    )


def line(entry: Entry, found: Iterable[Finding], look: Look) -> Line:
    """A contact as a row; the text is whole and its slices are consecutive."""
    called = names()
    parts, _ = sliced(entry.text, found) if entry.text else ((), False)
    return Line(
        entry=entry.id,
        when=moment(entry.at),
        who=_who(entry),
        what=f"{called.direction[entry.direction]}{called.kind[entry.kind]}",
        parts=_whole(entry.text, parts),
        notes=tuple(_notes(entry, look)),
    )


def _talk(contacts: Sequence[Entry], look: Look) -> Talk:
    whole = tuple(line(entry, bad(entry), look) for entry in contacts)
    struck = {entry.id for entry in contacts if entry.direction == "in" and bad(entry)}
    dated = [entry.at for entry in contacts if entry.at is not None]
    return Talk(
        hits=tuple(one for one in whole if one.entry in struck),
        whole=whole,
        first=day_of(min(dated, default=None)),
        last=day_of(max(dated, default=None)),
    )


def _whole(text: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Slices may leave out the ends of a long text; a bundle leaves out nothing."""
    if not parts:
        return ()
    end = parts[-1].start + len(parts[-1].text)
    before = Part(text=text[: parts[0].start], start=0)
    return tuple(part for part in (before, *parts, Part(text=text[end:], start=end)) if part.text)


def _who(entry: Entry) -> str:
    return caller(entry.address, entry.name)


def _notes(entry: Entry, look: Look) -> Iterable[str]:
    words, called = forms.bundle()["exhibit"], names()
    if entry.kind == "call":
        yield called.state[entry.state]
    if entry.duration_s:
        yield _length(entry.duration_s)
    for one in entry.attachments:
        yield words("attachment", name=look(one).name)
    if entry.kind != "call" and not entry.text and not entry.attachments:
        yield words("empty")


def is_picture(known: Known) -> bool:
    """Whether the vault took it for a picture by its first bytes."""
    return known.media_type.startswith("image/")


def _picture(entry: Entry, drawn: Picture) -> Picture:
    return replace(drawn, when=moment(entry.at), text=entry.text)


def _file(entry: Entry, evidence: str, known: Known) -> Recording:
    return Recording(
        evidence=evidence,
        name=known.name,
        size=known.size,
        when=moment(entry.at),
        who=_who(entry) if entry.address else "",
        length=_length(entry.duration_s) if entry.duration_s else "",
        text=entry.text if evidence == entry.evidence else "",
    )


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return forms.bundle()["recording"]("seconds", m=minutes, s=rest)


def _originals(contacts: Sequence[Entry]) -> tuple[str, ...]:
    """Every original a contact lies in or came with, in order of time, each once."""
    own = (one for entry in contacts for one in (entry.evidence, *entry.attachments))
    return tuple(dict.fromkeys(own))
