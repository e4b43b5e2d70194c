"""A home behind a passphrase: locked or not, opened, given a passphrase or freed of it.

What opens it is the vault's identity; the index has a key derived from it. It lives in the memory of a process, and
after ``anning unlock`` in a file below XDG_RUNTIME_DIR, which is memory too and goes when the person logs out.
"""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pyrage

from anning import store, vault
from anning.config import Config
from anning.errors import Busy, Refused
from anning.services import scratch
from anning.services.home import Desk
from anning.store import turning
from anning.vault import Vault, beside
from anning.vault.disk import POSIX

WORKBENCH = "workbench.lock"
"""Held by the workbench of a home as long as it runs."""

LEAST = 8
"""Letters a passphrase must have."""

_INDEX = "anning index 1"
_LOCKED_AT = "locked.at"
_MADE = ("reports", "bundles")
"""What pages made to be downloaded, in the open; it can be made again."""


def is_locked(config: Config) -> bool:
    """Whether nothing of this home can be seen without a passphrase. Damage."""
    return vault.is_locked(config.vault)


def unlock(config: Config, secret: str) -> str:
    """What opens the home, for its passphrase or its key on paper; Locked when it is wrong. Takes a second or two."""
    return vault.unlock(config.vault, secret)


def sound(passphrase: str) -> str:
    """The passphrase, when it will do; Refused when it is too short to be one."""
    if len(passphrase) < LEAST:
        raise Refused(f"太短了，至少 {LEAST} 个字", next_step="用几个不相干的词连起来，抄在纸上另放一处")
    return passphrase


def protect(desk: Desk, passphrase: str, *, paper: bool | None = None) -> str:
    """Set or change the passphrase; gives the key for paper where one was asked for, and "" otherwise.

    paper is True for a new key on paper, False for none, None to leave what there is. Afterwards the desk is to be
    opened anew with its identity. Refused for a short one; Busy; DiskFull. A kill leaves the home open to the old
    or to the new passphrase, and the rest is done when it is opened next.
    """
    sound(passphrase)
    with desk.alone():
        store.ready(desk.config, key_of(desk.vault), sealed=True)
        return desk.vault.protect(passphrase, paper=paper)


def unprotect(desk: Desk) -> None:
    """Take the passphrase away; likewise."""
    with desk.alone():
        desk.vault.unprotect()
    forget(desk.config)


def furnished(config: Config, opened: Vault) -> Desk:
    """The desk of a home, everything in it put where its passphrase wants it. Busy, DiskFull, Damage."""
    sealed = "passphrase" in opened.ways
    for name in (beside.OPEN, beside.SEALED):
        for file in config.home.glob(f"*/{name}"):
            beside.turn(POSIX, file.parent, opened.keys, sealed=sealed)
    if sealed:
        _no_core_dump()
        config = replace(config, scratch=scratch.of(config.home))
        _tuck_away(config, opened)
    return Desk(config, opened)


def _no_core_dump() -> None:
    """A crash would write the memory of this process to the disk, with all that is open in it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def key_of(opened: Vault) -> bytes:
    """The key of the index."""
    return opened.derived(_INDEX)


def _tuck_away(config: Config, opened: Vault) -> None:
    """What lies in the open from the time before the passphrase: out of the home."""
    for file in config.home.glob(f"{config.database.name}.damaged-*"):
        if file.suffix != ".age" and turning.is_plain(file) is not False:
            _seal(file, opened)
    for folder in (*(config.home / name for name in _MADE), config.home / "spool"):
        for left in folder.iterdir() if folder.is_dir() else ():
            if not scratch.is_one(left):  # another program's may be in use
                _move(left, config.made / folder.name / left.name)


def _seal(file: Path, opened: Vault) -> None:
    """A damaged index that was set aside may hold what only the person could write again: it is kept, encrypted."""
    sealed = file.with_name(f"{file.name}.age")
    with file.open("rb") as source, sealed.open("wb") as target:
        os.fchmod(target.fileno(), 0o600)
        pyrage.encrypt_io(source, target, opened.keys.recipients)
        target.flush()
        os.fsync(target.fileno())
    file.unlink()


def _move(old: Path, new: Path) -> None:
    """To be had until the home is locked, if there is room; gone from the home in any case."""
    new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):
        shutil.move(old, new)
    shutil.rmtree(old, ignore_errors=True)
    with suppress(OSError):
        old.unlink()


def left_in_the_open(config: Config) -> list[str]:
    """The things pages made that will leave the home when a passphrase is set."""
    return [
        f"{name}/{one.name}"
        for name in _MADE
        if (config.home / name).is_dir()
        for one in sorted((config.home / name).iterdir())
    ]


def remember(config: Config, identity: str) -> Path:
    """Keep a home open for every command of this login. Refused where there is no place in memory for it."""
    place = _kept(config)
    if place is None:
        raise Refused(
            "这台电脑没有给登录用的内存文件夹，不能一直开着",
            next_step="直接运行命令，每次输入密码；或者打开安宁页面，在页面里解锁",
        )
    place.parent.mkdir(mode=0o700, exist_ok=True)
    new = place.with_name(f".{place.name}.new")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(identity)
    return new.rename(place)


def remembered(config: Config) -> str:
    """What anning unlock left, if it opens this home, or ""."""
    place = _kept(config)
    if place is None or not place.is_file():
        return ""
    with suppress(OSError):
        identity = place.read_text(encoding="ascii")
        return identity if vault.fits(config.vault, identity) else ""
    return ""


def shut(config: Config) -> None:
    """Lock the home for every command and for the workbench. Refused where there is no passphrase."""
    if not is_locked(config):
        raise Refused(
            "这份资料没有设密码，锁不上", next_step="先用 anning passphrase 设一个，或在页面的设置里设"
        )
    forget(config)


def state(config: Config) -> dict[str, bool]:
    """Whether there is a passphrase, a key on paper, and whether commands of this login ask for it."""
    ways = vault.ways(config.vault)
    return {
        "passphrase": "passphrase" in ways,
        "recovery": "recovery" in ways,
        "unlocked": "file" in ways or bool(remembered(config)),
    }


@contextmanager
def no_workbench(config: Config) -> Iterator[None]:
    """Busy while the workbench is open on this home: it would go on with what it knows."""
    config.prepare()
    with config.home.joinpath(WORKBENCH).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            raise Busy(
                "安宁的页面正开着这份资料",
                where=str(config.home),
                next_step="在页面的“设置”里改密码；或者先在原来的终端里按 Ctrl+C 结束，再运行这条命令",
            ) from reason
        yield


def forget(config: Config) -> None:
    """Shut a home for every command and tell the workbench, which looks for this, to shut too."""
    if place := _kept(config):
        place.unlink(missing_ok=True)
    if config.home.is_dir():
        config.home.joinpath(_LOCKED_AT).touch(mode=0o600)
        os.utime(config.home / _LOCKED_AT)
    scratch.sweep(config.home)


def forgotten_at(config: Config) -> int:
    """When forget() was last called, in nanoseconds; 0 for never."""
    try:
        return config.home.joinpath(_LOCKED_AT).stat().st_mtime_ns
    except OSError:
        return 0


def _kept(config: Config) -> Path | None:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not folder or not os.access(folder, os.W_OK):
        return None
    return Path(folder) / "anning" / f"{scratch.tag(config.home)}.key"
