"""Mails (.eml): who, when, what it says, its annexes; broken ones with what can still be read.

Labels are not believed: GB-labelled text is read as GB18030, raw 8-bit headers are decoded from their bytes. An
annex that is itself a mail is a contact of its own, ``mail/part[2]/mail``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32, compat32
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO, NamedTuple

from anning.domain.china_time import CHINA, Instant
from anning.domain.records import Attachment, Contact, Problem
from anning.importers.formats import Found, Place, Tally, cells, mail_text, media

LARGEST = 64 << 20
"""Bytes of a mail that are read."""
DEEPEST = 5
"""How many mails inside mails are opened."""
MOST_PARTS = 500
LONGEST_SENDER = 400
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40}):", re.MULTILINE)
_TELLING = frozenset({
    b"from", b"to", b"subject", b"date", b"received", b"return-path", b"mime-version", b"message-id", b"delivered-to",
    b"content-type", b"content-transfer-encoding", b"reply-to", b"x-mailer", b"cc", b"sender", b"x-originating-ip",
    b"dkim-signature",
})  # fmt: skip
_KEPT = ("Subject", "To", "Cc", "Reply-To", "Sender", "Return-Path", "Message-ID", "X-Mailer")
_ADDRESS = re.compile(r"[\w.+%=-]+@[\w.-]+")
_BOUNDARY = re.compile(r"^--([^\s\"\\]{3,70})[ \t]*\r?\n[A-Za-z-]+:", re.MULTILINE)
MOST_REGROWN = 5
"""How often parts with broken boundaries are looked for again in one mail."""
_DEFECTS = {
    "NoBoundaryInMultipartDefect": "分段标记缺失",
    "StartBoundaryNotFoundDefect": "找不到分段的开头",
    "CloseBoundaryNotFoundDefect": "找不到分段的结尾，后面可能缺了一截",
    "FirstHeaderLineIsContinuationDefect": "邮件头的第一行不完整",
    "MisplacedEnvelopeHeaderDefect": "邮件头里混入了别的行",
    "MissingHeaderBodySeparatorDefect": "邮件头和正文之间缺了空行",
    "MultipartInvariantViolationDefect": "写明有分段，实际没有",
    "InvalidMultipartContentTransferEncodingDefect": "分段的编码方式写错",
    "UndecodableBytesDefect": "有字节无法解读",
    "InvalidBase64PaddingDefect": "附件编码的结尾不完整",
    "InvalidBase64CharactersDefect": "附件编码里有不该有的字符",
    "InvalidBase64LengthDefect": "附件编码长度不对，可能缺了一截",
}


class Eml:
    """One contact ``mail`` per mail; its text is the subject, an empty line and the body."""

    name = "eml"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:
        """By the headers a mail begins with; the name alone claims little."""
        top = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
        names = [found.lower() for found in _HEADER.findall(top)]
        known = len(_TELLING & set(names))
        named = name.lower().endswith(".eml")
        starts = bool(re.match(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,40}:)", top))
        if known >= 2 and (starts or named):  # noqa: PLR2004 - one word and a colon may stand in any text
            return 95 if named else 80
        return 70 if named and known else 15 if named and head else 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """The mail, the mails inside it, its annexes, every defect by name, and the account."""
        tally, repairs = Tally(), Counter[str]()
        data = stream.read(LARGEST + 1)
        if cut := len(data) > LARGEST:
            yield Problem(place.name, f"邮件超过 {LARGEST >> 20} MB，只读了前面的部分")
        for found in _Mail(place, repairs).found(_parsed(data[:LARGEST]), f"{place.prefix}mail"):
            yield tally.add(found) if isinstance(found, Contact) else found
        yield tally.end(self.name, complete=not cut, repairs=dict(repairs))


class _Part(NamedTuple):
    """A leaf of the mail: its number in reading order and the message object."""

    number: int
    message: Message


def _parsed(data: bytes) -> Message:
    """The mail as parsed; headers only where its nesting is too deep to follow."""
    data = re.sub(rb"\A(?:\xef\xbb\xbf)?(?:\s*\n)*", b"", data, count=1)
    try:
        return message_from_bytes(data, policy=_LENIENT)
    except RecursionError:
        return message_from_bytes(data.partition(b"\n\n")[0] + b"\n\n", policy=_LENIENT)


_LENIENT: Compat32 = compat32.clone(raise_on_defect=False)


class _Mail:
    """Reads one parsed mail and those inside it into contacts, annexes and problems."""

    def __init__(self, place: Place, repairs: Counter[str]) -> None:
        self.place = place
        self.repairs = repairs

    def found(self, message: Message, locator: str, depth: int = 0) -> Iterator[Found]:
        """Everything one mail gives; locator is its own."""
        where = f"{self.place.name}（{locator}）" if depth else self.place.name
        parts = list(_leaves(message))
        yield from (Problem(where, reason) for reason in self._flaws(message, parts))
        at, wrong = self._date(message)
        if wrong:
            yield Problem(where, wrong)
        bodies = [part for part in parts if _is_words(part.message)]
        yield self._contact(message, locator, at, self._body(bodies))
        for part in parts:
            if part not in bodies:
                yield from self._annex(part, locator, where, depth)

    def _repaired(self, what: str) -> None:
        self.repairs[what] += 1

    def _header(self, message: Message, name: str) -> str:
        return mail_text.header_text(_raw(message, name), self._repaired)

    def _contact(self, message: Message, locator: str, at: Instant | None, body: str) -> Contact:
        name, address = self._sender(message)
        extra = {key.lower(): text for key in _KEPT if (text := self._header(message, key))}
        subject = extra.get("subject", "")
        own = self.place.settings.get("own", "").strip().lower()
        return Contact(
            kind="email",
            locator=locator,
            at=at,
            direction="out" if own and own == address.lower() else "in",
            address=address,
            name=name,
            text="\n\n".join(piece for piece in (subject, body) if piece),
            channel="email",
            extra=extra,
        )

    def _sender(self, message: Message) -> tuple[str, str]:
        """Name and address of From; whatever stands there when it is no address."""
        raw = _raw(message, "From") or _raw(message, "Sender")
        data = raw.encode("utf-8", "surrogateescape")
        if not data.isascii():
            raw = mail_text.text_of(data, "", self._repaired)
        # parseaddr goes one call deeper for every bracket, so it is shown no more than a person would write.
        name, address = parseaddr(re.sub(r"\s+", " ", raw[:LONGEST_SENDER]))
        whole = mail_text.header_text(raw, self._repaired)
        if "@" not in address:
            found = _ADDRESS.search(whole)
            address = found[0] if found else ""
            name = name or whole.replace(address, "").strip(" <>\"'")
        return mail_text.words(name, self._repaired).strip(" \"'"), address

    def _date(self, message: Message) -> tuple[Instant | None, str]:
        written = self._header(message, "Date")
        if not written:
            return None, "邮件没有写日期，已登记但没有时间"
        at = _moment(written)
        if at is None:
            return None, f"邮件的日期读不出：“{written[:60]}”"
        return at, "" if cells.is_likely(at) else f"邮件的日期不可信：“{written[:60]}”"

    def _flaws(self, message: Message, parts: list[_Part]) -> list[str]:
        """Each defect once, in words, with the name the mail standards have for it."""
        defects = [defect for part in _walk(message) for defect in part.defects]
        names = dict.fromkeys(type(defect).__name__ for defect in defects)
        flaws = [f"邮件不完整或不规范：{_DEFECTS.get(name, name)}" for name in names]
        if len(parts) >= MOST_PARTS:
            flaws.append(f"邮件分段太多，只读了前 {MOST_PARTS} 段")
        return flaws

    def _body(self, bodies: list[_Part]) -> str:
        """Plain words where there are any; the HTML part where they only say that one should look at it."""
        plain = [self._words(part) for part in bodies if part.message.get_content_type() != "text/html"]
        markup = [self._words(part) for part in bodies if part.message.get_content_type() == "text/html"]
        text = "\n".join(piece for piece in plain if piece)
        page = "\n".join(text for one in markup if (text := mail_text.html_to_text(one)))
        placeholder = len(text) < 100 and len(page) > 3 * len(text)  # noqa: PLR2004 - "请用浏览器查看" and the like
        return page if placeholder else text

    def _words(self, part: _Part) -> str:
        text = mail_text.text_of(_payload(part.message), _charset(part.message), self._repaired)
        return text.replace("\r\n", "\n").replace("\x00", "").strip()

    def _annex(self, part: _Part, locator: str, where: str, depth: int) -> Iterator[Found]:
        here = f"{locator}/part[{part.number}]"
        inner = _inner(part.message)
        if inner is not None and depth < DEEPEST:
            yield from self.found(inner, f"{here}/mail", depth + 1)
            return
        data = _payload(part.message) if inner is None else _as_bytes(inner)
        if not data:
            yield Problem(where, f"第 {part.number + 1} 段附件是空的或读不出")
            return
        name = self._file_name(part.message) or f"附件{part.number + 1}"
        kind = media.told_by_bytes(data[: media.HEAD], name)
        yield Attachment(here, name, kind.media_type, data, locator)

    def _file_name(self, message: Message) -> str:
        try:
            name = message.get_filename() or ""
        except (ValueError, TypeError, LookupError, AttributeError):
            name = ""
        plain = mail_text.header_text(name, self._repaired)
        return re.sub(r"[\x00-\x1f/\\]+", "_", plain)[:200]


def _moment(written: str) -> Instant | None:
    """The Date header; "-0000" is UTC by RFC 5322, a date without any zone is China time as everywhere here."""
    try:
        moment = parsedate_to_datetime(written)
        zone = UTC if written.rstrip().endswith("-0000") else CHINA
        return cells.believable(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, TypeError, OverflowError, IndexError):
        pass
    try:
        return cells.moment(written)
    except cells.UnreadableError:
        return None


def _raw(message: Message, name: str) -> str:
    """The first header of that name as kept, bytes that were no ASCII as surrogates."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _walk(message: Message) -> Iterator[Message]:
    """The message and all parts below it, without the mails inside it, at most MOST_PARTS of them."""
    queue, seen, regrown = [message], 0, 0
    while queue and seen < MOST_PARTS:
        part = queue.pop(0)
        seen += 1
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() != "multipart":
            continue
        lost = _lost(part) if regrown < MOST_REGROWN else []
        regrown += len(lost)
        queue[:0] = [*(child for child in payload if isinstance(child, Message)), *lost]


