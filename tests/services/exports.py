"""Small phone exports as a phone app writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import quoteattr

from anning.domain.china_time import instant

THREAT = "今天不还钱就打断你的腿，你给我等着"
REMINDER = "【某银行】您的信用卡本期账单1200元将于明日到期，请按时还款。"


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def sms(body: str, when: str, address: str = "19900000001", *, kind: int = 1) -> str:
    return (
        f'<sms protocol="0" address="{address}" date="{at(when)}" type="{kind}" subject="null" body={quoteattr(body)} '
        'toa="null" sc_toa="null" service_center="null" read="1" status="-1" locked="0" date_sent="0" sub_id="-1" '
        'readable_date="null" contact_name="(Unknown)" />'
    )


def call(when: str, address: str = "19900000001", *, kind: int = 3, duration: int = 0) -> str:
    return (
        f'<call number="{address}" duration="{duration}" date="{at(when)}" type="{kind}" presentation="1" '
        'subscription_id="1" readable_date="null" contact_name="(Unknown)" />'
    )


def messages(rows: Iterable[str]) -> bytes:
    return _file("smses", rows)


def calls(rows: Iterable[str]) -> bytes:
    return _file("calls", rows)


def _file(root: str, rows: Iterable[str]) -> bytes:
    rows = list(rows)
    body = "\n".join(rows)
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    return f'{head}\n<{root} count="{len(rows)}">\n{body}\n</{root}>\n'.encode()
