"""The sums of a debt, a statement, the cost, a rented phone: on a phone and on a laptop; axe looks at each."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_newcomer import check

pytestmark = pytest.mark.browser
STATEMENT = "交易时间,交易对方,收/支,金额\n2026-10-01 09:00:00,某公司,支出,888.49\n"


def test_from_the_first_sum_over_a_statement_to_the_cost(sampled):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = sampled.page, Axe()
    sampled.go("/debts/sample-d-card/money/")
    page.get_by_role("link", name="写一笔").click()
    page.get_by_role("radio", name="收到的").check()
    page.get_by_label("金额（元）").fill("10000")
    page.get_by_label("哪一天").fill("2026-09-01")
    check(page, axe, "money-row")
    page.get_by_role("button", name="存好").click()
    expect(page.get_by_text("10,000 元").first).to_be_visible()

    sampled.go("/debts/sample-d-card/statement/")
    file = {"name": "账单.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode("gbk")}
    page.get_by_label("账单文件").set_input_files(file)
    page.get_by_role("button", name="读一读").click()
    page.get_by_label("账单上对方怎么写").fill("某公司")
    page.get_by_role("button", name="再找").click()
    page.get_by_role("checkbox").first.check()
    check(page, axe, "money-statement")
    page.get_by_role("button", name="记下勾上的").click()
    expect(page.get_by_text("888.49 元").first).to_be_visible()
    check(page, axe, "money")

    sampled.go("/debts/sample-d-card/cost/")
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, axe, "cost")


def test_a_rented_phone_from_five_numbers(sampled):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = sampled.page, Axe()
    sampled.go("/rental/")
    for label, value in (("同款现金价（元）", "6000"), ("几个月", "12"), ("租满后的买断价（元）", "1500")):
        page.get_by_role("textbox", name=label, exact=True).fill(value)
    page.get_by_label("每月租金（元）").fill("600")
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_role("heading", name="租到哪个月，比买还贵")).to_be_visible()
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, axe, "rental")
