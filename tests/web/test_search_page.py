"""One box finds contacts, what was written and the law; never the quiet room."""

from __future__ import annotations

from test_web_pages import check, text

from anning.domain.case import Party
from anning.services import notebook
from anning.web import workplace


def test_what_was_written_and_the_law_are_found(bench):
    notebook.keep(workplace.desk(), "记下", Party(id="x", role="agency", name="朔方法务调解中心"))
    page = bench.get("/search/?q=朔方")
    check(page)
    assert "朔方法务调解中心" in text(page)
    assert "/case/of/x/" in text(page)
    assert "私人生活安宁" in text(bench.get("/search/?q=私人生活安宁"))


def test_contacts_are_found_whatever_the_script(sample):
    page = text(sample.get("/search/?q=還款"))
    assert "<h2>记录</h2>" in page


def test_nothing_found_says_what_to_do(bench):
    page = bench.get("/search/?q=没有这样的字啊")
    check(page)
    assert "换一个短一点的词" in text(page)


def test_an_empty_box_and_strange_signs_break_nothing(bench):
    for question in ("", " ", "%_'\"<script>", "字" * 500):
        check(bench.get("/search/?q=" + question))
