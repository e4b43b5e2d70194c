"""歇一歇 in the browser: help before any score, nothing kept unasked, everything without script."""

from __future__ import annotations

import re

import pytest
from test_web_pages import check, text

PAGES = ["/quiet/", "/quiet/plan/", "/quiet/plan/edit/", "/quiet/later/", "/quiet/two/", "/quiet/breath/",
         "/quiet/page/a/", "/quiet/page/b/", "/quiet/pages/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_under_a_neutral_title_and_keeps_nothing(bench, path):
    response = bench.get(path)
    check(response)
    assert "<title>安宁</title>" in text(response)
    assert "快速离开" in text(response)
    assert not (bench.home / "quiet").exists()


def answers(last: int, others: int = 1) -> dict[str, int]:
    return {**{f"item-{place}": others for place in range(1, 9)}, "item-9": last}


def main(response) -> str:
    return text(response).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("value", [1, 2, 3])
def test_help_stands_before_any_score(bench, value):
    page = main(bench.post("/quiet/page/a/", answers(value)))
    assert page.index("先不看分数") < page.index("一个人") < page.index("一条电话线") < page.index("十分钟")
    assert (
        page.index("十分钟") < page.index("<summary>想看分数再点开</summary>") < page.index(f"{8 + value} 分")
    )


def test_help_is_in_the_same_words_whatever_the_answer(bench):
    pages = [main(bench.post("/quiet/page/a/", answers(value))) for value in (1, 2, 3)]
    helps = {re.sub(r'value="[^"]*"', "", page.partition("想看分数")[0]) for page in pages}
    assert len(helps) == 1
    (words,) = helps
    for never in ("确定", "风险", "警告", "wrong", "alert", "必须"):
        assert never not in words


def test_help_comes_also_when_other_items_are_open(bench):
    page = main(bench.post("/quiet/page/a/", {"item-9": 2}))
    assert "先不看分数" in page
    assert "没有算分" in page
    assert "第 1、2、3、4、5、6、7、8 题" in page


def test_no_thought_of_it_is_no_promise_of_anything(bench):
    page = main(bench.post("/quiet/page/a/", answers(0, 0)))
    assert "先不看分数" not in page
    assert "0 分" in page
    assert not re.search(r"没有风险|无风险|很健康|不用担心|一切正常", page)
    assert "一条电话线" in page  # help is there for everybody


def test_the_score_is_a_description_and_points_to_a_doctor_from_ten_on(bench):
    low, high = (main(bench.post("/quiet/page/a/", answers(0, each))) for each in (1, 2))
    assert "8 分" in low
    assert "请找医生" not in low
    assert "16 分" in high
    assert "请找医生" in high
    assert "不是诊断" in low
    assert "不是诊断" in high


def test_answers_are_kept_only_by_asking(bench):
    bench.post("/quiet/page/a/", answers(1))
    assert not (bench.home / "quiet").exists()
    assert bench.post("/quiet/page/a/keep", answers(1)).status_code == 302
    page = main(bench.get("/quiet/pages/"))
    assert "9 分" in page
    key = re.search(r'name="id" value="(\w+)"', page)[1]
    assert bench.post("/quiet/drop", {"id": key, "back": "pages"})["Location"] == "/quiet/pages/"
    assert "9 分" not in main(bench.get("/quiet/pages/"))
    assert not re.search(r"\d 分(?!钟)", main(bench.get("/quiet/")))


def test_the_plan_is_written_read_and_named_in_the_help(bench):
    bench.post(
        "/quiet/plan/edit/",
        {"name": ["表姐"], "number": ["13800138000"], "alone": "洗个澡", "safe": "药交给她"},
    )
    for path in ("/quiet/plan/", "/quiet/"):
        page = main(bench.get(path))
        assert "表姐" in page
        assert 'href="tel:13800138000"' in page
        assert "洗个澡" in page
    assert "药交给她" in main(bench.get("/quiet/plan/"))
    assert "药交给她" in main(bench.get("/quiet/plan/edit/"))


def test_a_plan_too_long_is_given_back_to_be_shortened(bench):
    response = bench.post("/quiet/plan/edit/", {"alone": "洗" * 2001, "name": ["表姐"], "number": [""]})
    check(response)
    page = main(response)
    assert "写得太长了" in page
    assert "洗" * 2001 in page
    assert "表姐" in page


def test_a_worry_is_out_of_sight_until_asked_for(bench):
    assert bench.post("/quiet/later/", {"text": "会不会打到单位", "hour": "19:00"}).status_code == 302
    assert "会不会打到单位" not in text(bench.get("/quiet/later/"))
    assert "会不会打到单位" not in text(bench.get("/quiet/"))
    page = main(bench.get("/quiet/later/?open=1"))
    assert "会不会打到单位" in page
    key = re.search(r'name="id" value="(\w+)"', page)[1]
    bench.post("/quiet/later/again", {"id": key})
    bench.post("/quiet/drop", {"id": key, "back": "later"})
    assert "会不会打到单位" not in text(bench.get("/quiet/later/?open=1"))


def test_a_worry_comes_back_at_its_hour(bench):
    import time_machine

    with time_machine.travel("2026-11-25T14:00:00+08:00"):
        bench.post("/quiet/later/", {"text": "会不会打到单位", "hour": "19:00"})
    with time_machine.travel("2026-11-25T19:01:00+08:00"):
        assert "会不会打到单位" in main(bench.get("/quiet/later/"))


def test_a_threat_is_split_with_dated_norms(bench):
    response = bench.post(
        "/quiet/two/", {"said": "不还钱就打断你的腿<script>alert(1)</script>", "fear": "怕"}
    )
    check(response)
    page = main(response)
    for said in ("他们说的", "法律让他们做的", "可以去法院告您", "起施行", "110"):
        assert said in page
    assert "<script>" not in page
    assert not (bench.home / "quiet").exists()


def test_a_contact_is_laid_into_the_form_and_its_folded_words_lead_here(sample):
    from anning import store

    entry = store.entries(store.Where(conducts=("threat_violence",)), limit=1)[0]
    page = text(sample.get(f"/contact/{entry.id}/"))
    assert "先放一放" in page
    assert f"/quiet/two/?contact={entry.id}" in page
    assert "<textarea" in main(sample.get(f"/quiet/two/?contact={entry.id}"))


def test_everything_goes_with_one_press(bench):
    bench.post("/quiet/later/", {"text": "愁", "hour": "19:00"})
    assert "全部删去" in main(bench.get("/quiet/"))
    assert bench.post("/quiet/clear").status_code == 302
    assert not (bench.home / "quiet").exists()


def test_a_room_that_cannot_be_opened_still_gives_help_and_can_be_cleared(bench):
    bench.post("/quiet/later/", {"text": "愁", "hour": "19:00"})
    (bench.home / "quiet/kept.age").write_bytes(b"broken")
    for path in ("/quiet/", "/quiet/page/a/", "/quiet/breath/"):
        page = main(bench.get(path))
        assert bench.get(path).status_code == 200
    assert "12356" in main(bench.post("/quiet/page/a/", answers(2)))
    page = main(bench.get("/quiet/"))
    assert "打不开" in page
    assert bench.get("/quiet/later/").status_code == 400
    assert "愁" not in text(bench.get("/quiet/later/"))
    bench.post("/quiet/clear")
    assert bench.get("/quiet/later/").status_code == 200


def test_the_room_is_one_press_away_from_everywhere(bench):
    for path in ("/more/", "/about/", "/start/", "/help/now/"):
        assert '<a href="/quiet/">歇一歇</a>' in text(bench.get(path))


@pytest.mark.parametrize("data", [{"item-1": "9"}, {"item-1": "-1"}, {"item-1": "x"}, {"item-1": "²"}, {}])
def test_a_strange_form_is_no_accident(bench, data):
    assert bench.post("/quiet/page/a/", data).status_code in {200, 400}


def test_an_unknown_page_is_said_to_be_none(bench):
    assert bench.get("/quiet/page/zzz/").status_code == 404
