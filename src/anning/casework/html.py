"""A document as one HTML file: no script, nothing loaded from anywhere, texts that hurt folded until opened."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from anning.casework.document import (
    Block,
    Bullets,
    Document,
    Exhibit,
    Figure,
    Heading,
    Numbers,
    PageBreak,
    Para,
    Part,
    Table,
)
from anning.casework.glyphs import visible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_NARROW = 5
"""Columns that fit on a telephone."""


class Markup(str):
    """Text that is HTML already; every other string is escaped when it is put into an element."""

    __slots__ = ()


def render(document: Document) -> bytes:
    """The page, UTF-8; the same document gives the same bytes."""
    style = files("anning.casework").joinpath("templates/report.css").read_text(encoding="utf-8")
    head = (
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        _element("title", document.title),
        Markup(f"<style>\n{style}</style>"),
    )
    top = _element(
        "header",
        _element("h1", document.title),
        _element("p", document.subtitle, cls="period"),
        _element("p", document.made, cls="note"),
        _contents(document),
    )
    body = _element("main", *(_block(block, document) for block in document.blocks))
    page = _element("html", _element("head", *head), _element("body", top, body), lang="zh-CN")
    return f"<!doctype html>\n{page}\n".encode()


def _element(tag: str, *children: str, **attributes: str) -> Markup:
    """An element with its children, each escaped unless it is Markup."""
    inside = "".join(
        child if isinstance(child, Markup) else escape(visible(child), quote=False) for child in children
    )
    named = {
        "class" if name == "cls" else name.replace("_", "-"): value
        for name, value in attributes.items()
        if value
    }
    given = "".join(f' {name}="{escape(visible(value))}"' for name, value in named.items())
    return Markup(f"<{tag}{given}>{inside}</{tag}>\n")


def _contents(document: Document) -> Markup:
    parts = [b for b in document.blocks if isinstance(b, Heading) and b.level == 1 and b.anchor]
    links = (_element("li", _element("a", part.text, href=f"#{part.anchor}")) for part in parts)
    return _element("nav", _element("ol", *links), aria_label="目录")


def _block(block: Block, document: Document) -> Markup:  # noqa: PLR0911 - one case for each kind of block
    match block:
        case Heading():
            return _element(f"h{block.level + 1}", block.text, id=block.anchor)
        case Para():
            return _element(
                "p", *_lines(block.text), cls=block.tone if block.tone in {"note", "keep"} else ""
            )
        case Bullets():
            return _element("ul", *(_element("li", item) for item in block.items))
        case Numbers():
            return _numbers(block)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Exhibit():
            return _exhibit(block, document)
        case PageBreak():
            return Markup('<div class="page-break"></div>\n')


def _numbers(block: Numbers) -> Markup:
    items = (
        _element(
            "li",
            _element("strong", item.value),
            _element("span", item.label, cls="label"),
            _element("span", item.note, cls="note"),
        )
        for item in block.items
    )
    return _element("ul", *items, cls="numbers")


def _table(block: Table) -> Markup:
    columns = Markup("".join(f'<col style="width:{width}%">' for width in block.widths))
    head = _element("thead", _element("tr", *(_head_cell(c, n, block) for n, c in enumerate(block.columns))))
    rows = (_element("tr", *(_cell(c, n, block) for n, c in enumerate(row))) for row in block.rows)
    table = _element(
        "table",
        _element("colgroup", columns),
        head if block.columns else Markup(""),
        _element("tbody", *rows),
    )
    if not block.columns:
        return _element("div", table, cls="pairs")
    # A wide table scrolls by itself, by keyboard too, and the page stays still.
    kind = "scroll wide" if len(block.columns) > _NARROW else "scroll"
    return _element("div", table, cls=kind, tabindex="0")


def _head_cell(text: str, number: int, block: Table) -> Markup:
    return _element("th", text, scope="col", cls="number" if number in block.numeric else "")


def _cell(text: str, number: int, block: Table) -> Markup:
    if not block.columns and number == 0:
        return _element("th", text, scope="row")
    kind = "number" if number in block.numeric else "code" if number in block.codes else ""
    return _element("td", *_lines(text), cls=kind)


def _figure(block: Figure) -> Markup:
    drawing = Markup(
        block.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(visible(block.alt))}" ', 1)
    )
    return _element("figure", _element("div", drawing, cls="drawing"), _element("figcaption", block.caption))


def _exhibit(block: Exhibit, document: Document) -> Markup:
    head = _element(
        "p",
        _element("span", block.number, cls="exhibit-number"),
        _element("span", block.head),
        _element("span", block.verdict, cls="verdict serious" if block.serious else "verdict"),
        cls="exhibit-head",
    )
    quote = _element("blockquote", *map(_part, block.parts))
    cut = (_element("p", document.cut, cls="note"),) if block.cut else ()
    facts = [
        child
        for label, value in block.facts
        for child in (_element("dt", label or " "), _element("dd", value))
    ]
    folded = _element("details", _element("summary", document.fold), quote, *cut)
    return _element(
        "article", head, folded, _element("dl", *facts), cls="exhibit", id=f"r{block.entry}-{block.number}"
    )


def _part(part: Part) -> Markup:
    # The text is a stranger's: whatever direction it wants to be read in ends with it.
    inside = Markup("").join(_lines(part.text))
    tag = "mark" if part.marked else "bdi"
    return Markup(f"<{tag}>{inside}</{tag}>")


def _lines(text: str) -> list[Markup]:
    shown = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [Markup(escape(line, quote=False)) for line in shown.split("\n")]
    return [piece for line in lines for piece in (Markup("<br>"), line)][1:]
