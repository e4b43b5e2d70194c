from __future__ import annotations

from test_web_pages import check, text


def test_pages_answer(bench):
    for path in ("/exposure/", "/exposure/phone/", "/notices/"):
        check(bench.get(path))


def test_a_holder_can_be_added_and_undone(bench):
    response = bench.post("/exposure/add", {"holder": "某某借款", "item": ["contacts"], "known": ["said"]})
    page = text(bench.get(response.url))
    assert "某某借款" in page
    assert "撤销这一步" in page


def test_a_slip_keeps_what_was_typed(bench):
    page = bench.post("/exposure/add", {"holder": "某某借款"})
    check(page)
    assert "至少勾一样" in text(page)
    assert "某某借款" in text(page)


def test_the_relatives_page_is_handed_out_as_a_file(bench):
    response = bench.get("/notices/record.html")
    assert response["Content-Disposition"].startswith("attachment")
