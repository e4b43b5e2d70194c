"""The App Privacy Report of an iPhone: which app read contacts, photos or the place, and when.

Lines of JSON (iOS 15.2 and later): ``{"type": "access", "accessor": {"identifier"}, "category", "kind":
"intervalBegin", "timeStamp"}`` and ``{"type": "networkActivity", …}``. One contact stands for one app and one
category, or a week of a phone would be a hundred thousand lines of a timeline.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from anning.domain.china_time import Instant, iso, parse_iso
from anning.domain.records import Contact, Problem
from anning.importers.formats import Found, Place, Tally

_CATEGORIES = {
    "contacts": "通讯录", "photos": "照片", "location": "位置", "camera": "相机", "microphone": "麦克风",
    "mediaLibrary": "媒体库", "screenRecording": "屏幕录制",
}  # fmt: skip
LONGEST_LINE = 1 << 16
_MOST = 5000
_MOST_PROBLEMS = 20


class Access:
    """Counts of one app in one category."""

    def __init__(self, app: str, category: str) -> None:
        self.app, self.category = app, category
        self.count = 0
        self.first: Instant | None = None
        self.last: Instant | None = None

    def add(self, at: Instant) -> None:
        """One more reading."""
        self.count += 1
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)


class AppPrivacyReport:
    """One contact (a document) per app and category; extra has accessor, category, count, first, last."""

    name = "ios_privacy"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:  # noqa: ARG002 - the name is the person's to change
        """Certain when a line of it says so."""
        return 95 if any(_parsed(line) for line in head.split(b"\n")[:40]) else 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Every line looked at once."""
        tally, wrong = Tally(), 0
        found: dict[tuple[str, str], Access] = {}
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            told = _told(line)
            if told is None:
                wrong += 1
                if wrong <= _MOST_PROBLEMS:
                    yield Problem(place.line(number), "这一行读不懂，跳过了")
            elif (access := _access(told)) and len(found) < _MOST:
                app, category, at = access
                found.setdefault((app, category), Access(app, category)).add(at)
        for key in sorted(found):
            yield tally.add(_contact(found[key], place))
        yield tally.end(self.name, encoding="utf-8", tool=("iOS App Privacy Report", ""))


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _parsed(line: bytes) -> bool:
    told = _told(line)
    return told is not None and (
        (told.get("type") == "access" and isinstance(told.get("accessor"), dict))
        or (told.get("type") == "networkActivity" and "bundleID" in told)
    )


def _access(told: dict[str, Any]) -> tuple[str, str, Instant] | None:
    """App, category and time of the beginning of an access; None for other lines."""
    accessor = told.get("accessor")
    if told.get("type") != "access" or told.get("kind") == "intervalEnd" or not isinstance(accessor, dict):
        return None
    try:
        at = parse_iso(str(told.get("timeStamp", "")))
    except ValueError:
        return None
    return str(accessor.get("identifier", ""))[:200], str(told.get("category", ""))[:60], at


def _contact(access: Access, place: Place) -> Contact:
    what = _CATEGORIES.get(access.category, access.category)
    first, last = iso(access.first or 0), iso(access.last or 0)
    return Contact(
        kind="document",
        locator=f"{place.prefix}access[{access.app}/{access.category}]",
        at=access.first,
        address=access.app,
        text=f"应用 {access.app} 读取{what} {access.count} 次，第一次 {first}，最后一次 {last}",
        channel="file",
        extra={
            "accessor": access.app,
            "category": access.category,
            "count": str(access.count),
            "first": first,
            "last": last,
        },
    )


FORMAT = AppPrivacyReport()
