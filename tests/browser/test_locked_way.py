"""A passphrase by hand, on a phone and a laptop: three taps to it, a page left open goes, the same page comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_newcomer import check

pytestmark = pytest.mark.browser
WORDS = "雨伞 河边 七点 收音机"


def test_set_locked_and_opened_where_it_was(visit):
    from axe_playwright_python.sync_playwright import Axe

    page, axe = visit.page, Axe()
    page.get_by_role("button", name="都没有，继续").click()
    page.get_by_role("link", name="更多").click()
    page.get_by_role("link", name="密码 给全部资料上锁").click()
    check(page, axe, "set")
    page.get_by_label("密码（至少").fill(WORDS)
    page.get_by_label("再写一遍").fill(WORDS)
    page.get_by_role("button", name="设密码").click()
    page.get_by_role("heading", name="恢复钥匙").wait_for()
    check(page, axe, "paper")
    page.get_by_role("link", name="抄好了，继续").click()
    check(page, axe, "password")

    other = page.context.new_page()
    other.clock.install()
    other.goto(visit.bench.at + "/case/")
    page.get_by_role("button", name="现在锁上").click()
    expect(page.get_by_label("密码", exact=True)).to_be_focused()
    check(page, axe, "unlock")
    other.clock.run_for(10_000)
    other.wait_for_url("**/unlock/")
    other.close()

    visit.go("/calls/")
    page.get_by_label("密码", exact=True).fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/")
