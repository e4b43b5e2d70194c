"""Telling a case by hand, on a phone and on a laptop; axe looks at these pages in test_newcomer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_debt_is_told_a_number_joined_and_the_last_step_undone(sampled):
    page = sampled.page
    page.get_by_role("navigation").get_by_role("link", name="案情").click()
    page.get_by_role("link", name="再记一笔欠款").click()
    page.get_by_label("放款机构或出借人").fill("云阶银行")
    page.get_by_role("button", name="存好，下一题").click()
    page.get_by_label("银行", exact=False).first.check()
    page.get_by_role("button", name="存好，下一题").click()
    page.get_by_role("link", name="跳过").click()
    page.get_by_role("link", name="上一题").click()
    page.get_by_role("link", name="上一题").click()
    expect(page.locator("input:checked")).to_have_value("bank")

    page.get_by_role("navigation").get_by_role("link", name="案情").click()
    page.get_by_role("link", name="给号码认人").click()
    card = page.locator("form.card", has_text="没有署名的")
    card.get_by_role("checkbox").first.check()
    card.get_by_label("勾上的是谁的").select_option(label="启衡信用服务部")
    card.get_by_role("button", name="认下").click()
    expect(page.get_by_text("已记下。")).to_be_visible()
    page.get_by_role("button", name="撤销这一步").click()
    expect(page.get_by_text("已撤销，和改之前一样。")).to_be_visible()
    expect(page.get_by_text("没有署名的")).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="案情").click()
    page.get_by_role("link", name="核对写过的全部").click()
    page.get_by_role("link", name=re.compile("云阶银行，名称")).click()
    page.get_by_role("textbox", name="放款机构或出借人").fill("云阶银行股份有限公司")
    page.get_by_role("button", name="存好，回去").click()
    expect(page.get_by_role("heading", name="核对写过的全部")).to_be_visible()
    expect(page.get_by_text("云阶银行股份有限公司").first).to_be_visible()
