"""Every page of the workbench by the name of its address, and how a person comes to see it with the sample case.

A path may hold {things}: the address of a link found on another page. A page that only shows after something was
done has the doing in ACTS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

FOUND = {
    "contact": ("/timeline/?verdict=likely_unlawful", "main a.open"),
    "import": ("/imports/", "main a[href^='/imports/']"),
    "exhibit": ("/bundle/", "main a[href^='/bundle/what/']"),
    "filing": ("/filings/", "main a[href^='/filings/sample']"),
    "served": ("/calendar/", "main a[href^='/calendar/served/sample']"),
    "sued": ("/sued/", "main a[href^='/sued/']:not([href='/sued/'])"),
}
EMPTY = {
    "first": "/first/",
    "start": "/start/",
    "timeline-empty": "/timeline/",
    "calls-empty": "/calls/",
    "case-empty": "/case/",
    "report-empty": "/report/",
    "bundle-empty": "/bundle/",
    "calendar-empty": "/calendar/",
    "money-empty": "/money/",
    "week-empty": "/week/",
    "sued-empty": "/sued/",
}
"""As a newcomer sees them, before anything was brought in."""

PAGES = {
    "home": "/",
    "emergency": "/help/now/",
    "court": "/help/court/",
    "help": "/help/",
    "lawyer": "/help/lawyer/",
    "more": "/more/",
    "about": "/about/",
    "search": "/search/?q=还款",
    "timeline": "/timeline/",
    "suggested": "/timeline/suggested",
    "contact": "{contact}",
    "thread": "{contact}thread",
    "calls": "/calls/",
    "week": "/week/",
    "report": "/report/",
    "paste": "/paste/",
    "imports": "/imports/",
    "import": "{import}",
    "phone": "/phone/",
    "case": "/case/",
    "case-review": "/case/review/",
    "case-thing": "/case/of/sample-a-qiheng/",
    "case-ask": "/case/ask/lender/c-1/",
    "case-numbers": "/case/numbers/",
    "changes": "/changes/",
    "rights": "/rights/",
    "right": "/rights/peace/",
    "routes": "/routes/?asked=1&lender=bank&conduct=insult",
    "papers": "/papers/",
    "paper_new": "/papers/complaint_lender/",
    "paper-ask": "/papers/complaint_lender/ask/",
    "paper-facts": "/papers/complaint_lender/facts/",
    "paper-words": "/papers/complaint_lender/words/",
    "bundle": "/bundle/",
    "bundle-what": "{exhibit}",
    "filings": "/filings/",
    "filing-new": "/filings/new/",
    "filing": "{filing}",
    "calendar": "/calendar/",
    "served-new": "/calendar/served/",
    "served": "{served}",
    "sued": "/sued/",
    "sued-way": "{sued}",
    "sued-step": "{sued}claims/",
    "limitations": "/limitation/",
    "limitation": "/debts/sample-d-card/limitation/",
    "money-which": "/money/",
    "money": "/debts/sample-d-card/money/",
    "money-new": "/debts/sample-d-card/money/new/",
    "money-promised": "/debts/sample-d-card/money/promised/",
    "statement": "/debts/sample-d-card/statement/",
    "cost": "/debts/sample-d-card/cost/",
    "rental": "/rental/",
    "plan": "/plan/",
    "plan-month": "/plan/month/",
    "plan-debt": "/plan/debts/sample-d-card/",
    "plan-offer": "/plan/offers/new/",
    "negotiate": "/negotiate/",
    "negotiate-script": "/negotiate/script/who/",
    "promises": "/negotiate/promises/",
    "promise-new": "/negotiate/promises/new/",
    "promises-broken": "/negotiate/kept/",
    "credit": "/credit/",
    "agency": "/agency/",
    "sender": "/sender/",
    "block": "/block/",
    "notices": "/notices/",
    "exposure": "/exposure/",
    "permissions": "/exposure/phone/",
    "redact": "/redact/",
    "companion": "/companion/",
    "companion-guides": "/companion/keep/",
    "quiet": "/quiet/",
    "quiet-breath": "/quiet/breath/",
    "quiet-plan": "/quiet/plan/",
    "quiet-plan-edit": "/quiet/plan/edit/",
    "quiet-later": "/quiet/later/",
    "quiet-two": "/quiet/two/",
    "quiet-kept": "/quiet/pages/",
    "quiet-ask": "/quiet/page/a/",
    "settings": "/settings/",
    "password": "/settings/password/",
    "backup": "/backup/",
    "check": "/check/",
    "left": "/left/",
}

ELSEWHERE = frozenset({"job", "redact-job", "share", "unlock"})
"""Pages that are seen in passing, or that tests of their own look at."""

FILES = frozenset({
    "enter", "manifest", "evidence", "relative-page", "calendar-file", "report-file", "bundle-file", "awake",
    "block_file", "block_complaint", "phone-code", "phone-state", "job-state", "bundle-state", "redact-state",
    "redact-page", "redact-copy", "redact-list", "case-begin", "case-go-on",
})  # fmt: skip
"""What is asked for and is no page of its own: files, parts of pages, and ways on to one."""


def _silenced(page: Any) -> None:
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="记下这份名单").click()
    page.locator("a.choice[href*='/block/for/spamblocker/']").click()


def _job(page: Any) -> None:
    page.get_by_role("button", name="做一份交法院或办案机关的").click()
    page.get_by_role("heading", name="证据材料做好了").wait_for()


def _redact(page: Any) -> None:
    page.get_by_label("或者粘贴文字").fill(
        "我是王小明，手机13900139000，住在浙江省杭州市西湖区文三路5号2幢301室"
    )
    page.get_by_role("button", name="找一找").click()
    page.get_by_role("button", name="做遮盖件").wait_for()


def _redacted(page: Any) -> None:
    _redact(page)
    page.get_by_role("button", name="做遮盖件").click()
    page.wait_for_url("**/done")


def _companion(page: Any) -> None:
    page.locator("label.press").first.click()
    page.get_by_role("button", name="挂断了，存下这一通").click()
    page.wait_for_url("**/companion/saved/*/")


def _row(page: Any) -> None:
    page.get_by_role("radio", name="收到的").check()
    page.get_by_label("金额（元）").fill("10000")
    page.get_by_label("哪一天").fill("2026-09-01")
    page.get_by_role("button", name="存好").click()
    page.get_by_role("link", name=re.compile("^改")).first.click()


def _statement(page: Any) -> None:
    words = "交易时间,交易对方,收/支,金额\n2026-10-01 09:00:00,某公司,支出,888.49\n"
    file = {"name": "账单.csv", "mimeType": "text/csv", "buffer": words.encode("gbk")}
    page.get_by_label("账单文件").set_input_files(file)
    page.get_by_role("button", name="读一读").click()
    page.get_by_label("账单上对方怎么写").wait_for()


def _answers(page: Any) -> None:
    for place in range(1, 10):
        page.locator(f"[name=item-{place}][value='1']").check()
    page.get_by_role("button", name="答完了").click()


def _unfolded(page: Any) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _pair(page: Any) -> None:
    page.locator("main form button").first.click()
    page.locator("img.code").wait_for()


ACTS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "contact-open": ("{contact}", _unfolded),
    "block_steps": ("/block/", _silenced),
    "bundle-job": ("/bundle/", _job),
    "redact-work": ("/redact/", _redact),
    "redact-done": ("/redact/", _redacted),
    "companion-saved": ("/companion/", _companion),
    "money-row": ("/debts/sample-d-card/money/new/", _row),
    "statement-rows": ("/debts/sample-d-card/statement/", _statement),
    "quiet-answers": ("/quiet/page/a/", _answers),
    "phone-code": ("/phone/", _pair),
}
