"""The files of the sample export, written as the phone's programs, a carrier and a mail server write them."""

from __future__ import annotations

import csv
import math
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from email.utils import format_datetime
from hashlib import sha256
from io import StringIO
from textwrap import wrap
from typing import BinaryIO
from uuid import UUID

from anning.domain.china_time import in_china
from anning.knowledge.phrases.sample import Carrier, Event, Letter, Recording
from anning.services.sample_story import Called, Story, Told, escaped

_UNKNOWN = "(Unknown)"
_WITHHELD = "-2"
_DAY_MS = 86_400_000
_CHINA_MS = 8 * 3_600_000
_RATE = 8000
_COLOURS = {
    "door": (bytes((80, 78, 76)), bytes((52, 58, 74)), bytes((94, 66, 48))),
    "sun": (bytes((120, 176, 96)), bytes((180, 216, 240)), bytes((246, 190, 70))),
}
"""Ground, what is behind, and the round shape of each picture."""

_RADIUS, _HORIZON = 17, 54
_CHUNK = 2000
"""Lines handed to the file together."""


def messages(file: BinaryIO, story: Story, fixed: Sequence[Event]) -> None:
    """The log of messages, with those of set moments among them."""
    _head(file, story, "smses", story.count)
    _write(file, _merged(story, sorted((story.moment(e.at, e.clock), e) for e in fixed)))
    file.write(b"</smses>\n")


def calls(file: BinaryIO, story: Story, made: Sequence[Called]) -> None:
    """The log of calls."""
    _head(file, story, "calls", len(made))
    readable = _Readable()
    _write(file, (_call(call, readable) for call in made))
    file.write(b"</calls>\n")


def carrier(file: BinaryIO, story: Story, made: Sequence[Called], about: Carrier) -> None:
    """A carrier's list of the connected calls of the last days, in GB18030 as carriers send it."""
    since = story.moment(max(0.0, 1 - about.days / story.days), "00:00:00")
    deleted = [
        Called(story.moment(call.at, call.clock), 1, call.number, "", call.seconds) for call in about.deleted
    ]
    listed = sorted(c for c in [*made, *deleted] if c.at >= since and c.seconds and c.number)
    out = StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(about.columns)
    for number, call in enumerate(listed, 1):
        way = about.outgoing if call.kind == 2 else about.incoming  # noqa: PLR2004 - Android's number
        moment = f"{in_china(call.at):%Y-%m-%d %H:%M:%S}"
        table.writerow([number, moment, about.place, way, call.number, call.seconds, about.kind, "0.00"])
    file.write(out.getvalue().encode("gb18030"))


def letter(file: BinaryIO, story: Story, about: Letter) -> None:
    """A mail whose label says gb2312, as such mails do."""
    sent = in_china(story.moment(about.at, about.clock))
    headers = {
        "From": f"{_words(about.sender)} <{about.address}>",
        "To": f"{_words(about.to)} <{about.to_address}>",
        "Subject": _words(about.subject),
        "Date": format_datetime(sent),
        "Message-ID": f"<{story.seed}.{int(sent.timestamp())}@shuofang-tiaojie.example>",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="gb2312"',
        "Content-Transfer-Encoding": "base64",
    }
    body = b64encode(about.body.replace("\n", "\r\n").encode("gb18030")).decode()
    lines = [f"{name}: {value}" for name, value in headers.items()]
    file.write("\r\n".join([*lines, "", *wrap(body, 76), ""]).encode())


def _words(text: str) -> str:
    """Encoded words that call themselves gb2312 and hold GB18030, as in the wild."""
    words = (text[place : place + 12] for place in range(0, len(text), 12))
    return "\r\n ".join(f"=?gb2312?B?{b64encode(word.encode('gb18030')).decode()}?=" for word in words)


def recording_name(story: Story, about: Recording) -> str:
    """As a phone names a recorded call: name, number, time without zone."""
    return f"{about.label}({about.number})_{in_china(story.moment(about.at, about.clock)):%Y%m%d%H%M%S}.wav"


