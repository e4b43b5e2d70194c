"""Pictures made small enough to print: each in a process of its own that may do nothing else.

A picture from outside is hostile until drawn. One clean process is started for a handful of pictures; for each it
splits off a copy of itself, which gives up files, network and programs, draws that one picture, and is gone. What
it answers is taken for no more than it can be: a JPEG of bounded size, or a reason.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import BinaryIO, get_args

from anning.casework.bundle.model import Why

EDGE, EDGE_OF_MANY = 1600, 1130
"""Pixels of the long edge in print, 218 and 154 to the inch: half the memory where there are many."""

FEW = 80
"""So many pictures of the larger size are typeset in half a gigabyte, and twice as many of the smaller."""

LARGEST = 16 << 20
"""Bytes of an answer; no small picture is longer."""

PATIENCE_S = 40.0
HANDFUL = 13
_WORKERS = 2
_KEPT_ENVIRONMENT = ("HOME", "PATH", "LANG", "LC_ALL")
_JPEG = (b"\xff\xd8\xff", b"\xff\xd9")

Drawn = bytes | Why
"""A small JPEG, or why there is none."""

Fetch = Callable[[str, BinaryIO], None]
"""Writes the bytes of an original."""


def drawn(
    originals: Sequence[str], fetch: Fetch, told: Callable[[int], None] = lambda _: None
) -> dict[str, Drawn]:
    """Draw every original; told hears how many are done. What fetch raises comes through."""
    wanted = list(dict.fromkeys(originals))
    edge = EDGE if len(wanted) <= FEW else EDGE_OF_MANY
    handfuls = [wanted[at : at + HANDFUL] for at in range(0, len(wanted), HANDFUL)]
    found: dict[str, Drawn] = {}
    with ThreadPoolExecutor(_WORKERS, "pictures") as pool:
        for one in pool.map(lambda some: _handful(some, fetch, edge), handfuls):
            found |= one
            told(len(found))
    return found


def _handful(originals: Sequence[str], fetch: Fetch, edge: int) -> dict[str, Drawn]:
    """Draw a few; after a picture that had to be stopped the rest get a new process."""
    found: dict[str, Drawn] = {}
    with ExitStack() as stack:
        files = {one: stack.enter_context(_memory()) for one in originals}
        for one, file in files.items():
            fetch(one, file)
            file.flush()
        waiting = list(files.items())
        while waiting:
            drawing = _answers([file for _, file in waiting], edge)
            answers = dict(zip((one for one, _ in waiting), drawing, strict=False))
            found |= answers
            waiting = waiting[len(answers) :]
    return found


def _memory() -> BinaryIO:
    """A file without a name: in memory where the system can, so that nothing opened lies on a disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("picture"), "w+b")
    return tempfile.TemporaryFile()


def _answers(files: Sequence[BinaryIO], edge: int) -> Iterator[Drawn]:
    """One answer a file, in order; ends early when one had to be stopped."""
    pipes = [os.pipe() for _ in files]
    ends = [fd for pair in zip(files, pipes, strict=True) for fd in (pair[0].fileno(), pair[1][1])]
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-X", "utf8", "-m", "anning.casework.bundle.draw", *map(str, (edge, *ends))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=ends,
        env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
        cwd="/",
        start_new_session=True,
    )
    for _, end in pipes:
        os.close(end)
    try:
        for start, _ in pipes:
            answer, in_time = _read(start)
            yield _believed(answer) if in_time else "stopped"
            if not in_time:
                return
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for start, _ in pipes:
            os.close(start)


def _read(pipe: int) -> tuple[bytes, bool]:
    """Everything up to the end of the pipe, and whether it came in time and within bounds."""
    answer, until = bytearray(), time.monotonic() + PATIENCE_S
    while (left := until - time.monotonic()) > 0 and len(answer) <= LARGEST:
        if not select.select([pipe], [], [], left)[0]:
            break
        data = os.read(pipe, 1 << 16)
        if not data:
            return bytes(answer), True
        answer += data
    return b"", False


def _believed(answer: bytes) -> Drawn:
    if answer.startswith(_JPEG[0]) and answer.endswith(_JPEG[1]):
        return answer
    said = answer.decode("ascii", "replace")
    return next((why for why in get_args(Why) if why and why == said), "stopped")
