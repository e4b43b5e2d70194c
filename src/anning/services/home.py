"""One open home: its vault, its index, and whose turn it is to write."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from anning.config import Config
from anning.errors import Busy
from anning.vault import Vault

_LOCK = "writing.lock"


@dataclass(frozen=True)
class Desk:
    """What every service works on; open one per process with desk.open_desk()."""

    config: Config
    vault: Vault

    @property
    def protected(self) -> bool:
        """Whether the keys of this home lie behind a passphrase."""
        return "passphrase" in self.vault.ways

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