def recording(file: BinaryIO, about: Recording) -> None:
    """A soft tone that fades: sound enough to try the player, and nobody's voice."""
    frames = about.seconds * _RATE
    samples = bytes(
        128 + int(24 * math.exp(-t / _RATE) * math.sin(t * 2 * math.pi * 330 / _RATE)) for t in range(frames)
    )
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, _RATE, _RATE, 1, 8)
    data = struct.pack("<4sI", b"data", frames) + samples
    file.write(struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE") + form + data)


def _head(file: BinaryIO, story: Story, root: str, count: int) -> None:
    made = story.moment(1.0, "22:40:10")
    backup = UUID(bytes=sha256(f"{story.seed} {story.count}".encode()).digest()[:16], version=4)
    file.write(
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
        f"<!--File Created By {story.world.app} on {in_china(made):%d/%m/%Y %H:%M:%S}-->\n"
        f"<!-- 安宁的示例：人名、号码、机构和内容全部是编造的 -->\n"
        f'<?xml-stylesheet type="text/xsl" href="{"sms" if root == "smses" else root}.xsl"?>\n'
        f'<{root} count="{count}" backup_set="{backup}" backup_date="{made}" type="full">\n'.encode()
    )


def _merged(story: Story, fixed: list[tuple[int, Event]]) -> Iterator[str]:
    """Messages as lines; each of a set moment takes the place of the message after it, so the count stays."""
    readable = _Readable()
    waiting = fixed[::-1]
    for told in story.messages():
        if not waiting or told.at < waiting[-1][0]:
            yield _sms(told, readable)
            continue
        at, event = waiting.pop()
        plain = Told(at, outgoing=False, address=event.number, name=event.name, text=escaped(event.text))
        yield _mms(at, event) if event.picture else _sms(plain, readable)


def _write(file: BinaryIO, lines: Iterator[str]) -> None:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _CHUNK:
            file.write("".join(block).encode())
            block.clear()
    file.write("".join(block).encode())


def _sms(told: Told, readable: _Readable) -> str:
    at, outgoing, address, name, text = told
    kind, sent = ("2", 0) if outgoing else ("1", at // 1000 * 1000 - 1000)
    return (
        f'  <sms protocol="0" address="{address}" date="{at}" type="{kind}" subject="null" body="{text}" '
        f'toa="null" sc_toa="null" service_center="null" read="1" status="-1" locked="0" date_sent="{sent}" '
        f'sub_id="1" readable_date="{readable(at)}" contact_name="{name or _UNKNOWN}" />\n'
    )


def _call(call: Called, readable: _Readable) -> str:
    at, kind, number, name, seconds = call
    shown = "1" if number else "2"
    return (
        f'  <call number="{number or _WITHHELD}" duration="{seconds}" date="{at}" type="{kind}" '
        f'presentation="{shown}" subscription_id="1" post_dial_digits="" subscription_component_name="null" '
        f'readable_date="{readable(at)}" contact_name="{name or _UNKNOWN}" />\n'
    )


def _mms(at: int, event: Event) -> str:
    """A picture message as the phone's program writes it: the parts, and the addresses."""
    name, when, number, picture = event.name or _UNKNOWN, _Readable()(at), event.number, event.picture
    image = b64encode(_drawing(event)).decode()
    return (
        f'  <mms date="{at}" rr="null" sub="null" ct_t="application/vnd.wap.multipart.related" seen="1" '
        f'msg_box="1" address="{number}" sub_cs="null" m_id="{picture}{at}" m_type="132" read="1" '
        f'locked="0" date_sent="{at // 1000}" sub_id="1" readable_date="{when}" contact_name="{name}">\n'
        f"    <parts>\n"
        f'      <part seq="0" ct="text/plain" name="text.txt" chset="106" cd="null" fn="null" cid="null" '
        f'cl="text.txt" ctt_s="null" ctt_t="null" text="{escaped(event.text)}" />\n'
        f'      <part seq="0" ct="image/png" name="{picture}.png" chset="null" cd="null" fn="null" '
        f'cid="null" cl="{picture}.png" ctt_s="null" ctt_t="null" text="null" data="{image}" />\n'
        f"    </parts>\n"
        f"    <addrs>\n"
        f'      <addr address="{number}" type="137" charset="106" />\n'
        f'      <addr address="insert-address-token" type="151" charset="106" />\n'
        f"    </addrs>\n"
        f"  </mms>\n"
    )


def _drawing(event: Event) -> bytes:
    """A small PNG: a lit door in the evening, or a child's sun over grass."""
    width, height = 96, 72
    ground, behind, shape = _COLOURS[event.picture]
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += (
                shape if (x - 48) ** 2 + (y - 34) ** 2 < _RADIUS**2 else ground if y > _HORIZON else behind
            )
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class _Readable:
    """The time as a Chinese phone writes it, the date part remembered from one line to the next."""

    def __init__(self) -> None:
        self._day = -1
        self._text = ""

    def __call__(self, at: int) -> str:
        day, rest = divmod(at + _CHINA_MS, _DAY_MS)
        if day != self._day:
            moment = in_china(at)
            self._day, self._text = day, f"{moment.year}年{moment.month}月{moment.day}日"
        seconds = rest // 1000
        return f"{self._text} {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
