"""The page of silenced numbers: what is suggested, what stays reachable, and files that read back."""

from __future__ import annotations

from test_web_pages import check, text

from anning.services import blocking
from anning.shield.targets import target


def test_numbers_go_on_the_list_and_the_file_stops_exactly_them(bench):
    assert bench.post("/block/choose", {"more": "13800138000 010-88886666 12368"}).status_code == 302
    page = bench.get("/block/")
    check(page)
    assert "一定要打得进来" in text(page)
    data = bench.get("/block/for/spamblocker/file").content
    stops = target("spamblocker").read(data)
    assert stops("+8613800138000")
    assert stops("01088886666")
    assert not stops("12368")


def test_every_phone_has_its_steps(bench):
    bench.post("/block/choose", {"more": "13800138000"})
    for sheet in blocking.sheets():
        check(bench.get(f"/block/for/{sheet.id}/"))


def test_an_empty_list_gives_no_file_but_a_next_step(bench):
    response = bench.get("/block/for/plain/")
    assert response.status_code in {400, 409, 422}
    assert "先选要静音的号码" in text(response)


def test_a_stretch_is_refused_with_the_reason(bench):
    page = bench.post("/block/stretch", {"beginning": "95012", "reason": "这些都是催收打来的"})
    check(page)
    assert "号段太宽" in text(page)


def test_what_is_no_number_is_said_and_nothing_changes(bench):
    page = bench.post("/block/choose", {"more": "张三"})
    assert "这不是一个号码" in text(page)
    assert not blocking.choice().numbers


def test_choosing_can_be_undone(bench):
    done = bench.post("/block/choose", {"more": "13800138000"}).url.rpartition("=")[2]
    bench.post(f"/changes/{done}/undo", {"next": "/block/"})
    assert blocking.choice().numbers == ()


def test_the_table_for_the_carrier_has_no_formula(bench):
    bench.post("/block/choose", {"more": "13800138000"})
    body = bench.get("/block/complaint.csv").content.decode("utf-8-sig")
    assert body.startswith("号码,时间,方式,内容")
