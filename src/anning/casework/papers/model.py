"""A paper as typed values: who writes to whom, facts, inference and request apart, every gap marked.

Text is a line of pieces, so that a blank or a quotation is never only a matter of typography: each renderer shows
a blank in colour, and a quotation is exactly the characters of the contact it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Citation

PieceKind = Literal["plain", "blank", "quote", "check", "strong"]
"""blank is still to be filled in; quote the other side's words; check a norm whose text was not seen yet."""


class Piece(Struct, frozen=True, array_like=True):
    """A stretch of text of one kind; field is the blank's field, or the reference of a norm to be checked."""

    text: str
    kind: PieceKind = "plain"
    field: str = ""


Line = tuple[Piece, ...]


def plain(line: Line) -> str:
    """The line as it reads, blanks in their brackets."""
    return "".join(piece.text for piece in line)


class Quote(Struct, frozen=True, kw_only=True):
    """Words of the other side: text == entry.text[start:end], except for characters of others' data.

    Those are replaced one for one by hidden.MASK, so offsets stay true.
    """

    entry: str
    start: int
    end: int
    text: str


class Fact(Struct, frozen=True, kw_only=True, tag="fact"):
    """One thing that happened: its day (ISO 8601), what, the words, and where the proof lies.

    evidence are ids of sealed originals; label is how the paper names the proof (证据1, 甲证3).
    """

    number: int
    day: str
    text: Line
    conducts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    evidence: tuple[str, ...] = ()
    entry: str = ""
    label: str = ""


class Paragraphs(Struct, frozen=True, kw_only=True, tag="paragraphs"):
    """Plain paragraphs."""

    lines: tuple[Line, ...]


class Numbered(Struct, frozen=True, kw_only=True, tag="numbered"):
    """Points that are counted: requests, claims, attachments."""

    items: tuple[Line, ...]


class Facts(Struct, frozen=True, kw_only=True, tag="facts"):
    """Fact lines in order of time."""

    items: tuple[Fact, ...]


class Grid(Struct, frozen=True, kw_only=True, tag="grid"):
    """A table; without columns its first cells are labels. widths are parts of the page's width."""

    columns: tuple[str, ...] = ()
    widths: tuple[int, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Paragraphs | Numbered | Facts | Grid

PartKind = Literal[
    "parties", "facts", "own", "inference", "requests", "norms", "attachments", "elements", "text"
]


class Part(Struct, frozen=True, kw_only=True):
    """A stretch of a paper; kind keeps facts, inference and request apart. title may be empty."""

    kind: PartKind
    title: str
    blocks: tuple[Block, ...]


class Blank(Struct, frozen=True, kw_only=True):
    """Something the paper needs and nobody told yet."""

    field: str
    label: str


class Cited(Struct, frozen=True, kw_only=True):
    """A norm the paper rests on, how it names it, and the day on which it was looked up."""

    ref: str
    cited: str
    day: str
    citation: Citation
    confirmed: bool


class Copies(Struct, frozen=True, kw_only=True):
    """How many copies for whom."""

    whom: str
    count: int


class Paper(Struct, frozen=True, kw_only=True):
    """A whole paper; day is the date it carries (ISO 8601).

    masked says that the author's number, telephone and address are shortened. names are people and firms in it,
    to be checked against the fonts. footer has {page} and {pages}.
    """

    kind: str
    title: str
    addressee: Line
    parts: tuple[Part, ...]
    sign: tuple[Line, ...]
    day: str
    masked: bool
    footer: str
    blanks: tuple[Blank, ...] = ()
    norms: tuple[Cited, ...] = ()
    attachments: tuple[str, ...] = ()
    copies: tuple[Copies, ...] = ()
    names: tuple[str, ...] = ()
    at_end: bool = False
    """Whether the addressee stands at the end (此致 …), as in papers to a court."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact line."""
        return tuple(f for part in self.parts for b in part.blocks if isinstance(b, Facts) for f in b.items)

    def of(self, kind: PartKind) -> tuple[Part, ...]:
        """The parts of a kind."""
        return tuple(part for part in self.parts if part.kind == kind)

    def lines(self) -> Iterator[Line]:
        """Every line of text, in order."""
        yield self.addressee
        for part in self.parts:
            yield (Piece(part.title),)
            for block in part.blocks:
                yield from lines_of(block)
        yield from self.sign


def lines_of(block: Block) -> Iterator[Line]:
    """Every line of a block."""
    match block:
        case Paragraphs():
            yield from block.lines
        case Numbered():
            yield from block.items
        case Facts():
            yield from (fact.text for fact in block.items)
        case Grid():
            yield tuple(Piece(name) for name in block.columns)
            for row in block.rows:
                yield from row
