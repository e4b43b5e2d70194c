"""From the court-paper card to the answer, on a phone and on a laptop, with the sample's unconfirmed summons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_summons_of_the_sample_leads_to_an_answer(sampled):
    page = sampled.page
    sampled.go("/help/court/")
    page.get_by_role("link", name="查到了，一步一步应诉").click()
    page.get_by_role("link", name="接着做：先核对是不是真有这个案子").click()
    expect(page.get_by_role("link", name="看看这条短信自称是谁")).to_be_visible()
    page.get_by_role("button", name="我核对过，确有这个案件").click()

    expect(page.get_by_text("期限还没有开始数")).to_be_visible()
    page.get_by_label("哪一天真正收到").fill("2026-02-10")
    page.get_by_label("我核对过，就是这一天").check()
    page.get_by_role("button", name="存好，下一步").click()

    expect(page.get_by_text("实际到手（元）")).to_be_visible()
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_role("button", name="看过了，提或不提我想好了").click()

    page.locator("article", has_text="透支本金").get_by_label("我的意见").select_option(
        label="不清楚，请对方举证"
    )
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_role("checkbox", name=re.compile("^信用卡息费条款没有提示")).check()
    page.get_by_role("button", name="存好，下一步").click()
    expect(page.get_by_role("heading", name="准备证据")).to_be_visible()

    page.get_by_role("link", name="看所有步骤").click()
    expect(page.get_by_text("2026年2月25日").first).to_be_visible()
    page.get_by_role("link", name="看民事答辩状").click()
    sheet = page.locator("main")
    expect(sheet).to_contain_text("由原告举证，请法院依法核实")
    expect(sheet).to_contain_text("《银行卡民事纠纷规定》第二条")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
