"""JSON lines in, JSON lines out, a chunk at a time: the fast path of screening.

Nearly all messages are ordinary. They cost one decoding, their share of one scan, and a constant written behind
their id; only the others become objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from anning.detection.wording import Examiner
from anning.domain.china_time import china_day as legal_day
from anning.domain.china_time import in_china, parse_iso
from anning.domain.findings import Finding, Verdict

Recipient = Literal["debtor", "third_party", ""]

_RECIPIENTS = get_args(Recipient)
_UNRELATED = b',"verdict":"unrelated","findings":[]'


class Item(Struct, frozen=True, gc=False):
    """One message to screen. id is kept as it was written; at without an offset is China time."""

    id: Raw
    text: str
    at: datetime | None = None
    recipient: Recipient | None = None


class Wrong(Struct, frozen=True):
    """A line that is no message: its id as far as it could be read, and why, in Chinese."""

    id: Raw
    line: int
    problem: str


class Answer(Struct, frozen=True):
    """The line written for a message with findings; norms_as_of where the message had no date of its own."""

    id: Raw
    verdict: Verdict
    findings: Sequence[Finding]
    norms_as_of: str | UnsetType = UNSET


class Answered(Struct, frozen=True):
    """The lines of one chunk and their counts: messages read, of these with findings, lines not understood."""

    lines: bytes
    usable: int = 0
    found: int = 0
    problems: int = 0


_items = msgspec.json.Decoder(Item)
_encode = msgspec.json.Encoder().encode
_NO_ID = Raw(b"null")


def answer(examiner: Examiner, chunk: bytes, first: int, today: date) -> Answered:
    """One line for each line of the chunk that is not blank, in order; first is the number of its first line.

    A message without `at` is held against the norms of today, and its answer says so.
    """
    items, wrong = decoded(chunk, first)
    found = examiner.found(
        [item.text for item in items], lambda n: _day(items[n], today), lambda n: items[n].recipient or ""
    )
    undated = f',"norms_as_of":"{today.isoformat()}"'.encode()
    written = [b'{"id":%b%b%b}' % (item.id, _UNRELATED, b"" if item.at else undated) for item in items]
    for number, examined in found.items():
        item = items[number]
        as_of = UNSET if item.at else today.isoformat()
        written[number] = _line(Answer(item.id, examined.verdict, examined.findings, as_of))
    for number, said in wrong.items():
        written[number] = _encode(said)
    written.append(b"")
    return Answered(b"\n".join(written), len(items) - len(wrong), len(found), len(wrong))


def decoded(chunk: bytes, first: int) -> tuple[list[Item], Mapping[int, Wrong]]:
    """The messages of a chunk, all at once when every line is right, line by line otherwise.

    A line that is no message has an empty one in its place, and says why under the same number.
    """
    try:
        items = _items.decode_lines(chunk)
    except (msgspec.DecodeError, UnicodeDecodeError):
        items = []
    if items and len(items) == chunk.count(b"\n") + (not chunk.endswith(b"\n")):
        return items, {}
    read = [_item(line, first + n) for n, line in enumerate(chunk.split(b"\n")) if line.strip()]
    wrong = {number: item for number, item in enumerate(read) if isinstance(item, Wrong)}
    return [Item(_NO_ID, "") if isinstance(item, Wrong) else item for item in read], wrong


def _item(line: bytes, number: int) -> Item | Wrong:
    """A line looked at with patience: half emoji and dates without a time are understood too."""
    try:
        value = json.loads(line)
    except ValueError:
        return Wrong(_NO_ID, number, "这一行不是完整的 JSON，或者不是 UTF-8 编码")
    if not isinstance(value, dict):
        return Wrong(_NO_ID, number, '这一行应当是一个对象，写作 {"id": …, "text": …}')
    identity = Raw(json.dumps(value["id"]).encode()) if "id" in value else _NO_ID
    if problem := _problem(value):
        return Wrong(identity, number, problem)
    at = value.get("at")
    return Item(identity, value["text"], in_china(parse_iso(at)) if at else None, value.get("recipient"))


def _problem(value: dict[str, Any]) -> str:
    if "id" not in value:
        return "缺少 id"
    if not isinstance(value.get("text"), str):
        return "text 应当是文字" if "text" in value else "缺少 text"
    if value.get("recipient") not in (None, *_RECIPIENTS):
        return "recipient 只能写 debtor 或 third_party"
    try:
        if value.get("at") is not None:
            parse_iso(value["at"])
    except (ValueError, AttributeError, OverflowError):
        return "at 要写成日期和时间，例如 2026-03-01T09:30:00+08:00"
    return ""


def _day(item: Item, today: date) -> date:
    return legal_day(item.at) if item.at else today


def _line(said: Answer) -> bytes:
    try:
        return _encode(said)
    except UnicodeEncodeError:  # half an emoji in the quote: JSON can say it, UTF-8 cannot
        findings = [msgspec.to_builtins(finding) for finding in said.findings]
        as_of = {} if said.norms_as_of is UNSET else {"norms_as_of": said.norms_as_of}
        plain = {"id": json.loads(bytes(said.id)), "verdict": said.verdict, "findings": findings, **as_of}
        return json.dumps(plain).encode()
