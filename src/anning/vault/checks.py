"""The questions a verification asks of a vault's folder, one function each.

Each yields what it finds: a Damaged for what is not as it was, a sentence for what is worth knowing and
harmless. Each takes the files it has accounted for out of ``folder.rest``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from anning.vault import checkpoints, index, keys, log, staging
from anning.vault.checkpoints import Checkpoint
from anning.vault.disk import LOCK, Disk, read_file
from anning.vault.events import Import
from anning.vault.keys import PublicKey
from anning.vault.scan import Scan
from anning.vault.sealing import unseal

if TYPE_CHECKING:
    from io import BytesIO

_BACKUP = "从备份取回这个文件；没有备份也不要删除它，先把整个证据库原样复制一份"
_OBJECT = re.compile(rf"{staging.OBJECTS}/([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})\.age")
_MEANING = {
    keys.DESCRIPTION: "它说明这个证据库由哪些钥匙保管；原件没有受影响",
    keys.IDENTITY: "这是打开原件的钥匙；没有完好的钥匙，密封的原件打不开",
    keys.SIGNING: "这是给记录签名的钥匙；已有的内容不受影响，但不能再添加新的",
    keys.SEALED_IDENTITY: "这是用密码打开的钥匙；没有完好的钥匙，密封的原件打不开",
    keys.SEALED_SIGNING: "这是给记录签名的钥匙；已有的内容不受影响，但不能再添加新的",
    keys.RECOVERY: "恢复钥匙打不开这里了；用密码打开，另做一把",
    keys.PUBLIC: "这是给别人核对签名用的；原件没有受影响",
    LOCK: "不影响任何原件和记录",
}


class Damaged(Struct, frozen=True, kw_only=True):
    """One thing that is not as it was: which, what happened, what that means, what to do; in Chinese."""

    item: str
    what: str
    effect: str
    next_step: str


Found = Iterator[Damaged | str]


class Folder:
    """A vault's files at one moment.

    rest are those no question has accounted for yet, newest the size of the newest checkpoint. A write was
    interrupted when its checkpoint still waits in tmp/: then what follows the newest one never counted.
    """

    def __init__(self, disk: Disk, root: Path) -> None:
        self.disk, self.root = disk, root
        self.files = frozenset(disk.files(root))
        self.rest = set(self.files)
        self.staged = {Path(name).name for name in self.below(staging.FOLDER)}
        self.sizes = checkpoints.sizes(Path(name).name for name in self.below(checkpoints.FOLDER))
        self.newest = max(self.sizes, default=0)
        self.interrupted = max(checkpoints.sizes(self.staged), default=0) > self.newest

    def below(self, name: str) -> list[str]:
        """The files below a folder of the vault that are not accounted for, sorted."""
        return sorted(path for path in self.rest if path.startswith(f"{name}/"))

    def read(self, name: str) -> bytes | None:
        """The content of a small file; None when it is not there or the disk does not give it."""
        self.rest.discard(name)
        try:
            return read_file(self.disk, self.root / name) if name in self.files else None
        except OSError:
            return None

    def is_staged(self, name: str, digest: str) -> bool:
        """Whether an interrupted write still holds the file of this hash that belongs there."""
        waiting = (path for path in self.files if path.startswith(f"{staging.FOLDER}/"))
        return any(Path(path).name == Path(name).name and self.hash(path) == digest for path in waiting)

    def hash(self, name: str) -> str:
        """SHA-256 of a file; empty when the disk does not give it."""
        try:
            with self.disk.read(self.root / name) as file:
                return file_digest(cast("BytesIO", file), "sha256").hexdigest()
        except OSError:
            return ""


def of_lines(folder: Folder, found: Scan) -> Found:
    """Ask whether every line of the log is what was signed, in its place."""
    if not found.chain.size:
        yield _log("读不出来" if log.FILE in folder.files else "操作记录不见了")
    unfinished = bool(found.torn) and found.chain.size >= folder.newest
    for number, what in sorted(found.bad.items()):
        if number > folder.newest and folder.interrupted:
            unfinished = True
            continue
        yield Damaged(
            item=f"{log.FILE} 第 {number} 行",
            what=what,
            effect="这一行记的那件事不能再作数；它提到的原件如果没有另外列出，就是完好的",
            next_step="从备份取回 log.jsonl",
        )
    if unfinished:
        yield f"{log.FILE} 末尾有一次没有写完的操作，它没有生效；下次打开证据库时会移到单独的文件里"


def of_checkpoints(folder: Folder, found: Scan, key: PublicKey | None) -> Found:
    """Ask whether all checkpoints are there and genuine, and the log says what they say."""
    sizes = {*folder.sizes, *found.named}
    if not (found.bad or folder.interrupted) and found.chain.size > folder.newest:
        sizes.add(found.chain.size)  # every commit ends with one
    for size in sorted(sizes):
        yield from _pair(folder, found, key, size)


def _pair(folder: Folder, found: Scan, key: PublicKey | None, size: int) -> Found:
    names = [f"{checkpoints.FOLDER}/{size}{end}" for end in (checkpoints.TEXT, checkpoints.SIGNATURE)]
    missing = [name for name in names if name not in folder.files]
    text, signature = (folder.read(name) for name in names)
    if missing and all(Path(name).name in folder.staged for name in missing):
        yield f"第 {size} 行的检查点还没有放好：上一次写入在最后一步被打断，下次打开证据库时会补上"
    elif missing:
        for name in missing:
            yield _checkpoint(name, "检查点文件不见了")
    elif key:
        yield from _statement(found, key, size, text or b"", signature or b"")


def _statement(found: Scan, key: PublicKey, size: int, text: bytes, signature: bytes) -> Found:
    name, mark = f"{checkpoints.FOLDER}/{size}", found.marks.get(size)
    expected = mark.text(key) if mark else None
    try:
        stated: Checkpoint | None = Checkpoint.read(text, signature, key)
    except ValueError:
        stated = None
    if stated is None and found.bad:
        yield _checkpoint(f"{name}.txt {name}.sig", "检查点的这两个文件有一个被改动或损坏")
    elif stated is None:
        yield _checkpoint(f"{name}.sig" if text == expected else f"{name}.txt", "检查点文件被改动或损坏")
    elif stated.size != size:
        yield _checkpoint(f"{name}.txt", f"这是第 {stated.size} 行的检查点，被换了名字")
    elif mark is None:
        yield _log(f"只有 {found.chain.size} 行，检查点记着 {size} 行：后面的记录不见了")
    elif stated != mark and not found.bad:
        yield _log(f"前 {size} 行与当时签名的检查点不一致：记录被重写过")


def _checkpoint(name: str, what: str) -> Damaged:
    return Damaged(
        item=name,
        what=what,
        effect="少了一个证明记录没有被改写的凭据；原件没有受影响",
        next_step="从备份取回这个文件",
    )


def _log(what: str) -> Damaged:
    return Damaged(
        item=log.FILE,
        what=what,
        effect="证据库的经过不再完整，原件本身请看其他各项",
        next_step="从备份取回 log.jsonl",
    )


def of_fixed(folder: Folder, found: Scan) -> Found:
    """Ask whether the files whose hash the log has fixed are as they were."""
    if not found.fixed:
        yield "操作记录的第一行不可用，钥匙和说明文件无法核对"
    for name, digest in sorted(found.fixed.items()):
        folder.rest.discard(name)
        here = name in folder.files
        if digest == staging.GONE:
            if here:
                yield f"{name} 是换密码以前的钥匙，早该删去；打开一次资料就会清掉"
        elif folder.is_staged(name, digest):
            yield f"{name} 还没有换成新的：换密码时在最后一步被打断，下次打开时会补上"
        elif not here or folder.hash(name) != digest:
            yield Damaged(
                item=name,
                what="文件被改动或损坏" if here else "文件不见了",
                effect=_MEANING.get(name, "原件没有受影响"),
                next_step=_BACKUP,
            )


def of_objects(folder: Folder, found: Scan, identity: Any) -> Found:
    """Ask whether every original is there as it was sealed; with the identity, as it was received."""
    paths = {staging.object_path(name): name for name in found.objects}
    for path, name in sorted(paths.items()):
        folder.rest.discard(path)
        titles = (
            "、".join(f"“{_shown(one.name)}”" for one in found.objects[name]) or "（名字要用钥匙打开才知道）"
        )
        what = _object(folder, path, name, found.objects[name], identity)
        if what:
            yield Damaged(
                item=path,
                what=f"{what}；里面是{titles}",
                effect="这份原件不能再用作证据，其他原件不受影响",
                next_step=_BACKUP,
            )


def _shown(name: str) -> str:
    """A name from outside, such that it cannot do anything to a terminal or a page."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name[:80])


