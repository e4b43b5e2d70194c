from __future__ import annotations

import io
import re
import zipfile

import paper_cases as cases
import pytest
from docx import Document
from msgspec.structs import replace
from pypdf import PdfReader

from anning.casework.papers import build, docx, pdf
from anning.casework.papers.model import plain
from anning.domain.case import Case
from anning.errors import Refused
from anning.knowledge.forms.papers import forms

KINDS = tuple(forms())


def written(kind: str, **others):
    return build.draft(kind, cases.given(kind, **others))


def tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(content: bytes) -> str:
    return tight("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def named(name: str) -> Case:
    return replace(cases.TOLD, parties=cases.TOLD.parties | {"me": replace(cases.ME, name=name)})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_as_pdf_says_what_the_paper_says(kind):
    paper = written(kind)
    content = read(pdf.render(paper))
    for part in paper.parts:
        assert tight(part.title) in content
    assert all(tight(plain(line)) in content for line in paper.sign)
    assert "第1页共" in content


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_as_word_says_what_the_paper_says(kind):
    paper = written(kind)
    document = Document(io.BytesIO(docx.render(paper)))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    content = tight("".join([*(p.text for p in document.paragraphs), *cells]))
    for line in paper.lines():
        assert tight(plain(line)) in content
    assert "{" not in content


@pytest.mark.parametrize("kind", ["suit", "evidence_list"])
def test_the_same_paper_gives_the_same_bytes(kind):
    assert pdf.render(written(kind)) == pdf.render(written(kind))
    assert docx.render(written(kind)) == docx.render(written(kind))


def test_the_pdf_says_that_it_is_for_archives_and_for_everybody():
    about = PdfReader(io.BytesIO(pdf.render(written("police")))).xmp_metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part>2<", about)
    assert re.search(r"pdfaid:conformance>A<", about)
    assert re.search(r"pdfuaid:part>1<", about)


def test_rare_names_are_drawn():
    content = read(pdf.render(written("suit", case=named("喆堃镕龘𠮷"))))
    assert "喆堃镕龘𠮷" in content


def test_a_name_that_cannot_be_drawn_is_refused_by_its_character():
    with pytest.raises(Refused) as refused:
        pdf.render(written("suit", case=named("张\U00030000")))
    assert "\U00030000（U+30000）" in refused.value.what
    assert "Word" in refused.value.next_step


def test_pictures_in_a_quotation_become_words_and_are_listed():
    entry = cases.message(9, "2026-03-02T21:05:00", "打断你的腿🔪", "打断你的腿", "threat_violence")
    content = read(pdf.render(written("police", entries=(entry,), counted=())))
    assert "打断你的腿〔刀〕" in content
    assert "〔刀〕=U+1F52A" in content


@pytest.mark.parametrize(
    "hostile",
    ['#panic("x")', "*粗* _斜_ `码` $x$ @ref", "{{ 7*7 }}", "<w:p>&amp]]>", "\x00\x0b\u202e", "“”‘’"],
)
def test_whatever_the_other_side_writes_stays_text(hostile):
    entry = cases.message(9, "2026-03-02T21:05:00", f"{hostile}打断你的腿", "打断你的腿", "threat_violence")
    paper = written("police", entries=(entry,), counted=())
    assert pdf.render(paper).startswith(b"%PDF")
    shown = "".join(p.text for p in Document(io.BytesIO(docx.render(paper))).paragraphs)
    if hostile.isprintable():
        assert hostile in shown


def test_word_names_a_chinese_font_and_marks_the_gaps():
    content = docx.render(written("suit"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert 'w:eastAsia="仿宋"' in file.read("word/styles.xml").decode()
        body = file.read("word/document.xml").decode()
    gap = body[body.index("【待填：") - 300 : body.index("【待填：")]
    assert "7A4A00" in gap


def test_no_page_holds_a_signature_alone():
    for kind in KINDS:
        pages = PdfReader(io.BytesIO(pdf.render(written(kind)))).pages
        last = tight(pages[-1].extract_text())
        assert len(last) > 40, kind


def test_a_paper_of_many_facts_is_quick_and_whole():
    import time

    entries = tuple(
        cases.message(
            200 + n,
            f"2026-03-{1 + n % 28:02}T09:{n % 60:02}:00",
            f"第{n}次了，你就是个不要脸的",
            "不要脸",
            "insult",
        )
        for n in range(300)
    )
    paper = written("evidence_list", entries=entries, counted=())
    started = time.monotonic()
    reader = PdfReader(io.BytesIO(pdf.render(paper)))
    assert time.monotonic() - started < 3
    assert "证据300" in tight("".join(page.extract_text() for page in reader.pages))
