"""Reads a file in a child process, and takes nothing the child says on trust.

Whatever becomes of the child, the one who asked gets what was read before, a Problem that says what happened,
and a Reading; never an exception.
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import UnsupportedOperation
from typing import BinaryIO, cast

import msgspec

from anning.domain.records import Problem, Reading
from anning.importers import frames
from anning.importers.contents import ALONE
from anning.importers.frames import Batch, Item, Request, Untrue
from anning.importers.limits import Limits

_BLOCK = 1 << 18
_PIPE = 1 << 20
_GLANCE_S = 0.05
"""How often a cancel is looked for while the child is silent."""

_KEPT_ENVIRONMENT = ("HOME", "PATH", "LANG", "LC_ALL", "TMPDIR", "ANNING_CACHE", "XDG_CACHE_HOME")


def never() -> bool:
    """Nobody cancels."""
    return False


def read(
    file: BinaryIO,
    name: str,
    *,
    settings: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Item]:
    """What is in a file, read from its beginning in a child process; the last item is always the Reading.

    file is open and seekable, its position afterwards is anywhere. A reader that fails, overruns a limit or is
    cancelled ends with Reading(complete=False); leaving the iterator early ends the child at once.
    """
    limits = limits or Limits()
    with _descriptor(file) as fd:
        size = os.fstat(fd).st_size
        request = Request(fd=fd, name=name, size=size, settings=settings or {}, limits=limits)
        with _started(request) as child:
            yield from _Listener(child, request, cancelled).items()


@contextmanager
def _descriptor(file: BinaryIO) -> Iterator[int]:
    """The file as one the child can read; what only lies in memory is put into an unnamed file."""
    fd = -1
    with suppress(AttributeError, UnsupportedOperation):
        fd = file.fileno()
    if fd >= 0:
        yield fd
        return
    with tempfile.TemporaryFile() as spool:
        file.seek(0)
        shutil.copyfileobj(file, spool)
        spool.flush()
        yield spool.fileno()


@contextmanager
def _started(request: Request) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is gone when the block ends, however it ends."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "anning.importers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback would hold words of the file
        pass_fds=(request.fd,),
        env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
        cwd="/",
        start_new_session=True,  # an interrupt at the keyboard is for the program alone
    )
    with suppress(OSError, AttributeError):  # a wider pipe, where the system has one
        fcntl.fcntl(cast("BinaryIO", child.stdout), fcntl.F_SETPIPE_SZ, _PIPE)
    try:
        with suppress(BrokenPipeError), cast("BinaryIO", child.stdin) as asked:
            asked.write(msgspec.json.encode(request))
        yield child
    finally:
        child.kill()
        child.wait()
        cast("BinaryIO", child.stdout).close()


class _Listener:
    """Takes the frames of a child until its Reading, its end, a cancel or too long a silence."""

    def __init__(
        self, child: subprocess.Popen[bytes], request: Request, cancelled: Callable[[], bool]
    ) -> None:
        self._child, self._request, self._cancelled = child, request, cancelled
        self._contacts = 0
        self._ended = ""

    def items(self) -> Iterator[Item]:
        """Everything the child says, and the account it owes."""
        try:
            for item in self._heard():
                if isinstance(item, Batch):
                    self._contacts += len(item.contacts)
                yield item
                if isinstance(item, Reading):
                    return
        except Untrue:
            self._ended = "读取程序给出的结果不合规矩，没有采用；文件可能是用来攻击读取程序的"
        yield Problem(self._request.name, self._why())
        yield Reading(container=ALONE, format="", complete=False)

    def _heard(self) -> Iterator[Item]:
        buffer = bytearray()
        fd = cast("BinaryIO", self._child.stdout).fileno()
        while self._waited(fd):
            data = os.read(fd, _BLOCK)
            if not data:
                return
            buffer += data
            yield from frames.decoded(buffer)

    def _waited(self, fd: int) -> bool:
        """True when there is something to read; False after a cancel or too long a silence."""
        until = time.monotonic() + self._request.limits.silent_s
        while not self._cancelled():
            if select.select([fd], [], [], _GLANCE_S)[0]:
                return True
            if time.monotonic() > until:
                self._ended = "读取程序太久没有动静，已停止"
                return False
        self._ended = "已按您的要求停止读取"
        return False

    def _why(self) -> str:
        """What happened to the child, and what is left."""
        reason = self._ended or self._death()
        before = f"之前读出的 {self._contacts} 条都在" if self._contacts else "没有读出内容"
        return f"{reason}；{before}，原件已完整保存"

    def _death(self) -> str:
        try:
            code = self._child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return "读取程序没有说完就不再回答"
        if code in {-signal.SIGXCPU, -signal.SIGKILL}:
            return "读这个文件用的时间或内存超过限度，已停止"
        if code < 0:
            return f"读取程序中途崩溃（信号 {-code}）"
        return "读取程序中途退出，可能是内存超过限度" if code else "读取程序没有说完就结束了"
