"""What the attributes of SyncTech's XML mean; everything is read as the phone's own database had it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from anning.domain.china_time import Instant
from anning.domain.records import Direction, State

NULL = "null"
"""The app writes an absent value as this word."""

UNKNOWN_NAME = "(Unknown)"

FIRST_SMS: Instant = 723_340_800_000
"""1992-12-03, the day the first text message was sent: no phone has an earlier one."""

FAR_AHEAD: Instant = 2_524_608_000_000
"""2050-01-01: a phone that says so had a wrong clock."""

SECONDS: Instant = 100_000_000_000
"""Below this a moment of our time can only be counted in seconds: as milliseconds it would be 1973."""

_LAST: Instant = 253_370_736_000_000
"""9999-01-01: calendars end here."""

MESSAGE_DIRECTIONS: Mapping[str, Direction] = {
    "1": "in",  # received
    "2": "out",  # sent
    "3": "out",  # draft, never sent
    "4": "out",  # outbox
    "5": "out",  # failed
    "6": "out",  # queued
}

UNSENT = frozenset("3456")
"""Written on this phone, but not known to have left it."""

_CALLS: Mapping[str, tuple[Direction, State]] = {
    "1": ("in", "connected"),
    "2": ("out", "connected"),
    "3": ("in", "missed"),
    "4": ("in", "missed"),  # went to voicemail
    "5": ("in", "rejected"),
    "6": ("in", "rejected"),  # by the list of refused numbers
    "7": ("in", "connected"),  # taken on another device
}

PLAIN_CALLS = frozenset("1235")
"""Types that direction and state tell whole; the number of any other is kept beside the contact."""

NOT_DOWNLOADED = "130"
"""m_type of an MMS of which only the announcement came."""

_CHARSETS: Mapping[str, str] = {
    "3": "ascii",
    "4": "latin-1",
    "17": "shift_jis",
    "106": "utf-8",
    "113": "gb18030",
    "114": "gb18030",
    "1000": "utf-16",
    "1015": "utf-16",
    "2025": "gb18030",
    "2026": "big5",
    "2252": "cp1252",
}


def plain(value: str | None) -> str:
    """The value, or nothing where the app wrote that there is none."""
    return "" if value is None or value == NULL else value


def name_of(value: str | None) -> str:
    """A name from the phone book; nothing when the phone knew none."""
    return "" if value == UNKNOWN_NAME else plain(value)


def whole_number(value: str) -> int | None:
    """The number written, None when it is none; int() alone would take other scripts' digits and millions of them."""
    digits = value.strip()
    return int(digits) if len(digits) < 20 and digits.removeprefix("-").isdecimal() else None  # noqa: PLR2004


def moment(value: str) -> Instant | None:
    """Milliseconds since 1970, None when no calendar has such a day."""
    at = whole_number(value)
    return at if at is not None and -_LAST < at < _LAST else None


def call_of(kind: str, duration: int | None) -> tuple[Direction, State]:
    """Direction and state of a call from its type and its seconds.

    An outgoing call of no seconds was not answered; an incoming one marked as taken but of no seconds may be
    either, and is called unknown.
    """
    direction, state = _CALLS.get(kind, ("in", "unknown"))
    if state == "connected" and not duration:
        return direction, "missed" if direction == "out" and duration == 0 else "unknown"
    return direction, state


def decoded(data: bytes, charset: str) -> str:
    """Text of an MMS part by its IANA charset number; UTF-8, then GB18030 where none is given or it does not fit."""
    for codec in (_CHARSETS.get(charset, "utf-8"), "utf-8", "gb18030"):
        try:
            return codecs.decode(data, codec)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def subject_of(value: str) -> str:
    """An MMS subject; Android keeps UTF-8 subjects as if each byte were a Latin-1 character."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
