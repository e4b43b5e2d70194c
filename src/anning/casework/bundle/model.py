"""A bundle as values: exhibits with their contacts, pictures and recordings, and the originals behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from anning.casework.document import Part
from anning.domain.exhibits import ExhibitKind
from anning.knowledge import forms

Why = Literal["", "unknown", "broken", "huge", "stopped"]
"""Why a picture could not be drawn; "" when it was."""

BATES = "AN-{:06d}"


class Line(Struct, frozen=True, kw_only=True):
    """One contact as a row: when, between whom, and its words in consecutive slices; entry is its id."""

    entry: str
    when: str
    who: str
    what: str
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()


class Talk(Struct, frozen=True, kw_only=True):
    """What was found in a conversation, and the whole of it."""

    hits: tuple[Line, ...]
    whole: tuple[Line, ...]
    first: str = ""
    last: str = ""


class Picture(Struct, frozen=True, kw_only=True):
    """A picture as it is printed.

    evidence is the SHA-256 of the original, size its bytes; file is the name of the small copy among the
    renderer's pictures, empty when why says that there is none.
    """

    evidence: str
    name: str
    size: int
    when: str = ""
    text: str = ""
    file: str = ""
    why: Why = ""


class Recording(Struct, frozen=True, kw_only=True):
    """A recording, or a paper that is not drawn: its sheet says what it is and where the file lies."""

    evidence: str
    name: str
    size: int
    when: str = ""
    who: str = ""
    length: str = ""
    text: str = ""


class Exhibit(Struct, frozen=True, kw_only=True):
    """One exhibit; number is its turn from 1."""

    id: str
    number: int
    kind: ExhibitKind
    name: str
    source: str
    proves: str
    talk: Talk | None = None
    pictures: tuple[Picture, ...] = ()
    files: tuple[Recording, ...] = ()
    originals: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """甲证1."""
        return forms.bundle()["exhibit"]("number", n=self.number)

    @property
    def form(self) -> str:
        """Original or copy, in the words of the list."""
        return forms.bundle()["suggest"].words["form"][self.kind]


class Original(Struct, frozen=True, kw_only=True):
    """An original behind the exhibits; disc is its place in the folder, "" when it stays with the person.

    held says why it stays: a whole phone's export with contacts of people who have nothing to do with it.
    """

    id: str
    name: str
    size: int
    exhibits: tuple[int, ...]
    disc: str = ""
    held: bool = False


class Bundle(Struct, frozen=True, kw_only=True):
    """Everything in a bundle; day is the date it carries (ISO 8601). noted is a line of the custody log, its hash."""

    day: str
    exhibits: tuple[Exhibit, ...]
    originals: tuple[Original, ...] = ()
    submitter: str = ""
    against: str = ""
    matter: str = ""
    noted: tuple[int, str] | None = None

    def original(self, evidence: str) -> Original | None:
        """The original of that id."""
        return next((one for one in self.originals if one.id == evidence), None)

    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order of the pages."""
        return (picture for exhibit in self.exhibits for picture in exhibit.pictures)


class Span(Struct, frozen=True, kw_only=True):
    """Pages from first to last, both included, as they are stamped."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


class Pages(Struct, frozen=True, kw_only=True):
    """Where an exhibit and the annex with its whole conversation stand."""

    own: Span
    annex: Span | None = None


class ListRow(Struct, frozen=True, kw_only=True):
    """A row of the list of evidence: the columns of 证据规定 art. 19, and the page numbers as values."""

    number: str
    name: str
    source: str
    proves: str
    pages: str
    count: str
    form: str

    def cells(self) -> tuple[str, ...]:
        """The row as text, in order of the columns."""
        return (self.number, self.name, self.source, self.proves, self.pages, self.count, self.form)


def rows(bundle: Bundle, pages: Mapping[str, Pages] | None = None) -> tuple[ListRow, ...]:
    """The list of evidence; pages by exhibit id as typesetting gave them, without them page numbers stay blank."""
    return tuple(_row(exhibit, (pages or {}).get(exhibit.id)) for exhibit in bundle.exhibits)


def provisional(bundle: Bundle) -> dict[str, Pages]:
    """Page numbers as wide as the real ones, to find out where everything will stand."""
    zero = Span(first=0, last=1)
    return {one.id: Pages(own=zero, annex=zero if one.talk else None) for one in bundle.exhibits}


def stamped(page: int) -> str:
    """The number at the foot of a page: AN-000001."""
    return BATES.format(page)


def _row(exhibit: Exhibit, pages: Pages | None) -> ListRow:
    return ListRow(
        number=exhibit.called,
        name=exhibit.name,
        source=exhibit.source,
        proves=exhibit.proves,
        pages=spelled(pages) if pages else "",
        count=str(len(pages.own) + (len(pages.annex) if pages.annex else 0)) if pages else "",
        form=exhibit.form,
    )


def spelled(pages: Pages) -> str:
    """The pages of an exhibit in words."""
    own = _spelled(pages.own, "pages", "one_page")
    return f"{own}\n{_spelled(pages.annex, 'annex', 'annex_one')}" if pages.annex else own


def _spelled(span: Span, many: str, one: str) -> str:
    words = forms.bundle()["list"]
    name = one if span.first == span.last else many
    return words(name, first=stamped(span.first), last=stamped(span.last))
