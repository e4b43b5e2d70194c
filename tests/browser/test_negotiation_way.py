"""What can be paid, an offer, the notice, the letter: on a phone and on a laptop; axe looks at each."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_newcomer import check

pytestmark = pytest.mark.browser


def test_from_the_month_over_the_notice_to_the_letter(sampled):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = sampled.page, Axe()
    sampled.go("/plan/")
    page.get_by_role("link", name="写一个月的收支").click()
    page.get_by_label("工资每月多少元").fill("6000")
    page.get_by_label("吃饭每月多少元").fill("3100")
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_text("1,530 元").first).to_be_visible()

    page.get_by_role("link", name="加一个方案").click()
    page.get_by_label("对方主张多少").fill("18000")
    page.get_by_role("radio", name="分期").check()
    page.get_by_label("分几期").fill("36")
    page.get_by_role("button", name="存好，比一比").click()
    expect(page.get_by_text("坏月份也守得住")).to_be_visible()
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, axe, "plan")

    sampled.go("/debts/sample-d-card/limitation/")
    page.get_by_label("日期", exact=True).fill("2022-03-01")
    page.get_by_role("button", name="改").click()
    sampled.go("/papers/negotiate_card/?debt=sample-d-card")
    expect(page.get_by_role("heading", level=1)).to_have_text("这笔钱的时效")
    check(page, axe, "notice")
    page.get_by_role("button", name="我看过了，接着写").click()
    expect(page.get_by_text("不构成对债务及金额的承认")).to_be_visible()
    check(page, axe, "letter")
    sampled.go("/negotiate/script/instalment/?debt=sample-d-card")
    check(page, axe, "script")