def _lost(part: Message) -> list[Message]:
    """Parts the parser did not see because a boundary was missing, wrong or used twice: found by their own lines."""
    payload = part.get_payload()
    texts = [payload if isinstance(payload, str) else "", part.epilogue or ""]
    found = [(text, match) for text in texts if (match := _BOUNDARY.search(text))]
    return [_regrown(text[match.start() :], match[1]) for text, match in found]


def _regrown(text: str, boundary: str) -> Message:
    top = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
    return message_from_bytes((top + text).encode("utf-8", "surrogateescape"), policy=_LENIENT)


def _leaves(message: Message) -> Iterator[_Part]:
    """Parts that hold something themselves, numbered from 0 in reading order."""
    number = 0
    for part in _walk(message):
        if not (
            part.get_content_maintype() == "multipart"
            and (isinstance(part.get_payload(), list) or _lost(part))
        ):
            yield _Part(number, part)
            number += 1


def _is_words(part: Message) -> bool:
    """Whether a part is body: text that is not sent as a file, or a multipart that has no parts."""
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        return not _lost(part)
    return kind in ("text/plain", "text/html") and not disposition.startswith("attachment")


def _inner(part: Message) -> Message | None:
    """The mail inside a message/rfc822 part, else None."""
    payload = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
        return payload[0] if isinstance(payload[0], Message) else None
    return None


def _payload(part: Message) -> bytes:
    """The decoded bytes of a leaf; of one that holds further messages (a delivery report) their text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(_as_bytes(child) for child in payload if isinstance(child, Message))
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    if isinstance(data, bytes):
        return data
    return str(payload or "").encode("utf-8", "surrogateescape")


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        return str(message.get_payload() or "").encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


FORMAT = Eml()