def _object(folder: Folder, path: str, name: str, imports: list[Import], identity: Any) -> str:
    if path not in folder.files:
        return "密封文件不见了"
    if folder.hash(path) != name:
        return "密封文件被改动或损坏"
    if identity is None or not imports:
        return ""
    try:
        with folder.disk.read(folder.root / path) as sealed:
            digest = unseal(sealed, _Nowhere(), identity, sm3=bool(imports[0].sm3))
    except (ValueError, OSError):
        return "密封文件打不开"
    same = all((one.sha256, one.size, one.sm3) == (digest.sha256, digest.size, digest.sm3) for one in imports)
    return "" if same else "密封的内容不是当初收到的那一份"


def of_extras(folder: Folder, found: Scan) -> Found:
    """Ask whether there is anything that the vault did not put there, or left half done."""
    interrupted = staging.intended(folder.disk, folder.root)
    if leftovers := folder.below(staging.FOLDER):
        folder.rest.difference_update(leftovers)
        yield f"有 {len(leftovers)} 个没有写完的临时文件，不影响任何原件；下次打开证据库时会清掉"
    for path in sorted(folder.rest):
        where = _OBJECT.fullmatch(path)
        digest = folder.hash(path)
        if where and digest == where[2] and digest in interrupted:
            yield f"{path} 属于一次没有完成的保存，不影响任何原件；下次打开证据库时会清掉"
        elif where and digest == where[2] and (found.bad or not found.chain.size):
            yield f"{path} 完好；记着它的大概是已损坏的那一行"
        elif "/" in path or path.endswith(".jsonl"):
            yield _extra(path, digest, found)
        else:
            yield f"{path} 不是证据库的文件"


