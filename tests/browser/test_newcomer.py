"""The newcomer's way, by mouse, by dropping files, and by keyboard alone; and what axe says of every page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SMS = (
    "<?xml version='1.0' encoding='UTF-8'?><smses count='1'><sms address='13800138000' date='1767330000000' "
    "type='1' body='再不还钱就打断你的腿' /></smses>"
)


def test_from_the_question_to_the_report(visit):
    page = visit.page
    expect(page.get_by_role("heading", level=1)).to_have_text("先问一句：有人身危险，或收到法院文书吗？")
    page.get_by_role("button", name="收到法院的短信").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("法院")
    page.get_by_role("link", name="办好了，继续").click()
    page.get_by_role("button", name="先看示例").click()
    page.get_by_role("heading", name="导入好了").wait_for()
    page.get_by_role("link", name="看看结果").click()
    expect(page.get_by_text("近 30 天来电")).to_be_visible()
    expect(page.get_by_text("下一步")).to_be_visible()

    page.get_by_role("link", name=re.compile("一条一条看|看这些记录")).click()
    assert page.locator("mark:visible").count() == 0
    page.locator("a.open").first.click()
    assert page.locator("mark:visible").count() == 0
    page.locator("summary", has_text="原话已收起").click()
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_text("对方会怎么说").first).to_be_visible()

    page.locator("summary", has_text="不同意？").first.click()
    page.get_by_label("为什么不同意").first.fill("这是朋友开玩笑")
    page.get_by_role("button", name="取下这一条").first.click()
    expect(page.get_by_text("您取下的原因：这是朋友开玩笑")).to_be_visible()
    page.get_by_role("button", name="放回来").click()
    expect(page.get_by_text("已放回来")).to_be_visible()

    page.get_by_role("link", name="报告", exact=True).click()
    page.get_by_role("button", name="做一份报告").click()
    expect(page.get_by_role("heading", name="最新的报告")).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^PDF")).click()
    assert waiting.value.suggested_filename.endswith("report.pdf")


def test_files_are_dropped(visit):
    page = visit.page
    visit.go("/start/")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "短信.xml", {type: "text/xml"}));
            data.items.add(new File([new Uint8Array([0, 1, 2])], "不认识.bin"));
            const drop = document.querySelector(".drop");
            for (const kind of ["dragenter", "dragover", "drop"])
                drop.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        SMS,
    )
    page.get_by_role("heading", name="导入好了").wait_for()
    expect(page.get_by_role("heading", name="短信.xml")).to_be_visible()
    expect(page.get_by_role("heading", name="不认识.bin")).to_be_visible()
    page.get_by_role("button", name="撤回这次导入").click()
    expect(page.get_by_text("已撤回，")).to_be_visible()


def test_files_are_picked_with_a_button_in_chinese(visit, tmp_path):
    file = tmp_path / "短信.xml"
    file.write_text(SMS, encoding="utf-8")
    visit.go("/start/")
    with visit.page.expect_file_chooser() as chooser:
        visit.page.locator("label.pick", has_text="选择文件").first.click()
    chooser.value.set_files(file)
    visit.page.get_by_role("heading", name="导入好了").wait_for()
    expect(visit.page.get_by_role("heading", name="短信.xml")).to_be_visible()


def test_by_keyboard_alone(sampled):
    page = sampled.page
    sampled.go("/timeline/?verdict=likely_unlawful")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    reach(page, "summary", "原话已收起")
    page.keyboard.press("Enter")
    expect(page.locator("mark:visible").first).to_be_visible()
    reach(page, "a", "看依据和处理")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/*/")
    reach(page, "summary", "不同意？")
    page.keyboard.press("Enter")
    reach(page, "input", "")
    page.keyboard.type("朋友开玩笑")
    page.keyboard.press("Enter")
    expect(page.get_by_text("您已取下")).to_be_visible()


def reach(page, tag: str, words: str) -> None:
    """Press Tab until the wanted thing has the focus, seeing it each time."""
    for _ in range(60):
        page.keyboard.press("Tab")
        name, text, outline = page.evaluate(
            """() => {
                const e = document.activeElement, style = getComputedStyle(e);
                return [e.tagName.toLowerCase(), e.innerText || "", style.outlineStyle + style.boxShadow];
            }"""
        )
        if name == tag and words in text:
            assert outline != "nonenone", "focus must be seen"
            return
    raise AssertionError(f"{tag} {words} cannot be reached with Tab")


def test_leaving_quickly_leaves_nothing_behind(sampled):
    page = sampled.page
    sampled.go("/timeline/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/left/")
    assert page.title() == "新标签页"
    page.go_back()
    assert "催" not in page.content()
    sampled.complaints.clear()  # the closed door answers 401, and Chromium says so
    page.goto(sampled.bench.next_link())
    expect(page.get_by_text("近 30 天来电")).to_be_visible()


def test_axe_finds_nothing_serious_in_what_is_unfolded(sampled):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = sampled.page, Axe()
    sampled.go("/timeline/?verdict=likely_unlawful")
    page.locator("a.open").first.click()
    page.goto(f"{page.url}thread")
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, axe, "thread")
    sampled.go("/timeline/?kind=recording")
    page.locator("a.open").first.click()
    check(page, axe, "recording")


def check(page, axe, path: str) -> None:
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert not serious, (path, serious)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{path} is wider than the screen"
    )


def test_everything_to_press_is_big_enough(sampled):
    page = sampled.page
    for path in (
        "/",
        "/first/",
        "/start/",
        "/timeline/",
        "/report/",
        "/help/now/",
        "/case/",
        "/case/numbers/",
    ):
        sampled.go(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, .button, summary, .parts a, a.open, select, input")]
                .filter(e => e.checkVisibility() && !["hidden", "checkbox", "file"].includes(e.type))
                .map(e => [e.textContent.trim().slice(0, 20), Math.round(e.getBoundingClientRect().height)])
                .filter(([, height]) => height < 44)"""
        )
        assert not small, (path, small)


def test_it_works_without_javascript(chromium, workbench, tmp_path):
    file = tmp_path / "短信.xml"
    file.write_text(SMS, encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(workbench.link)
    page.get_by_role("button", name="都没有，继续").click()
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="导入选好的文件").click()
    page.get_by_role("heading", name="导入好了").wait_for(timeout=60_000)
    page.get_by_role("link", name="看看结果").click()
    page.get_by_role("link", name="看依据和处理").first.click()
    assert "打断你的腿" in page.locator("main").text_content()
    context.close()
