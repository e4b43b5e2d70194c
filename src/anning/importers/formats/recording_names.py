"""Number, name and time proposed from the name of a recording: a hint for the person to confirm, never proof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct

from anning.domain.china_time import CHINA, Instant, instant
from anning.domain.records import Direction
from anning.knowledge import formats as knowledge


class Proposal(Struct, frozen=True, kw_only=True):
    """What a file name suggests. precision says whether the seconds are known; pattern is the id of the rule."""

    pattern: str
    at: Instant | None = None
    precision: Literal["second", "minute"] = "second"
    address: str = ""
    name: str = ""
    direction: Direction | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that are proposed."""
        given = {"address": self.address, "name": self.name, "at": self.at, "direction": self.direction}
        return tuple(key for key, value in given.items() if value not in (None, ""))


def propose(file_name: str, *, audio: bool = True) -> Proposal | None:
    """What the name of a file (or path inside a zip) suggests; None when it fits no known recorder.

    Times without a zone are China time. audio False leaves out patterns that other files fit by chance.
    """
    name = PurePosixPath(file_name.replace("\\", "/")).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    for pattern, rule in _patterns():
        if rule.audio_only and not audio:
            continue
        if (match := pattern.fullmatch(stem)) and (at := _moment(match)) is not None:
            return _proposal(match.groupdict(), rule, at)
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], knowledge.NamePattern], ...]:
    sheet = knowledge.recording_names()
    return tuple((re.compile(_written_out(rule.pattern, sheet.parts)), rule) for rule in sheet.patterns)


def _written_out(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def _moment(match: re.Match[str]) -> Instant | None:
    """The time in the name; None when there is no such day (30 February)."""
    part = {key: value for key, value in match.groupdict().items() if value}
    year = int(part["Y"]) if "Y" in part else 2000 + int(part["yy"])
    clock = (int(part["h"]), int(part["m"]), int(part.get("s", 0)), int(part.get("ms", 0)) * 1000)
    try:
        return instant(
            datetime(year, int(part["M"]), int(part["D"]), *clock, tzinfo=_zone(part.get("zone", "")))
        )
    except ValueError:
        return None


def _zone(written: str) -> timezone:
    if not written:
        return CHINA
    minutes = 0 if written == "Z" else int(written[1:3]) * 60 + int(written[3:5])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))


def _proposal(found: dict[str, str | None], rule: knowledge.NamePattern, at: Instant) -> Proposal:
    return Proposal(
        pattern=rule.id,
        at=at,
        precision=rule.precision,
        address=_number(found.get("number") or "", rule),
        name=_name(found.get("name") or ""),
        direction=_direction(found.get("direction") or ""),
    )


def _number(written: str, rule: knowledge.NamePattern) -> str:
    """The number as it was dialled: what the recorder could not write in a file name is put back."""
    for letter, meant in ((rule.star, "*"), (rule.comma, ",")):
        if letter:
            written = written.replace(letter, meant)
    if rule.star and written.startswith("00"):
        written = "+" + written[2:]
    return written


def _name(written: str) -> str:
    plain = written.strip(" _-")
    return "" if plain.lower() in knowledge.recording_names().not_names else plain


def _direction(written: str) -> Direction | None:
    for direction, words in knowledge.recording_names().directions.items():
        if written in words:
            return direction
    return None
