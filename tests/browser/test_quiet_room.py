"""歇一歇 by hand on a phone and a laptop: help in sight before a score, motion only where it is welcome, no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_newcomer import check

pytestmark = pytest.mark.browser


@pytest.fixture
def inside(visit):
    visit.page.get_by_role("button", name="都没有，继续").click()
    return visit


def answer(page, ninth: str) -> None:
    for place in range(1, 9):
        page.locator(f"[name=item-{place}][value='1']").check()
    page.locator(f"[name=item-9][value='{ninth}']").check()
    page.get_by_role("button", name="答完了").click()


def test_help_is_in_sight_and_the_score_is_not(inside):
    page = inside.page
    page.get_by_role("link", name="歇一歇").first.click()
    page.get_by_role("link", name="这两周的心情").click()
    answer(page, "1")
    expect(page.get_by_role("heading", name="先不看分数，先看这三样")).to_be_in_viewport()
    expect(page.get_by_text("9 分", exact=False)).not_to_be_visible()
    page.get_by_text("想看分数再点开").click()
    expect(page.get_by_text("9 分", exact=False)).to_be_visible()
    assert page.title() == "安宁"


def test_everything_is_done_without_script(inside):
    state = inside.page.context.storage_state()
    plain = inside.page.context.browser.new_context(java_script_enabled=False, storage_state=state)
    page = plain.new_page()
    page.goto(f"{inside.bench.at}/quiet/later/")
    page.get_by_label("现在担心的是").fill("明天的事")
    page.get_by_role("button", name="放下").click()
    expect(page.get_by_text("放好了，到时候再看。")).to_be_visible()
    expect(page.get_by_text("明天的事")).to_have_count(0)
    page.goto(f"{inside.bench.at}/quiet/page/a/")
    answer(page, "2")
    expect(page.get_by_role("heading", name="先不看分数，先看这三样")).to_be_visible()
    page.goto(f"{inside.bench.at}/quiet/")
    page.get_by_text("这里写下的放在哪里").click()
    page.get_by_role("button", name="把这里记下的全部删去").click()
    expect(page.get_by_text("全部删去了")).to_be_visible()
    plain.close()


def test_the_breath_moves_only_for_those_who_want_motion(inside):
    moving = "document.getAnimations().length"
    inside.go("/quiet/breath/")
    assert inside.page.evaluate(moving) == 0
    inside.page.emulate_media(reduced_motion="no-preference")
    assert inside.page.evaluate(moving) == 5  # the ball and the four steps


def test_axe_finds_nothing_in_what_was_answered(inside):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = inside.page, Axe()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        inside.go("/quiet/page/a/")
        answer(page, "3")
        check(page, axe, f"help before a score {scheme}")
        inside.go("/quiet/two/")
        page.get_by_label("他们说了什么").fill("不还钱就打断你的腿")
        page.get_by_role("button", name="分开看").click()
        check(page, axe, f"both sides {scheme}")
