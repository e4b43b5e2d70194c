"""Where a page leads on to: a paper to make, a filing to log, and what both are called."""

from __future__ import annotations

import re
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from anning.domain.china_time import china_day, now
from anning.domain.findings import Citation
from anning.errors import NotFound
from anning.services import filings, law

paper_title = filings.paper_title
channel_title = filings.channel_title


def paper_page(kind: str) -> str:
    """The address where that paper is made; "" for one Anning does not make."""
    try:
        return reverse("paper_new", args=[kind]) if kind and kind in filings.makes() else ""
    except NoReverseMatch:
        return ""


def month(day: date) -> str:
    """2026年11月."""
    return f"{day.year}年{day.month}月"


def left(day: date, today: date) -> str:
    """今天, 还有 3 天, 过了 2 天."""
    days = (day - today).days
    return "就是今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"过了 {-days} 天"


def cited(norm: Citation) -> str:
    """《民法典》第一百九十五条: a norm of today as a page names it."""
    try:
        return law.show(norm.law, norm.article, china_day(now()))[0].cited
    except NotFound:
        return f"《{norm.law}》{norm.article}"


_GAP = re.compile(r"\{([^{}]+)\}")


def gaps(text: str) -> SafeString:
    """Words to be said, with what the person fills in set apart: {日期}."""
    parts = _GAP.split(text)
    shown = (
        format_html('<span class="gap">{}</span>' if n % 2 else "{}", part) for n, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((part,) for part in shown))
