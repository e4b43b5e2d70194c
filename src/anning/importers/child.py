"""The program that reads one file and may do nothing else: asked on its input, answers in frames on its output."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import msgspec

from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.importers import frames, registry, sandbox
from anning.importers.contents import contents
from anning.importers.formats import Found
from anning.importers.frames import Batch, Item, Progress, Request

_GARBAGE = 20_000
"""Looking for circles after every few hundred contacts finds none and costs a tenth of the time."""

_BATCH = 500
_BATCH_TEXT = 1 << 20
"""Characters of text after which a batch is sent even if it is small."""


def main() -> None:
    """Read the request, close the doors, read the file."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    registry.formats()  # loaded while code from outside may still be looked for
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    limits = request.limits
    sandbox.enter(memory=limits.memory, cpu_s=limits.seconds(request.size), open_files=limits.open_files)
    with os.fdopen(request.fd, "rb", buffering=1 << 16) as file:
        file.seek(0)
        found = contents(file, request.name, size=request.size, settings=request.settings, limits=limits)
        for item in _items(found, request):
            _send(item)


def _items(found: Iterator[Found], request: Request) -> Iterator[Item]:
    """Contacts in batches, everything else as it comes, and how far the file was read."""
    waiting: list[Contact] = []
    text = 0
    for one in found:
        if type(one) is Contact:
            waiting.append(one)
            text += len(one.text)
            if len(waiting) < _BATCH and text < _BATCH_TEXT:
                continue
        if waiting:
            yield Batch(waiting)
            yield Progress(min(_position(request.fd), request.size), request.size)
            waiting, text = [], 0
        if isinstance(one, Reading):
            yield Progress(request.size, request.size)
        if not isinstance(one, Contact):
            yield one


def _position(fd: int) -> int:
    return os.lseek(fd, 0, os.SEEK_CUR)


def _send(item: Item) -> None:
    try:
        pieces = list(frames.encoded(item))
    except UnicodeEncodeError:
        pieces = list(frames.encoded(_whole_characters(item)))
    for piece in pieces:
        _write(piece)


def _write(piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(sys.stdout.fileno(), view) :]


def _whole_characters(item: Item) -> Item:
    """Halves of characters, which no file of ours may hold, become question marks."""
    if isinstance(item, Attachment):
        data, item = item.data, msgspec.structs.replace(item, data=b"")
        return msgspec.structs.replace(_mended(item), data=data)
    return _mended(item)


def _mended(item: Item) -> Item:
    plain = _text(msgspec.to_builtins(item, builtin_types=(bytes,)))
    return msgspec.convert(plain, type(item))


def _text(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_text(key): _text(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_text(one) for one in value]
    return value


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        _send(Problem("文件", "读这个文件需要的内存超过限度，停下了；之前读出的都在，原件已完整保存"))
        _send(Reading(container="", format="", complete=False))
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
