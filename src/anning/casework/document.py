"""A paper as blocks: what is said, in what order; how it looks is each renderer's affair."""

from __future__ import annotations

from msgspec import Struct


class Heading(Struct, frozen=True, kw_only=True, tag="heading"):
    """level 1 begins a part of the paper, 2 and 3 lie below it; anchor is its id in HTML."""

    text: str
    level: int = 1
    anchor: str = ""


class Para(Struct, frozen=True, kw_only=True, tag="para"):
    """A paragraph.

    tone is plain, lead (stays with what follows), note (small, likewise) or keep (in a box: must not be
    overlooked).
    """

    text: str
    tone: str = "plain"


class Bullets(Struct, frozen=True, kw_only=True, tag="bullets"):
    """Points of equal weight."""

    items: tuple[str, ...]


class Number(Struct, frozen=True, kw_only=True):
    """A number large enough to be read in a hurry."""

    value: str
    label: str
    note: str = ""


class Numbers(Struct, frozen=True, kw_only=True, tag="numbers"):
    """A few numbers side by side."""

    items: tuple[Number, ...]


class Table(Struct, frozen=True, kw_only=True, tag="table"):
    """Rows of text; widths are parts of the page's width, numeric names the columns set to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    """Columns of hashes and numbers that may break anywhere."""


class Figure(Struct, frozen=True, kw_only=True, tag="figure"):
    """A drawing as SVG, what it shows for those who cannot see it, and its caption."""

    svg: str
    alt: str
    caption: str


class Part(Struct, frozen=True, kw_only=True):
    """A stretch of a quoted text: exactly the characters from start on; marked where a rule found its words."""

    text: str
    start: int
    marked: bool = False


class Exhibit(Struct, frozen=True, kw_only=True, tag="exhibit"):
    """One contact with what was found in it.

    parts are consecutive slices of the contact's text. facts are label and value. entry is the contact's id.
    """

    number: str
    entry: str
    head: str
    verdict: str
    serious: bool
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]
    cut: bool = False


class PageBreak(Struct, frozen=True, kw_only=True, tag="break"):
    """What follows begins a new page in print."""


Block = Heading | Para | Bullets | Numbers | Table | Figure | Exhibit | PageBreak


class Document(Struct, frozen=True, kw_only=True):
    """A whole paper; day is the date it carries (ISO 8601), never the moment of printing."""

    title: str
    subtitle: str
    made: str
    author: str
    day: str
    footer: str
    fold: str
    """What stands on a folded text."""
    cut: str
    """What stands behind a text that was cut."""

    names: tuple[str, ...] = ()
    """Names of people and firms in it, to be checked against the fonts."""

    blocks: tuple[Block, ...]
