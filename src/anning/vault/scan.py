"""Reading a log that may be damaged: every line judged by itself, nothing skipped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from anning.vault import events, lines
from anning.vault.checkpoints import Checkpoint
from anning.vault.events import Anchor, Event, Import, Unknown
from anning.vault.keys import PublicKey, decrypt
from anning.vault.lines import Chain, Line


@dataclass
class Scan:
    """What a log says, as far as it can be believed.

    bad maps the number of a line (from 1) to what is wrong with it, in Chinese; torn is an end without
    newline. objects maps each object to the imports it holds (none without the key). marks are what
    checkpoints of the sizes asked for should say, named the checkpoints that lines say there are, bodies the
    hashes of the bodies in order. opened tells whether bodies could be read.
    """

    chain: Chain = field(default_factory=Chain)
    bad: dict[int, str] = field(default_factory=dict)
    torn: bytes = b""
    fixed: dict[str, str] = field(default_factory=dict)
    objects: dict[str, list[Import]] = field(default_factory=dict)
    marks: dict[int, Checkpoint] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    bodies: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    opened: bool = False


def scan(log: Iterable[bytes], key: PublicKey | None, identity: Any, sizes: Iterable[int]) -> Scan:
    """Walk over the lines of a log; key and identity are None when the vault's are not to be had."""
    found, wanted = Scan(), set(sizes)
    for line in _judged(log, key, found):
        if line:
            found.bodies.append(line.body)
            found.fixed.update(line.fixed)
            found.named.add(line.checkpoint)
            _open(line, identity, found)
        if found.chain.size in wanted:
            found.marks[found.chain.size] = Checkpoint.of(found.chain)
    found.named.discard(0)
    return found


def _judged(log: Iterable[bytes], key: PublicKey | None, found: Scan) -> Iterator[Line | None]:
    seq = 0
    for raw in log:
        if not raw.endswith(b"\n"):
            found.torn = raw
            return
        line = _sound(raw, key)
        number, head = found.chain.size + 1, found.chain.head
        if line is None:
            found.bad[number] = "内容被改动或损坏"
        elif line.seq != seq:
            found.bad[number] = (
                f"这里应该是第 {seq + 1} 行，实际是第 {line.seq + 1} 行：有记录缺失、重复或换了位置"
            )
        elif line.prev != head and number - 1 not in found.bad:
            found.bad[number] = "与前一行对不上：前一行被换过"
        seq = (line.seq if line else seq) + 1
        found.chain.add(raw)
        yield line


def _sound(raw: bytes, key: PublicKey | None) -> Line | None:
    with suppress(ValueError):
        line = lines.read(raw)
        if key is None or lines.signed_by(raw, line, key):
            return line
    return None


def _open(line: Line, identity: Any, found: Scan) -> None:
    if line.obj:
        found.objects.setdefault(line.obj, [])
    if identity is None:
        return
    event = _event(line, identity)
    if event is None:
        if found.opened:  # the first body tells whether this is the right key at all
            found.bad.setdefault(found.chain.size, "签名完好，但内容打不开")
        return
    found.opened = True
    if isinstance(event, Import) and line.obj:
        found.objects[line.obj].append(event)
    if isinstance(event, Anchor):
        found.anchors.append(event)


def _event(line: Line, identity: Any) -> Event | Unknown | None:
    with suppress(ValueError):
        body = decrypt(line.ciphertext(), identity)
        if sha256(body).hexdigest() == line.body:
            return events.decode(body)
    return None