def _extra(path: str, digest: str, found: Scan) -> Damaged:
    lost = found.objects.get(digest)
    known = f"内容是 {staging.object_path(digest)}，大概是被改了名字或放错了位置" if lost is not None else ""
    return Damaged(
        item=path,
        what=known or "操作记录里没有这个文件",
        effect="它不是经由安宁保存的，不能当作这里的证据",
        next_step=f"把它移回 {staging.object_path(digest)}"
        if known
        else "先移到证据库外面保存，再查它从哪里来",
    )


def of_index(folder: Folder, found: Scan, identity: Any) -> Found:
    """Ask whether the kept index opens and says what the log says."""
    if index.FILE not in folder.rest:
        return
    folder.rest.discard(index.FILE)
    if identity is None:
        return
    with suppress(OSError, ValueError):
        bodies = index.read_kept(folder.disk, folder.root, identity)
        hashes = [sha256(body).hexdigest() for body in bodies]
        if found.bad or hashes == found.bodies[: len(hashes)]:
            return
    yield Damaged(
        item=index.FILE,
        what="加快打开用的索引被改动或损坏",
        effect="不影响任何原件和记录",
        next_step="删去这个文件即可，安宁会重新生成",
    )


class _Nowhere:
    def write(self, data: bytes, /) -> None:
        """Let it go: only the digest is wanted."""
