"""How values are said on a page: times, lengths, numbers, who spoke, and what there is to unfold."""

from __future__ import annotations

from datetime import date, datetime

from anning.domain.china_time import Instant, china_day, in_china, now
from anning.domain.entries import Entry
from anning.domain.findings import NOT_UNLAWFUL, Finding

_WEEK = "一二三四五六日"
_CHINESE_MOBILE = 11


def day(value: Instant | date | None) -> str:
    """2026年3月5日 周四; the year always, because it decides which law was in force."""
    if value is None:
        return "时间不明"
    when = value if isinstance(value, date) else china_day(value)
    return f"{when.year}年{when.month}月{when.day}日 周{_WEEK[when.weekday()]}"


def clock(at: Instant | None) -> str:
    """22:41, China time."""
    return f"{in_china(at):%H:%M}" if at is not None else "时间不明"


def moment(at: Instant | None) -> str:
    """2026年3月5日 周四 22:41."""
    return f"{day(at)} {clock(at)}" if at is not None else "时间不明"


def field(at: Instant | None) -> str:
    """As an input of type datetime-local wants it."""
    return f"{in_china(at):%Y-%m-%dT%H:%M}" if at is not None else ""


def length(seconds: int | None) -> str:
    """3分12秒; "" when not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{minutes}分" if minutes else "") + f"{rest}秒"


def size(count: int) -> str:
    """2.4 MB."""
    value = float(count)
    for unit in ("字节", "KB", "MB"):
        if value < 1024:  # noqa: PLR2004 - the factor of the units
            return f"{value:.0f} {unit}" if unit == "字节" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


def money(amount: str) -> str:
    """12,000.50 元; an amount is a decimal string in CNY."""
    whole, dot, part = amount.partition(".")
    return f"{int(whole or 0):,}{dot}{part} 元"


def number(address: str) -> str:
    """A mobile number in groups that can be read aloud; others as they are."""
    bare = address.removeprefix("+86")
    if len(bare) == _CHINESE_MOBILE and bare.isdigit() and bare.startswith("1"):
        return f"{bare[:3]} {bare[3:7]} {bare[7:]}"
    return address or "没有显示号码"


def who(entry: Entry) -> str:
    """The other side: the name the phone had and the number."""
    if entry.name and entry.address:
        return f"{entry.name}（{number(entry.address)}）"
    return entry.name or number(entry.address)


def happened(entry: Entry) -> str:
    """What kind of contact it was, whose, and how it went, in words."""
    mine = entry.direction == "out"
    if entry.kind == "call":
        states = {"connected": "接通", "missed": "没有接", "rejected": "拒接", "unknown": "是否接通不明"}
        if mine and entry.state == "missed":
            return "我拨出的电话 · 没有接通"
        talk = length(entry.duration_s) if entry.state == "connected" and entry.duration_s else ""
        return (
            ("我拨出的电话" if mine else "来电") + f" · {states[entry.state]}" + (f" {talk}" if talk else "")
        )
    names = {"message": "短信", "email": "邮件", "recording": "录音", "image": "图片", "document": "文件"}
    channels = {"mms": "彩信", "wechat": "微信", "note": "自己记下的"}
    what = channels.get(entry.channel, names[entry.kind]) if entry.kind == "message" else names[entry.kind]
    if entry.channel == "file":
        return what
    return f"我发出的{what}" if mine else f"收到的{what}"


def standing(entry: Entry) -> list[Finding]:
    """Findings the person did not take out and that speak of something doubtful or worse."""
    return [f for f in entry.findings if f.rule not in entry.dismissed and f.conduct not in NOT_UNLAWFUL]


def lawful(entry: Entry) -> list[Finding]:
    """Findings that say: this is a lawful reminder or notice."""
    return [f for f in entry.findings if f.rule not in entry.dismissed and f.conduct in NOT_UNLAWFUL]


def days_left(until: date) -> int:
    """Whole days from today in China."""
    return (until - china_day(now())).days


def from_field(text: str) -> Instant | None:
    """What datetime-local sends, taken as China time; None when empty. ValueError."""
    from anning.domain.china_time import instant

    return instant(datetime.fromisoformat(text)) if text.strip() else None
