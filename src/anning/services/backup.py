"""One file that holds a whole home, opened by a passphrase; readable with tar, age and sha256sum when Anning is gone.

A backup is a tar of README.txt, key.age (an age identity, behind the passphrase), data.age (a tar of the home,
behind that identity) and SHA256SUMS. What is kept in the quiet room is never in it. Of a home behind a passphrase of
its own, data.age also holds what opens it: who restores a backup needs the backup's passphrase and no other.
"""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Thread
from typing import IO, Any, cast

import msgspec
import pyrage
from msgspec import Struct
from pyrage import x25519

from anning import store
from anning.config import Config
from anning.domain.china_time import iso, now
from anning.errors import Damage, InputUnusable, Locked, NotFound, Refused
from anning.knowledge import forms
from anning.services import intake, locking, scratch
from anning.services.desk import Desk, open_desk
from anning.services.reports import Told, silent
from anning.vault.checks import Damaged
from anning.vault.verify import Verification

README, KEY, DATA, SUMS = "README.txt", "key.age", "data.age", "SHA256SUMS"
MEMBERS = (README, KEY, DATA, SUMS)
_PERSONAL, _IDENTITY = "personal.jsonl", "identity.txt"
_IN_MEMORY = frozenset({_PERSONAL, _IDENTITY, SUMS})
"""What is sealed with the home and is no file of it: only ever read into memory when it is restored."""
_LEFT_OUT = frozenset({"vault/lock", "vault/tmp"})
_SMALL = 1 << 20
_BLOCK = 1 << 20


class Made(Struct, frozen=True, kw_only=True):
    """A backup that was written: where, how large, its SHA-256, and how many files and own rows are in it."""

    path: str
    size: int
    sha256: str
    files: int
    rows: int


class Restored(Struct, frozen=True, kw_only=True):
    """A home that was made from a backup; protected says that the passphrase of the backup opens it."""

    home: str
    files: int
    rows: int
    originals: int
    protected: bool = False


def make(desk: Desk, out: Path, passphrase: str) -> Made:
    """Write the backup, whole or not at all. Refused for a passphrase too short or a file already there; Busy."""
    if len(passphrase) < locking.LEAST:
        raise Refused(
            f"口令太短，至少 {locking.LEAST} 个字", next_step="用几个不相干的词连起来，抄在纸上另放一处"
        )
    if out.exists():
        raise Refused("这个文件已经在了，没有覆盖它", where=str(out), next_step="换一个文件名")
    part = out.with_name(f".{out.name}.{token_hex(4)}.part")
    try:
        with desk.alone():
            files, rows = _write(desk, part, passphrase)
        _settle(part, out)
    except OSError as reason:
        raise InputUnusable("备份写不进去", where=str(out), next_step="检查磁盘空间和写入权限") from reason
    finally:
        part.unlink(missing_ok=True)
    with out.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Made(path=str(out), size=out.stat().st_size, sha256=digest, files=files, rows=rows)


def is_backup(path: Path) -> bool:
    """Whether a file looks like a backup of ours."""
    if not path.is_file() or not tarfile.is_tarfile(path):
        return False
    with tarfile.open(path, "r:") as tar:
        return {member.name for member in tar} >= {KEY, DATA, SUMS}


def check(path: Path) -> Verification:
    """Every member against SHA256SUMS; what is inside data.age is only seen with the passphrase, and that is said."""
    damage = []
    with _opened(path) as tar:
        sums = _sums(_member(tar, SUMS))
        for name in MEMBERS:
            if name == SUMS:
                continue
            try:
                wrong = _digest(tar, name) != sums.get(name)
            except (KeyError, tarfile.TarError, OSError):
                wrong = True
            if wrong:
                damage.append(_damaged(name))
    return Verification(
        ok=not damage,
        checked=len(MEMBERS) - 1,
        damage=tuple(damage),
        remarks=("只核对了备份文件本身；里面的内容要用口令恢复以后才能逐份核对。",),
    )


