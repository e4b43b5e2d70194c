"""Opens a file for covering in a child process, and reads the words on pictures; nothing the child says is trusted.

A page comes as bare pixels, so that this program never decodes a picture from outside.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from typing import Any, BinaryIO, Final, Protocol, cast, get_args

import msgspec

from anning.errors import InputUnusable
from anning.importers.formats.decoding import decode
from anning.shield.leaves import Asked, Leaf, Line, Why, Words

LARGEST: Final = 100 << 20
"""Bytes of a file."""

_FRAME: Final = 64 << 20
_PATIENCE_S: Final = 120.0
_KEPT_ENVIRONMENT: Final = ("HOME", "PATH", "LANG", "LC_ALL")
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ORT_NUM_THREADS"), "1"
)
_HOW: Final = {
    **dict.fromkeys(("txt", "csv", "tsv", "md", "log"), "text"),
    **dict.fromkeys(("html", "htm"), "html"),
    **dict.fromkeys(("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"), "picture"),
    "pdf": "pdf",
}
_SAID: Final[dict[str, tuple[str, str]]] = {
    "huge": ("这个文件太大", "先分成几份，或者截取需要的部分"),
    "unknown": ("这个文件打不开", "可以处理文字、网页、表格（CSV）、PDF 和常见的图片"),
    "broken": ("这个文件读到一半读不下去", "文件可能坏了；可以截图，把截图遮盖"),
    "locked": ("这个 PDF 有密码", "用打开它的软件另存一份没有密码的，或者截图"),
    "empty": ("这个 PDF 里没有文字，是扫描的图片", "把每一页存成图片（PNG 或 JPG），再一张张遮盖"),
    "stopped": ("读这个文件用的时间或内存超过限度", "先分成几份，或者截取需要的部分"),
}


class Eyes(Protocol):
    """Reads the words on pictures; each picture is a PNG this program made."""

    def __call__(self, pictures: Sequence[bytes]) -> list[tuple[Line, ...]]:
        """The lines on each picture, in order."""
        ...


def kind_of(name: str) -> str:
    """How a file of this name is opened: text, html, picture or pdf. InputUnusable for others."""
    how = _HOW.get(name.rpartition(".")[2].lower())
    if not how:
        raise InputUnusable(*_SAID["unknown"][:1], where=name, next_step=_SAID["unknown"][1])
    return how


def opened(data: bytes, name: str) -> Iterator[Leaf | Words]:
    """The pages of a picture or PDF, or the text of anything else; InputUnusable says why there is none."""
    how = kind_of(name)
    if len(data) > LARGEST:
        raise _unusable("huge", name)
    if how == "text":
        yield Words(text=decode(data)[0])
        return
    for one in _asked([data], how, Leaf | Words, name):
        if isinstance(one, Leaf) and len(one.pixels) != 3 * one.width * one.height:
            raise _unusable("broken", name)
        yield one


def eyes() -> Eyes | None:
    """The reader of words on pictures, where it is installed (the extra "ocr")."""
    return _see if find_spec("rapidocr") and find_spec("onnxruntime") else None


def _see(pictures: Sequence[bytes]) -> list[tuple[Line, ...]]:
    found = list(_asked(pictures, "see", tuple[Line, ...], ""))
    if len(found) != len(pictures):
        raise _unusable("stopped", "")
    return found


def _asked(files: Sequence[bytes], how: str, kind: Any, name: str) -> Iterator[Any]:
    """Everything the child answers, as this kind; InputUnusable when it ends with a reason, or with none."""
    decoder = msgspec.msgpack.Decoder(kind | Why)
    with ExitStack() as stack:
        held = [stack.enter_context(_memory(data)) for data in files]
        asked = Asked(fds=tuple(file.fileno() for file in held), how=how)  # type: ignore[arg-type]
        for body in _frames(stack, asked):
            try:
                answer = decoder.decode(body)
            except msgspec.MsgspecError as reason:
                raise _unusable("broken", name) from reason
            if answer == "":
                return
            if isinstance(answer, str):
                raise _unusable(answer, name)
            yield answer
    raise _unusable("stopped", name)


def _frames(stack: ExitStack, asked: Asked) -> Iterator[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "anning.shield.reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback would hold words of the file
        pass_fds=asked.fds,
        env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ} | _ONE_THREAD,
        cwd="/",
        start_new_session=True,
    )
    stack.callback(_ended, child)
    with suppress(BrokenPipeError), cast("BinaryIO", child.stdin) as said:
        said.write(msgspec.json.encode(asked))
    fd = cast("BinaryIO", child.stdout).fileno()
    while head := _exactly(fd, 4):
        length = int.from_bytes(head, "big")
        if length > _FRAME or not (body := _exactly(fd, length)):
            return
        yield body


def _ended(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    cast("BinaryIO", child.stdout).close()


def _exactly(fd: int, length: int) -> bytes:
    """So many bytes; none when the child ended, or was silent too long."""
    got, until = bytearray(), time.monotonic() + _PATIENCE_S
    while len(got) < length:
        if not select.select([fd], [], [], max(0.0, until - time.monotonic()))[0]:
            return b""
        data = os.read(fd, min(1 << 18, length - len(got)))
        if not data:
            return b""
        got += data
    return bytes(got)


def _memory(data: bytes) -> BinaryIO:
    """A file without a name: in memory where the system can, so that nothing opened lies on a disk."""
    if hasattr(os, "memfd_create"):
        file = cast("BinaryIO", os.fdopen(os.memfd_create("leaf"), "w+b"))
    else:
        file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    file.write(data)
    file.flush()
    return file


def _unusable(why: str, name: str) -> InputUnusable:
    said, after = _SAID[why if why in get_args(Why) and why else "broken"]
    return InputUnusable(said, where=name, next_step=after)
