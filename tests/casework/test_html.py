from __future__ import annotations

import re
from html.parser import HTMLParser

import cases
from hypothesis import given
from hypothesis import strategies as st

from anning.casework import html


class Outline(HTMLParser):
    """What tags there are, what each fold holds, and what a reader sees."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.quotes: list[str] = []
        self.marks: list[str] = []
        self.open: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "br", "col", "rect"}:
            self.open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
        if tag == "mark":
            self.marks.append("")
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "blockquote" in self.open:
            self.quotes[-1] += data
        if "mark" in self.open:
            self.marks[-1] += data


def test_nothing_is_loaded_and_nothing_runs():
    page = html.render(cases.report(cases.threat(0), cases.call(0, "2026-01-08T23:00:00")))
    outline = Outline(page)
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(outline.tags)
    assert not any(
        name in {"src", "srcset", "style"} and value != "width:"
        for name, value in outline.attributes
        if name != "style"
    )
    assert all(value.startswith("#") for name, value in outline.attributes if name == "href")
    assert not re.search(rb"url\(|@import|javascript:", page)


def test_abusive_words_are_folded():
    outline_page = html.render(cases.report(cases.threat(0))).decode()
    before = outline_page[: outline_page.index("打断你的腿")]
    assert before.rindex("<details>") > before.rfind("</details>")
    assert "<details open" not in outline_page


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_strangers_text_and_name_are_shown_and_never_obeyed(around, name):
    text = f"{around}打断你的腿{around}<b onclick=x>&amp;"
    outline = Outline(html.render(cases.report(cases.threat(0, text=text, name=name))))
    assert "b" not in outline.tags
    assert not any(attribute.startswith("on") for attribute, _ in outline.attributes)
    assert outline.marks == ["打断你的腿"]
    assert "<b onclick=x>&amp;" in outline.quotes[0]


def test_signs_that_turn_the_reading_order_are_written_out():
    page = html.render(cases.report(cases.threat(0, text="打断你的腿\u202e倒着读"))).decode()
    assert "\u202e" not in page
    assert "〔U+202E〕" in page


def test_the_same_document_gives_the_same_bytes():
    assert html.render(cases.report(cases.threat(0))) == html.render(cases.report(cases.threat(0)))


def test_a_case_without_findings_is_a_page_too():
    assert "没有发现不合法的内容" in html.render(cases.report()).decode()
