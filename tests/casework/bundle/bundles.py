"""Made-up bundles: contacts that need no detector, pictures drawn here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from PIL import Image, ImageDraw

from anning.casework.bundle import assembly
from anning.casework.bundle.assembly import Known
from anning.casework.bundle.model import Bundle, Original, Picture
from anning.domain.china_time import CHINA, instant, parse_iso
from anning.domain.entries import Entry
from anning.domain.exhibits import Chosen
from anning.domain.findings import Conduct, Finding
from anning.domain.records import contact_id

DAY = "2026-02-01"
EVIDENCE = "ab" * 32


def screenshot(seed: int, size: tuple[int, int] = (1080, 2340), kind: str = "PNG") -> bytes:
    """A picture like a phone's: bubbles of text, different for every seed."""
    image = Image.new("RGB", size, (237, 237, 237))
    draw = ImageDraw.Draw(image)
    for n in range(0, size[1] - 160, 190):
        left = 40 if (n // 190 + seed) % 2 else size[0] // 4
        draw.rounded_rectangle((left, n + 20, left + size[0] * 2 // 3, n + 170), 20, fill=(255, 255, 255))
        for row in range(3):
            draw.text((left + 30, n + 40 + row * 40), f"message {seed} {n} {row} " * 4, fill=(20, 20, 20))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def filed(number: int, kind: str, data: bytes, text: str = "") -> Entry:
    """A file that stands for itself."""
    evidence = sha256(data).hexdigest()
    return Entry(
        id=contact_id(evidence, "file"), kind=kind, at=parse_iso(f"2026-01-{number % 28 + 1:02}T10:00:00"),
        direction="in", address="", name="", text=text, channel="file", duration_s=75, state="unknown",
        evidence=evidence, locator="file",
    )  # fmt: skip


def said(
    number: int, text: str, *, hit: str = "", kind: str = "message", address: str = "15400551007"
) -> Entry:
    """A contact of one conversation; hit is what was found in it."""
    at = datetime(2026, 1, 1, 9, 0, tzinfo=CHINA) + timedelta(minutes=37 * number)
    found = ()
    if hit:
        start = text.index(hit)
        found = (
            Finding(
                conduct=Conduct.THREAT_VIOLENCE, rule="threat_violence.made_up", start=start,
                end=start + len(hit), quote=hit, level="high",
            ),
        )  # fmt: skip
    return Entry(
        id=contact_id(EVIDENCE, f"{kind}[{number}]"), kind=kind, at=instant(at), direction="in", address=address,
        name="", text=text, channel="sms", duration_s=None, state="unknown", evidence=EVIDENCE,
        locator=f"{kind}[{number}]", findings=found, verdict="likely_unlawful" if hit else "unrelated",
    )  # fmt: skip


def talk(n: int = 6, every: int = 3, address: str = "15400551007") -> list[Entry]:
    """A conversation of n contacts, each every-th with a threat in it."""
    return [
        said(k, f"第 {k} 条：再不还钱就打断你的腿，说到做到。", hit="打断你的腿", address=address)
        if k % every == 0
        else said(k, f"第 {k} 条：你好，请问什么时候方便。", address=address)
        for k in range(n)
    ]


def look(evidence: str) -> Known:
    return Known(name=f"{evidence[:6]}.bin", size=1234, media_type="application/octet-stream")


def draw(evidence: str) -> Picture:
    return Picture(evidence=evidence, name=f"{evidence[:6]}.png", size=1234, file=f"{evidence}.jpg")


def bundle(*groups: tuple[str, Sequence[Entry]]) -> Bundle:
    """One exhibit a group of (kind, contacts)."""
    exhibits = tuple(
        assembly.exhibit(
            n,
            Chosen(
                id=f"{kind}:{n}", kind=kind, name=f"第 {n} 份的名称", source="本人手机导出",
                proves="拟证明对方说过这些话", keys=("15400551007",),
            ),
            entries,
            look,
            draw,
        )
        for n, (kind, entries) in enumerate(groups, 1)
    )  # fmt: skip
    of = {
        one: tuple(e.number for e in exhibits if one in e.originals) for e in exhibits for one in e.originals
    }
    originals = tuple(Original(id=one, name=f"{one[:6]}.bin", size=1234, exhibits=n) for one, n in of.items())
    return Bundle(day=DAY, exhibits=exhibits, originals=originals, submitter="周敏", noted=(12, "cd" * 32))
