"""A paper for Word and WPS, to be gone on with by hand; the same paper gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from anning.casework.papers.model import Block, Facts, Grid, Line, Numbered, Paper, Paragraphs, Piece, plain
from anning.knowledge.forms.papers import shared

if TYPE_CHECKING:
    from docxtpl import RichText  # type: ignore[import-untyped]

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""

_GAP = {"color": "7A4A00", "highlight": "FFF1C9"}
_STYLES: dict[str, dict[str, Any]] = {"blank": _GAP, "check": _GAP, "strong": {"bold": True}}
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_PAIR = 2
_TEXT_WIDTH = 156
"""Millimetres between the margins of the template."""


def render(paper: Paper) -> bytes:
    """The .docx, with blanks and unchecked norms in colour."""
    from docxtpl import DocxTemplate

    template = files("anning.casework").joinpath("templates/paper.docx")
    with as_file(template) as file:
        document = DocxTemplate(file)
        document.render(_context(paper), autoescape=True)
    grids = [block for part in paper.parts for block in part.blocks if isinstance(block, Grid)]
    for table, grid in zip(document.docx.tables, grids, strict=True):
        _set_widths(table, grid.widths)
    return fixed(document, title=paper.title, day=paper.day)


def fixed(document: Any, *, title: str, day: str) -> bytes:
    """The file of a document with its dates set to day, and every member dated alike."""
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    about = (
        document.core_properties if hasattr(document, "core_properties") else document.docx.core_properties
    )
    about.title, about.author, about.last_modified_by = title, shared().words["author"], ""
    about.created = about.modified = at
    about.revision = 1
    about.comments = ""
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            member = zipfile.ZipInfo(name, _ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()


def _set_widths(table: Any, parts: tuple[int, ...]) -> None:
    """Columns in these proportions; Word reads both the grid's and each cell's."""
    from docx.shared import Mm

    widths = [Mm(_TEXT_WIDTH * part / sum(parts)) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _context(paper: Paper) -> dict[str, Any]:
    named = plain(paper.addressee)
    return {
        "title": _clean(paper.title),
        "head": _rich(paper.addressee) if named and not paper.at_end else "",
        "foot": _rich(paper.addressee) if paper.at_end else "",
        "to": shared().words["to"],
        "parts": [
            {"title": _clean(part.title), "blocks": [_block(block) for block in part.blocks]}
            for part in paper.parts
        ],
        "sign": [_rich(line) for line in paper.sign],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraphs():
            return {"kind": "lines", "lines": [_rich(line) for line in block.lines]}
        case Numbered():
            return {"kind": "items", "lines": [_rich(line) for line in block.items]}
        case Facts():
            return {"kind": "items", "lines": [_rich(fact.text) for fact in block.items]}
        case Grid():
            kind = "pairs" if len(block.widths) == _PAIR else "grid"
            rows = [[_rich(cell) for cell in row] for row in block.rows]
            heads = [[_rich((Piece(name, "strong"),)) for name in block.columns]] if block.columns else []
            return {
                "kind": kind,
                "columns": [_clean(name) for name in block.columns],
                "rows": [*heads, *rows] if kind == "pairs" else rows,
            }


def _rich(line: Line) -> RichText:
    from docxtpl import RichText

    text = RichText()
    for piece in line:
        text.add(_clean(piece.text), **_STYLES.get(piece.kind, {}))
    return text


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(lambda m: f"〔U+{ord(m[0]):04X}〕", text)
