"""The whole way in one go: from nothing to a kept call, a finding, a complaint, silence, a notice, a copy, a backup.

Every page on it is looked at by axe in light, in dark and in the elder view.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from looking import Looker
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SMS = (
    "<?xml version='1.0' encoding='UTF-8'?><smses count='2'>"
    "<sms address='13800138000' date='1767330000000' type='1' body='再不还钱就打断你的腿' />"
    "<sms address='13800138000' date='1767340000000' type='1' body='明天去你单位，让同事都知道你欠钱' />"
    "</smses>"
)
CALLS = (
    "<?xml version='1.0' encoding='UTF-8'?><calls count='3'>"
    + "".join(
        f"<call number='13800138000' duration='0' date='{1767330000000 + n * 600000}' type='3' presentation='1' />"
        for n in range(3)
    )
    + "</calls>"
)
LIMIT_S = 120


def test_a_newcomer_comes_all_the_way(visit, tmp_path):
    begun = time.monotonic()
    page, looker = visit.page, Looker(visit.page)
    for step in (first_question, a_call_is_kept, files_come_in, a_finding, a_complaint, silence, a_notice,
                 a_covered_copy, a_backup):  # fmt: skip
        step(page, looker, tmp_path)
    assert time.monotonic() - begun < LIMIT_S


def first_question(page, looker, tmp_path):
    looker.see("first")
    page.get_by_role("button", name="都没有，继续").click()
    expect(page.get_by_role("heading", name="从这里开始")).to_be_visible()


def more(page, name: str) -> None:
    """Two taps from anywhere."""
    page.get_by_role("link", name="更多", exact=True).first.click()
    page.locator("main a.choice", has_text=name).first.click()


def a_call_is_kept(page, looker, tmp_path):
    more(page, "电话打来了")
    looker.see("companion")
    page.locator("label.press").first.click()
    page.get_by_text("补充：号码").click()
    page.get_by_label("对方号码").fill("13800138000")
    page.get_by_role("button", name="挂断了，存下这一通").click()
    page.wait_for_url("**/companion/saved/*/")
    looker.see("companion-saved")


def files_come_in(page, looker, tmp_path):
    for name, words in (("短信.xml", SMS), ("通话.xml", CALLS)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    page.get_by_role("link", name="安宁，回到首页").click()
    page.goto(page.url.rstrip("/") + "/start/")
    looker.see("start")
    page.locator("input[type=file]").first.set_input_files([tmp_path / "短信.xml", tmp_path / "通话.xml"])
    page.get_by_role("heading", name="导入好了").wait_for()
    looker.see("imported")
    page.get_by_role("link", name="看看结果").click()
    expect(page.get_by_text("下一步").first).to_be_visible()
    looker.see("home")


def a_finding(page, looker, tmp_path):
    page.get_by_role("link", name=re.compile("一条一条看|看这些记录")).click()
    looker.see("timeline")
    page.locator("a.open").first.click()
    page.locator("summary", has_text="原话已收起").first.click()
    expect(page.locator("mark").first).to_be_visible()
    looker.see("finding")


def a_complaint(page, looker, tmp_path):
    more(page, "写文书")
    page.locator("a[href*='/papers/complaint_lender/']").first.click()
    expect(page.get_by_role("heading", name="现在的样子")).to_be_visible()
    looker.see("complaint")
    download(page, lambda: page.get_by_role("button", name="下载 PDF").click(), ".pdf", b"%PDF")


def silence(page, looker, tmp_path):
    more(page, "安静名单")
    page.get_by_label("再加几个号码").fill("13800138000")
    page.get_by_role("button", name="记下这份名单").click()
    looker.see("block")
    page.locator("a.choice[href*='/block/for/spamblocker/']").click()
    where = page.locator("main a[href$='/file']").first
    download(page, where.click, ".csv", b"pattern")


def a_notice(page, looker, tmp_path):
    more(page, "怎样告诉家人和单位")
    looker.see("notices")
    download(page, page.get_by_role("link", name="下载来电记录页").click, ".html", b"<!doctype html")


def a_covered_copy(page, looker, tmp_path):
    more(page, "遮盖个人信息")
    page.get_by_label("或者粘贴文字").fill("我是王小明，手机13900139000")
    page.get_by_role("button", name="找一找").click()
    page.get_by_role("button", name="做遮盖件").wait_for()
    looker.see("redact")
    page.get_by_role("button", name="做遮盖件").click()
    page.wait_for_url("**/done")
    covered = download(page, page.locator("main a[href$='/copy']").first.click, "", b"")
    assert b"13900139000" not in covered


def a_backup(page, looker, tmp_path):
    more(page, "备份")
    looker.see("backup")
    page.get_by_label(re.compile("^口令")).fill("雨伞 河边 七点 收音机")
    page.get_by_label("再写一遍").fill("雨伞 河边 七点 收音机")
    assert len(download(page, page.get_by_role("button", name="做备份并下载").click, "", b"")) > 1000


def download(page, act, ending: str, within: bytes) -> bytes:
    with page.expect_download() as waiting:
        act()
    assert waiting.value.suggested_filename.endswith(ending)
    got = Path(waiting.value.path()).read_bytes()
    assert within in got[:2000].lower() or within in got[:2000]
    return got