def restore(path: Path, config: Config, passphrase: str, told: Told = silent) -> Restored:
    """Make a home from a backup, whole or not at all.

    A home that was behind a passphrase is behind the backup's from then on: nothing of it is written in the open.
    Refused where there is a home already; Locked for a wrong passphrase; Damage.
    """
    home = config.home
    if home.exists() and any(home.iterdir()):
        raise Refused(
            "这个文件夹里已经有资料，没有动它", where=str(home), next_step="用 --home 指一个新的文件夹"
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{home.name}.restoring-", dir=home.parent) as folder:
        fresh = Path(folder) / "home"
        fresh.mkdir(mode=0o700)
        files, held = _unpack(path, fresh, passphrase)
        _hold_against(fresh, held)
        identity = held.get(_IDENTITY, b"").decode().strip()
        rows = [msgspec.json.decode(line) for line in held[_PERSONAL].splitlines()]
        count, originals = _filled(replace(config, home=fresh), identity, passphrase, rows, told)
        if home.exists():
            home.rmdir()
        fresh.rename(home)
    open_desk(config, identity=identity)
    return Restored(home=str(home), files=files, rows=count, originals=originals, protected=bool(identity))


def _filled(
    config: Config, identity: str, passphrase: str, rows: Iterable[dict[str, Any]], told: Told
) -> tuple[int, int]:
    """The index of a home that is being made: how many own rows and originals are in it."""
    desk = open_desk(config, identity=identity, settle=False)
    try:
        count = store.load_personal(rows)
        originals = intake.remade(desk, told)
        if identity:
            locking.protect(desk, passphrase)
        return count, originals
    finally:
        store.close()
        scratch.leave(config.home)


def _write(desk: Desk, part: Path, passphrase: str) -> tuple[int, int]:
    identity = x25519.Identity.generate()
    rows = list(store.dump_personal())
    with TemporaryFile(dir=part.parent) as sealed:
        files = _seal(desk, rows, identity, sealed)
        key = pyrage.passphrase.encrypt(f"{identity}\n".encode(), passphrase)
        readme = forms.backup()("readme", made=iso(now())).encode()
        with part.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w") as tar:
                sums = {README: _put(tar, README, readme), KEY: _put(tar, KEY, key)}
                sums[DATA] = _put_file(tar, DATA, sealed)
                _put(tar, SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode())
            file.flush()
            os.fsync(file.fileno())
    return files, len(rows)


def _seal(desk: Desk, rows: Sequence[dict[str, Any]], identity: x25519.Identity, sealed: IO[bytes]) -> int:
    """The home as a tar, encrypted as it is made: never in plain on the disk, never whole in memory."""
    told: dict[str, int] = {}

    def pack(writer: IO[bytes]) -> None:
        with tarfile.open(fileobj=writer, mode="w|") as tar:
            sums = {
                _PERSONAL: _put(tar, _PERSONAL, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
            }
            if desk.protected:
                sums[_IDENTITY] = _put(tar, _IDENTITY, f"{desk.vault.identity}\n".encode())
            for file in _files(desk.config):
                name = file.relative_to(desk.config.home).as_posix()
                with file.open("rb") as source:
                    sums[name] = _put_file(tar, name, source)
            _put(tar, SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode())
            told["files"] = len(sums)

    with _piped(pack) as reader:
        pyrage.encrypt_io(reader, sealed, [identity.to_public()])
    return told["files"]


def _files(config: Config) -> Iterator[Path]:
    """Everything of a home that cannot be made again: the vault and the person's own lists; never the quiet room."""
    own = [path for name in ("config.toml", "holidays-cn.csv") if (path := config.home / name).is_file()]
    yield from own
    for folder in (config.vault, config.home / "senders"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            name = path.relative_to(config.home).as_posix()
            if path.is_file() and not any(name == left or name.startswith(f"{left}/") for left in _LEFT_OUT):
                yield path


def _unpack(path: Path, fresh: Path, passphrase: str) -> tuple[int, dict[str, bytes]]:
    """The files of the home into fresh, and what is no file of it; how many there were."""
    with _opened(path) as tar, TemporaryFile() as sealed:
        try:
            secret = pyrage.passphrase.decrypt(_member(tar, KEY), passphrase)
        except pyrage.DecryptError as reason:
            raise Locked(
                "口令不对，备份没有打开", where=str(path), next_step="核对大小写和空格，再试一次"
            ) from reason
        source = tar.extractfile(DATA)
        if source is None:
            raise Damage("备份里缺少内容", where=str(path), next_step="换一份备份")
        shutil.copyfileobj(source, sealed, _BLOCK)
        sealed.seek(0)
        return _extract(sealed, x25519.Identity.from_str(secret.decode().strip()), fresh, path)


def _extract(
    sealed: IO[bytes], identity: x25519.Identity, fresh: Path, path: Path
) -> tuple[int, dict[str, bytes]]:
    def opened(writer: IO[bytes]) -> None:
        pyrage.decrypt_io(sealed, writer, [identity])

    count, held = 0, dict[str, bytes]()
    try:
        with _piped(opened) as reader, tarfile.open(fileobj=reader, mode="r|") as tar:
            for member in tar:
                if member.name in _IN_MEMORY:
                    held[member.name] = cast("IO[bytes]", tar.extractfile(member)).read()
                else:
                    tar.extract(member, fresh, filter="data")
                count += 1
    except (tarfile.TarError, pyrage.DecryptError, OSError) as reason:
        raise Damage("备份的内容不完整，没有恢复", where=str(path), next_step="换一份备份再试") from reason
    return count, held


def _hold_against(fresh: Path, held: Mapping[str, bytes]) -> None:
    """Each file against the sums that were sealed with it."""
    if not {SUMS, _PERSONAL} <= held.keys():
        raise Damage("备份的内容不完整，没有恢复", where=SUMS, next_step="换一份备份再试")
    for name, wanted in _sums(held[SUMS]).items():
        if wanted != (sha256(held[name]).hexdigest() if name in held else _digest_of(fresh / name)):
            raise Damage("备份里有一份文件与当初不一致，没有恢复", where=name, next_step="换一份备份再试")


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@contextmanager
def _piped(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream of what write() writes, made in a thread of its own; what went wrong there is raised here."""
    reading, writing = os.pipe()
    wrong: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as writer:
                write(writer)
        except BaseException as reason:  # noqa: BLE001 - carried over to the reader
            wrong.append(reason)

    thread = Thread(target=run, daemon=True)
    thread.start()
    with os.fdopen(reading, "rb") as reader:
        yield reader
    thread.join()
    if wrong and not isinstance(wrong[0], BrokenPipeError):
        raise wrong[0]


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    if not path.exists():
        raise NotFound("没有这个文件", where=str(path), next_step="检查文件名和所在的文件夹")
    if not is_backup(path):
        raise InputUnusable("这不是安宁的备份", where=str(path), next_step="选用 anning backup 写出的文件")
    with tarfile.open(path, "r:") as tar:
        yield tar


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    source = tar.extractfile(name)
    return source.read(_SMALL) if source is not None else b""


def _digest(tar: tarfile.TarFile, name: str) -> str:
    source = tar.extractfile(name)
    return file_digest(cast("Any", source), "sha256").hexdigest() if source is not None else ""


def _sums(data: bytes) -> dict[str, str]:
    rows = (line.split("  ", 1) for line in data.decode("utf-8", "replace").splitlines() if "  " in line)
    return {name: digest for digest, name in rows}


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> str:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
    return sha256(data).hexdigest()


def _put_file(tar: tarfile.TarFile, name: str, source: IO[bytes]) -> str:
    info = tarfile.TarInfo(name)
    info.size, info.mode = source.seek(0, os.SEEK_END), 0o600
    source.seek(0)
    hashing = _Hashing(source)
    tar.addfile(info, cast("IO[bytes]", hashing))
    return hashing.digest.hexdigest()


class _Hashing:
    """A stream whose bytes are hashed while they are read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def _settle(part: Path, out: Path) -> None:
    """Into place, durably, never over another file."""
    os.link(part, out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _damaged(name: str) -> Damaged:
    return Damaged(
        item=name, what="与当初写入时不一致，或者不见了", effect="这份备份可能恢复不出全部内容",
        next_step="马上另做一份新的备份；这一份先不要删",
    )  # fmt: skip
