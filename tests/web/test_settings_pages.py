from __future__ import annotations

import re

from test_web_pages import check, text


def test_a_choice_is_kept_shown_everywhere_and_undone(bench):
    told = {
        "digest": "19",
        "quiet_from": "22",
        "quiet_to": "8",
        "theme": "dark",
        "elder": "on",
        "discreet": "on",
    }
    response = bench.post("/settings/", told)
    page = text(bench.get("/more/"))
    assert 'data-theme="dark"' in page
    assert "data-elder" in page
    assert "<title>笔记</title>" in page
    done = response.url.rpartition("=")[2]
    bench.post(f"/changes/{done}/undo", {"next": "/settings/"})
    assert "data-elder" not in text(bench.get("/more/"))


def test_pages_answer(
    bench,
):
    for path in ("/settings/", "/week/"):
        check(bench.get(path))


def test_an_hour_that_is_none_is_said(bench):
    page = bench.post("/settings/", {"digest": "x", "quiet_from": "22", "quiet_to": "8"})
    check(page)
    assert "不是钟点" in text(page)


def test_the_week_page_has_a_table_behind_its_chart(sample):
    page = text(sample.get("/week/"))
    assert "<svg" in page
    assert page.count("<table>") == 3


def test_the_pictures_and_the_tables_count_the_same_calls(sample):
    from anning.services import digest
    from anning.web import workplace

    weeks = digest.weeks(workplace.desk())
    assert any(one.by_conduct for one in weeks)
    assert all(one.calls == sum(one.by_caller.values()) for one in weeks)
    assert all(1 <= days <= 7 for one in weeks for days in one.by_conduct.values())
    most = max(count for one in weeks for count in one.by_caller.values())
    page = text(sample.get("/week/"))
    assert f"<td>{most}</td>" in page
    assert f'text-anchor="middle">{most}</text>' in page


def test_the_dark_palette_comes_only_where_it_is_wanted(bench):
    asked = {"digest": "19", "quiet_from": "22", "quiet_to": "8"}
    for theme, wanted in {
        "light": [],
        "dark": [""],
        "auto": [' media="(prefers-color-scheme: dark)"'],
    }.items():
        bench.post("/settings/", {**asked, "theme": theme})
        assert re.findall(r"css/dark[^ ]*css\"([^>]*)>", bench.get("/more/").content.decode()) == wanted
