from __future__ import annotations

import io
import re

import cases
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from anning.casework import pdf
from anning.casework.glyphs import Glyphs, drawable, missing


def text_of(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


def test_rare_names_are_drawn():
    page = text_of(pdf.render(cases.report(cases.threat(0, name="陈喆堃镕龘"))))
    assert "陈喆堃镕龘" in page


@pytest.mark.parametrize("block", [range(0x4E00, 0x9FA6), range(0x3400, 0x4DB6)])
def test_every_character_of_the_two_blocks_that_names_come_from_is_in_the_font(block):
    assert missing("".join(map(chr, block))) == ""


def test_it_says_that_it_is_for_archives_and_for_everybody():
    content = pdf.render(cases.report(cases.threat(0), cases.call(0, "2026-01-08T23:00:00")))
    about = PdfReader(io.BytesIO(content)).xmp_metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part>2<", about)
    assert re.search(r"pdfaid:conformance>A<", about)
    assert re.search(r"pdfuaid:part>1<", about)


def test_fonts_are_inside_and_only_our_own():
    reader = PdfReader(io.BytesIO(pdf.render(cases.report(cases.threat(0)))))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(font.startswith("NotoSansCJKsc") for font in fonts)


def test_the_same_document_gives_the_same_bytes():
    document = cases.report(cases.threat(0), cases.call(0, "2026-01-08T23:00:00"))
    assert pdf.render(document) == pdf.render(document)


def test_a_case_without_findings_is_a_paper_too():
    assert "没有发现不合法的内容" in text_of(pdf.render(cases.report()))


def test_emoji_become_words_and_are_listed():
    page = text_of(pdf.render(cases.report(cases.threat(0, text="打断你的腿🔪👍🏽🫨"))))
    assert "打断你的腿〔刀〕〔赞〕〔U+1FAE8〕" in page
    assert "〔刀〕=U+1F52A" in page


def test_a_name_that_cannot_be_drawn_is_named():
    document = cases.report(cases.threat(0, name="张\U00030000"))
    assert pdf.undrawable_names(document) == ("张\U00030000",)
    page = text_of(pdf.render(document))
    assert "张〔U+30000〕" in page
    assert "名字里有印不出的字" in page


HOSTILE = (
    '#panic("x")',
    "#let a = 1",
    "*粗* _斜_ `码` $x$ @ref <label> // 注释 /* */",
    "\\u{202e} ~ -- ---",
    "= 标题\n- 项\n+ 项",
    '"}]}',
    "[[[",
    '#include "/etc/passwd"',
    "https://example.invalid/#x",
    "\x00\x07\x1b\ufffe\u200b\u2028",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_a_message_is_only_text(hostile):
    page = text_of(pdf.render(cases.report(cases.threat(0, text=f"打断你的腿{hostile}完"))))
    shown = re.sub(r"\s+", "", Glyphs({})(hostile))
    assert f"打断你的腿{shown}完" in page


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_makes_the_paper_fail(around, name):
    pdf.render(cases.report(cases.threat(0, text=f"{around}打断你的腿{around}", name=name)))


@given(st.text())
def test_what_is_handed_to_the_fonts_can_be_drawn(text):
    assert all(drawable(char) for char in Glyphs({})(text))
