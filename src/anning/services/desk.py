"""One open home: its vault, its index, and whose turn it is to write."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from anning import store
from anning.config import Config
from anning.errors import Busy, Damage
from anning.vault import Vault

_LOCK = "writing.lock"


@dataclass(frozen=True)
class Desk:
    """What every service works on; open one per process with open_desk()."""

    config: Config
    vault: Vault

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one program at a time changes what is in a home; Busy when another is at it."""
        with self.config.home.joinpath(_LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as reason:
                raise Busy(
                    "另一个安宁窗口或命令正在导入",
                    where=str(self.config.home),
                    next_step="等它结束后再试；您的文件没有被改动",
                ) from reason
            yield


def open_desk(config: Config, *, settle: bool = True, mend: bool = False) -> Desk:
    """Open the home, making it where nothing is; what a crash interrupted is read again first.

    settle=False leaves interrupted readings for later. mend=True sets a damaged index aside and begins a new
    one, which is then filled from the vault. HomeUnusable, Damage, Locked, DiskFull.
    """
    desk = Desk(config.prepare(), Vault.ensure(config.vault))
    try:
        store.ready(config)
    except Damage:
        if not mend:
            raise
        store.set_aside(config)
    if settle:
        from anning.services import reading

        with suppress(Busy), desk.alone():
            reading.settle(desk)
    return desk
