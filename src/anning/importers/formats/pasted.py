"""Plain text: one message as it was pasted, or a copied conversation where every message says who wrote when.

Settings say what the text does not: ``address``, ``name``, ``at``, ``direction``, ``channel`` for the whole of it;
``own`` the person's own number or name in a conversation; ``split`` "no" keeps a conversation in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, islice
from typing import BinaryIO, get_args

from msgspec import Struct

from anning.domain.china_time import Instant
from anning.domain.records import Channel, Contact, Direction, Problem
from anning.importers.formats import Found, Place, Tally, cells, decoding
from anning.knowledge import formats as knowledge

SAMPLE = 200
LONGEST = 200_000
"""Characters of one message that go into the index; a longer text is complete in the vault."""
_MARKUP_ENDINGS = (
    ".html", ".htm", ".xml", ".svg", ".json", ".js", ".css", ".vcf", ".ics", ".py", ".sh", ".yaml", ".yml", ".ini",
)  # fmt: skip
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<svg|<smses|\{\s*\"|\[\s*\{)", re.IGNORECASE)


class Header(Struct, frozen=True, kw_only=True):
    """What a line that begins a message tells."""

    way: str
    at: Instant
    name: str = ""
    address: str = ""
    text: str = ""


class Pasted:
    """Contacts with the locator ``text`` for one message, ``line[12]`` (from 0) for each of a conversation."""

    name = "pasted"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:
        """A little for any text, more for a .txt or a conversation; markup and data are not for reading aloud."""
        if name.lower().endswith(_MARKUP_ENDINGS) or not decoding.looks_like_text(head):
            return 0
        text, _ = decoding.decode(head)
        plain = name.lower().endswith((".txt", ".text"))
        if not plain and _MARKUP.match(text):
            return 0
        if len(_heads(text.splitlines())) > 1:
            return 50
        return 30 if plain else 10

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The message or messages, what was unclear, and the account."""
        tally, lines = Tally(), decoding.Lines(stream, place.settings.get("encoding", ""))
        source = iter(lines)
        start = list(islice(source, SAMPLE))
        said, problems = _said(place.settings, place)
        yield from problems
        split = _is_conversation(start) and place.settings.get("split") != "no"
        reader = _conversation if split else _one
        for found in reader(chain(start, source), said, place):
            yield tally.add(found) if isinstance(found, Contact) else found
        for line in lines.long_lines[:SAMPLE]:
            yield Problem(
                place.line(line),
                f"这一行超过 {decoding.LONGEST_LINE >> 10} KB，只登记了前面的部分；原件完整保存",
            )
        if split and not place.settings.get("own"):
            yield Problem(
                place.name, "没有说明哪一个是本人，都先按收到的登记；可以在设置里填写本人的号码或名字"
            )
        yield tally.end(
            self.name,
            encoding=lines.encoding,
            repairs=dict(+lines.repairs),
            settings={"split": "yes" if split else "no"},
        )


def header(line: str) -> Header | None:
    """What the line tells if it begins a message, else None."""
    line = line.strip("\r\n\ufeff ")
    for pattern, rule in _headers():
        if match := pattern.fullmatch(line):
            return _header(rule.id, match.groupdict())
    return None


def _header(way: str, part: Mapping[str, str | None]) -> Header | None:
    try:
        at = cells.moment(part["time"] or "")
    except cells.UnreadableError:
        return None
    name, address = (part["name"] or "").strip(), part.get("number") or part.get("mail") or ""
    if not address and cells.is_phone(name):
        name, address = "", cells.number(name)
    return Header(way=way, at=at, name=name, address=address, text=part.get("text") or "")


@cache
def _headers() -> tuple[tuple[re.Pattern[str], knowledge.ChatHeader], ...]:
    sheet = knowledge.chat_headers()
    return tuple((re.compile(rule.pattern.replace("{time}", sheet.time)), rule) for rule in sheet.headers)


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(knowledge.chat_headers().furniture))


def _heads(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if header(line)]


def _is_conversation(lines: list[str]) -> bool:
    """Two messages with a header, or one whose header is the first line: a date inside a message splits nothing."""
    heads = _heads(lines)
    first = next((n for n, line in enumerate(lines) if line.strip() and not _furniture().search(line)), 0)
    return len(heads) > 1 or heads == [first]


def _said(settings: Mapping[str, str], place: Place) -> tuple[Contact, list[Problem]]:
    """What the person said of the whole text, as a contact without words."""
    at, problems = None, []
    if written := settings.get("at", ""):
        try:
            at = cells.moment(written)
        except cells.UnreadableError as reason:
            problems.append(Problem(place.name, f"填写的时间没有读出（{reason}）：“{written}”"))
    said = Contact(
        kind="message",
        locator=f"{place.prefix}text",
        at=at,
        direction=_direction(settings.get("direction", "")),
        address=settings.get("address", ""),
        name=settings.get("name", ""),
        channel=_channel(settings.get("channel", "")),
    )
    return said, problems


def _direction(wanted: str) -> Direction:
    return "out" if wanted == "out" else "in"


def _channel(wanted: str) -> Channel:
    return next((channel for channel in get_args(Channel) if channel == wanted), "sms")


def _one(lines: Iterator[str], said: Contact, place: Place) -> Iterator[Contact | Problem]:
    kept, size = [], 0
    for line in lines:
        if size <= LONGEST:
            kept.append(line)
        size += len(line)
    text = "".join(kept).strip()
    if not text:
        yield Problem(place.name, "里面没有文字")
        return
    if size > LONGEST:
        yield Problem(place.name, f"文字超过 {LONGEST} 字，只登记了前面的部分；原件完整保存")
    yield _worded(said, said.locator, text)


def _worded(contact: Contact, locator: str, text: str, head: Header | None = None, own: str = "") -> Contact:
    mine = head is not None and own != "" and own in (head.name, head.address)
    return Contact(
        kind=contact.kind,
        locator=locator,
        at=head.at if head else contact.at,
        direction="out" if mine else contact.direction,
        address=(head.address if head else "") or contact.address,
        name=(head.name if head else "") or contact.name,
        text=text[:LONGEST],
        channel=contact.channel,
        extra={"header": head.way} if head else {},
    )


def _conversation(lines: Iterator[str], said: Contact, place: Place) -> Iterator[Contact | Problem]:
    """A contact for every header; words above the first one become a message of their own."""
    head: Header | None = None
    began, words, size = 0, [""], 0

    def finished() -> Iterator[Contact | Problem]:
        text = "".join(words).strip()
        if size > LONGEST:
            yield Problem(place.line(began + 1), f"这一条超过 {LONGEST} 字，只登记了前面的部分；原件完整保存")
        if head or text:
            yield _worded(
                said, f"{place.prefix}line[{began}]", text, head, place.settings.get("own", "").strip()
            )

    for number, line in enumerate(lines):
        if found := header(line):
            yield from finished()
            head, began, words, size = found, number, [found.text + "\n"], len(found.text)
        elif _furniture().search(line):
            yield from finished()
            head, began, words, size = None, number, [], 0
        else:
            size += len(line)
            if size <= LONGEST:
                words.append(line)
    yield from finished()


FORMAT = Pasted()
