"""Write src/anning/casework/templates/paper.docx, the Word template of every paper.

    uv run python tools/make_paper_template.py

Its look can then be changed in Word or WPS as long as the tags stay. Latin and Chinese fonts are named apart
(w:eastAsia), or Word would draw Chinese in its own default. The same script gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from anning.casework.papers.docx import fixed

TARGET = Path(__file__).parents[1] / "src/anning/casework/templates/paper.docx"
BODY, HEAD, LATIN = "仿宋", "黑体", "Times New Roman"
SIZE = Pt(14)


def _fonts(style: Any, chinese: str, size: Pt) -> None:
    style.font.name, style.font.size = LATIN, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:cs"):
        fonts.set(qn(name), chinese)


def _field(paragraph: Any, code: str) -> None:
    """A field that Word fills in: PAGE, NUMPAGES."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run.element.append(char)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run.element.append(instruction)


def _styles(document: Any) -> None:
    styles = document.styles
    _fonts(styles["Normal"], BODY, SIZE)
    form = styles["Normal"].paragraph_format
    form.line_spacing, form.space_after = 1.4, Pt(3)
    for name, chinese, size in (("Title", "宋体", Pt(22)), ("Heading 1", HEAD, SIZE)):
        style = styles[name]
        _fonts(style, chinese, size)
        style.font.bold = True
        style.font.color.rgb = None
    title = styles["Title"].paragraph_format
    title.alignment, title.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(18)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    styles["Heading 1"].paragraph_format.space_before = Pt(10)


def _say(document: Any, text: str, style: str = "Normal", **layout: Any) -> None:
    paragraph = document.add_paragraph(text, style=style)
    for name, value in layout.items():
        setattr(paragraph.paragraph_format, name, value)


def _table(document: Any, rows: list[list[str]], widths: list[int]) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for texts in rows:
        row = table.add_row()
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.text, cell.width = text, Mm(width)
            cell.paragraphs[0].paragraph_format.line_spacing = 1.2
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(12)
    _say(document, "", space_after=Pt(2))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("第 ")
    _field(footer, "PAGE")
    footer.add_run(" 页 共 ")
    _field(footer, "NUMPAGES")
    footer.add_run(" 页")


def _blocks(document: Any) -> None:
    indent: dict[str, Any] = {"first_line_indent": SIZE * 2}
    _say(document, "{%p for block in part.blocks %}")
    _say(document, "{%p if block.kind == 'lines' %}")
    _say(document, "{%p for line in block.lines %}")
    _say(document, "{{r line }}", **indent)
    _say(document, "{%p endfor %}")
    _say(document, "{%p elif block.kind == 'items' %}")
    _say(document, "{%p for line in block.lines %}")
    _say(document, "{{ loop.index }}.\t{{r line }}", left_indent=Pt(21), first_line_indent=-Pt(21))
    _say(document, "{%p endfor %}")
    _say(document, "{%p elif block.kind == 'pairs' %}")
    pairs = [
        ["{%tr for row in block.rows %}", ""],
        ["{{r row[0] }}", "{{r row[1] }}"],
        ["{%tr endfor %}", ""],
    ]
    _table(document, pairs, [40, 116])
    _say(document, "{%p else %}")
    head = ["{%tc for name in block.columns %}", "{{ name }}", "{%tc endfor %}"]
    cells = ["{%tc for cell in row %}", "{{r cell }}", "{%tc endfor %}"]
    rows = [head, ["{%tr for row in block.rows %}", "", ""], cells, ["{%tr endfor %}", "", ""]]
    _table(document, rows, [10, 26, 10])
    _say(document, "{%p endif %}")
    _say(document, "{%p endfor %}")


def main() -> int:
    """Write the template; 0 when done."""
    document = Document()
    _page(document)
    _styles(document)
    _say(document, "{{ title }}", "Title")
    _say(document, "{%p if head %}")
    _say(document, "{{r head }}")
    _say(document, "{%p endif %}")
    _say(document, "{%p for part in parts %}")
    _say(document, "{%p if part.title %}")
    _say(document, "{{ part.title }}", "Heading 1")
    _say(document, "{%p endif %}")
    _blocks(document)
    _say(document, "{%p endfor %}")
    _say(document, "{%p if foot %}")
    _say(document, "{{ to }}", first_line_indent=SIZE * 2)
    _say(document, "{{r foot }}")
    _say(document, "{%p endif %}")
    _say(document, "{%p for line in sign %}")
    _say(document, "{{r line }}", left_indent=Mm(80), space_before=Pt(12))
    _say(document, "{%p endfor %}")
    TARGET.write_bytes(fixed(document, title="", day="2026-01-01"))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
