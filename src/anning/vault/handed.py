"""What was handed over: a folder of originals that anybody can check with sha256sum and openssl, and how we check it.

SHA256SUMS         the hash of every other file, in the form sha256sum -c reads
SHA256SUMS.sig     its signature, made with the key that signs the log
bundle.json        which original each file is
custody/           the log as it stands, its newest checkpoint, the key to check with, and in bodies/ the lines
                   about these originals in plain: the log itself tells only how many lines there are
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from anning.errors import NotFound
from anning.vault import checkpoints, events, lines, log
from anning.vault.checkpoints import Checkpoint
from anning.vault.checks import Damaged
from anning.vault.disk import Disk, read_file
from anning.vault.events import Anchor, Event, Import, Unknown
from anning.vault.keys import Keys, PublicKey, decrypt
from anning.vault.scan import Scan, scan
from anning.vault.verify import Verification

SUMS, SIGNATURE, DESCRIPTION = "SHA256SUMS", "SHA256SUMS.sig", "bundle.json"
CUSTODY = "custody"
LOG, KEY, BODIES = "log.jsonl", "sign.pub.pem", "bodies"
FORMAT = "anning-bundle"

_SUM = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e]+)\n")
_BODY = re.compile(rf"{CUSTODY}/{BODIES}/([1-9][0-9]*)\.json")
_ASK = "向交出它的人要一份完好的；先不要删除手里的这一份"


class HandedOriginal(Struct, frozen=True, kw_only=True):
    """An original behind the exhibits: as it was received, and its file in the folder ("" when it was kept back)."""

    file: str
    name: str
    sha256: str
    size: int
    exhibits: tuple[int, ...] = ()


class Handed(Struct, frozen=True, kw_only=True):
    """The content of bundle.json."""

    format: str = FORMAT
    version: int = 1
    audience: str
    day: str
    tool: str
    exhibits: tuple[Mapping[str, Any], ...] = ()
    originals: tuple[HandedOriginal, ...] = ()


def about(event: Event | Unknown, originals: Collection[str]) -> bool:
    """Whether a line of the log speaks of one of these originals, or of a witness outside."""
    if isinstance(event, Anchor):
        return True
    if isinstance(event, Import):
        return event.evidence_id in originals
    named = getattr(event, "evidence", ())
    return named in originals if isinstance(named, str) else False


def custody(disk: Disk, vault: Path, keys: Keys, originals: Collection[str]) -> dict[str, bytes]:
    """What others may see of a vault's log, as files of custody/; the vault being locked.

    Bodies are opened for the lines about these originals only: everything else stays encrypted.
    """
    text = read_file(disk, vault / log.FILE)
    size = text.count(b"\n")
    found = {LOG: text, KEY: keys.public.pem}
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        body = decrypt(lines.read(raw).ciphertext(), keys.identity)
        if about(events.decode(body), originals):
            found[f"{BODIES}/{number}.json"] = body
    for end in (checkpoints.TEXT, checkpoints.SIGNATURE):
        name = f"{checkpoints.FOLDER}/{size}{end}"
        found[name] = read_file(disk, vault / name)
    return found


def sums(folder: Path) -> bytes:
    """The content of SHA256SUMS for what is in a folder now; names are plain ASCII."""
    names = sorted(set(_files(folder)) - {SUMS, SIGNATURE})
    return b"".join(f"{_hash(folder / name)}  {name}\n".encode("ascii") for name in names)


def is_handed(path: Path) -> bool:
    """Whether this is such a folder, however damaged, and no vault."""
    return any(path.joinpath(name).is_file() for name in (SUMS, DESCRIPTION))


def check(path: Path) -> Verification:
    """Check a folder that was handed over; nothing in it is changed. NotFound."""
    root = path.absolute()
    if not is_handed(root):
        raise NotFound("这里没有安宁做的证据材料", where=str(root))
    files = _files(root)
    found = _scanned(root)
    damage = [*_of_sums(root, files), *_of_custody(root, files, found)]
    return Verification(
        ok=not damage,
        checked=len(files) + found.chain.size,
        damage=tuple(dict.fromkeys(damage)),
        anchors=tuple(_anchors(root, files)),
        remarks=("这里核对的是交出时的样子；收进来以前的内容是真是假，要靠别的证据。",),
        size=found.chain.size,
        head=found.chain.head,
        deep=True,
    )


def _of_sums(root: Path, files: list[str]) -> Iterator[Damaged]:
    listed = _listed(root)
    if SUMS not in files:
        yield _damaged(SUMS, "清单不见了", "没有清单，就说不出哪个文件变过")
        return
    if not _signed(root):
        yield _damaged(
            SUMS if SIGNATURE in files else SIGNATURE,
            "清单和它的签名对不上，或者签名不见了",
            "清单可能在做成以后被改过，不能只凭它核对",
        )
    for name, digest in sorted(listed.items()):
        if name not in files:
            yield _damaged(name, "文件不见了", "这一项不能再用来核对，其他文件不受影响")
        elif _hash(root / name) != digest:
            yield _damaged(name, "文件被改动或损坏", "这一项不能再用作证据，其他文件不受影响")
    for name in files:
        if name not in listed and name not in (SUMS, SIGNATURE):
            yield _damaged(name, "清单里没有这个文件", "它不是做成时放进来的，不能当作这里的证据")


def _of_custody(root: Path, files: list[str], found: Scan) -> Iterator[Damaged]:
    """Ask whether the log is sound, its newest checkpoint genuine, and each plain line the one it commits to."""
    name = f"{CUSTODY}/{LOG}"
    if name in files:
        for number, what in sorted(found.bad.items()):
            yield _damaged(f"{name} 第 {number} 行", what, "这一行记的那件事不能再作数")
    for name in files:
        number = int(place[1]) if (place := _BODY.fullmatch(name)) else 0
        if number and number not in found.bad and found.bodies[number - 1 : number] != [_hash(root / name)]:
            yield _damaged(name, "与保管记录里的那一行对不上", "不能再用它说明原件是什么时候收进来的")
    if not _marked(root, found):
        yield _damaged(
            f"{CUSTODY}/{checkpoints.FOLDER}", "检查点不见了或与记录不一致", "记录可能被截短或重写过"
        )
    yield from _of_originals(root, files)


def _of_originals(root: Path, files: list[str]) -> Iterator[Damaged]:
    """Ask whether the log has an account of every original that bundle.json names."""
    try:
        handed = msgspec.json.decode(root.joinpath(DESCRIPTION).read_bytes(), type=Handed)
    except (OSError, msgspec.DecodeError):
        yield _damaged(DESCRIPTION, "说明文件不见了或读不懂", "要靠证据目录才知道哪个文件是哪份证据")
        return
    recorded = {event.evidence_id for event in _events(root, files) if isinstance(event, Import)}
    for original in handed.originals:
        if original.sha256 not in recorded:
            item = original.file or f"“{original.name}”"
            yield _damaged(item, "保管记录里没有它的来历", "说不清它是什么时候、怎么收进来的")


def _scanned(root: Path) -> Scan:
    with suppress(OSError), root.joinpath(CUSTODY, LOG).open("rb") as file:
        return scan(file, _key(root), None, ())
    return Scan()


def _marked(root: Path, found: Scan) -> bool:
    """Whether the newest checkpoint says what the log says."""
    folder, size, key = root / CUSTODY / checkpoints.FOLDER, found.chain.size, _key(root)
    with suppress(OSError, ValueError):
        text, signature = (
            folder.joinpath(f"{size}{end}").read_bytes() for end in (checkpoints.TEXT, checkpoints.SIGNATURE)
        )
        return key is not None and Checkpoint.read(text, signature, key) == Checkpoint.of(found.chain)
    return False


def _key(root: Path) -> PublicKey | None:
    with suppress(OSError, ValueError):
        return PublicKey.from_pem(root.joinpath(CUSTODY, KEY).read_bytes())
    return None


def _signed(root: Path) -> bool:
    with suppress(OSError):
        key, signature = _key(root), root.joinpath(SIGNATURE).read_bytes()
        return key is not None and key.verifies(signature, root.joinpath(SUMS).read_bytes())
    return False


def _listed(root: Path) -> dict[str, str]:
    """Name and hash as the list has them; a line that is not one names nothing."""
    with suppress(OSError):
        text = root.joinpath(SUMS).read_bytes()
        return {name.decode(): digest.decode() for digest, name in _SUM.findall(text)}
    return {}


def _events(root: Path, files: list[str]) -> Iterator[Event | Unknown]:
    for name in files:
        if _BODY.fullmatch(name):
            with suppress(OSError, ValueError):
                yield events.decode(root.joinpath(name).read_bytes())


def _anchors(root: Path, files: list[str]) -> Iterator[Anchor]:
    return (event for event in _events(root, files) if isinstance(event, Anchor))


def _files(folder: Path) -> list[str]:
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir())


def _hash(path: Path) -> str:
    with suppress(OSError), path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
    return ""


def _damaged(item: str, what: str, effect: str) -> Damaged:
    return Damaged(item=item, what=what, effect=effect, next_step=_ASK)
