"""From an open file to what is in it: the container first, then the format of the file or of each member."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

import msgspec

from anning.domain.china_time import Instant
from anning.domain.records import Attachment, Problem, Reading
from anning.importers import registry
from anning.importers.containers import Container, Member
from anning.importers.formats import HEAD, Format, Found, Place, media
from anning.importers.limits import Limits

ALONE = "file"
"""The container of a file that is in none."""

_NOTE = "note"
_DEPTH = 2
"""A zip in a zip is opened; one in that is not."""


def contents(
    file: BinaryIO, name: str, *, size: int, settings: Mapping[str, str], limits: Limits
) -> Iterator[Found]:
    """Contacts, attachments and problems of a seekable file, at last its Reading; never raises for bad content."""
    yield from registry.problems()
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        yield Problem(name, "文件是空的，里面什么也没有；多半是导出或复制时没有成功，请重新导出一次")
        yield Reading(container=ALONE, format="", complete=False)
        return
    container = None if settings.get("role") == _NOTE else registry.container_for(head, name)
    if container:
        yield from _Unfolded(settings, limits).read(container, file)
        return
    place = Place(name=name, size=size, settings=settings)
    for found in _careful(_format(head, place), file, place):
        yield msgspec.structs.replace(found, container=ALONE) if isinstance(found, Reading) else found


def _format(head: bytes, place: Place) -> Format:
    """What the person said it is, or what it looks like."""
    said = _NOTE if place.settings.get("role") == _NOTE else place.settings.get("format", "")
    return registry.named(said) or registry.format_for(head, place.name)


def _careful(chosen: Format, stream: BinaryIO, place: Place) -> Iterator[Found]:
    """The format's own account; where the format itself fails, what it gave stays and the failure is told."""
    ended = False
    try:
        for found in chosen.read(stream, place):
            yield found
            ended = ended or isinstance(found, Reading)
    except MemoryError:
        yield Problem(
            place.name, "读这个文件需要的内存超过限度，在这里停下了；之前读出的都在，原件已完整保存"
        )
    except Exception as reason:  # noqa: BLE001 - one format's defect must not cost the other files
        told = f"{type(reason).__name__}: {reason}"[:200]
        yield Problem(
            place.name, f"读取程序自己出了错，在这里停下了；之前读出的都在，原件已完整保存（{told}）"
        )
    if not ended:
        yield Reading(container="", format=chosen.name, complete=False)


class _Unfolded:
    """A container being read, and the account of all that was in it."""

    def __init__(self, settings: Mapping[str, str], limits: Limits) -> None:
        self._settings, self._limits = settings, limits
        self._readings: list[Reading] = []
        self._complete = True

    def read(self, container: Container, file: BinaryIO) -> Iterator[Found]:
        """Everything in it, one Reading for the whole at the end."""
        try:
            yield from self._members(container, file, "", 1)
        except MemoryError:
            self._complete = False
            yield Problem("压缩包", "打开这个压缩包需要的内存超过限度，没有读完；请解压后分开导入")
        yield _whole(container.name, self._readings, complete=self._complete)

    def _members(self, container: Container, file: BinaryIO, prefix: str, depth: int) -> Iterator[Found]:
        for member in container.members(file, self._limits):
            if isinstance(member, Problem):
                self._complete = False
                yield Problem(prefix + member.where, member.reason)
            else:
                yield from self._member(member, prefix, depth)

    def _member(self, member: Member, prefix: str, depth: int) -> Iterator[Found]:
        label = prefix + member.name
        head = _start(member.stream)
        if not head:
            if not member.size:
                yield Problem(label, "文件是空的，里面什么也没有")
            return
        if inner := registry.container_for(head, member.name):
            yield from self._nested(inner, member, head, label, depth)
            return
        stream = cast("BinaryIO", io.BufferedReader(_Joined(head, member.stream)))
        place = Place(name=label, prefix=f"{label}!", size=member.size, settings=self._settings)
        chosen = registry.format_for(head, member.name)
        if chosen.name == "opaque":
            yield self._taken_out(stream, head, member, label)
            return
        for found in _careful(chosen, stream, place):
            if isinstance(found, Reading):
                self._readings.append(found)
            else:
                yield found

    def _taken_out(self, stream: BinaryIO, head: bytes, member: Member, label: str) -> Found:
        """A photo, a recording, any other file: evidence of its own."""
        most = self._limits.attachment
        data = b"" if member.size > most else stream.read(most + 1)
        if not data or len(data) > most:
            self._complete = False
            return Problem(label, f"这个文件超过 {most >> 20} MB，没有从压缩包里取出；请解压后单独导入")
        kind = media.told_by_bytes(head, member.name)
        return Attachment(label, member.name.rpartition("/")[2], kind.media_type, data)

    def _nested(
        self, inner: Container, member: Member, head: bytes, label: str, depth: int
    ) -> Iterator[Found]:
        most = self._limits.nested
        reason = ""
        if depth >= _DEPTH:
            reason = "压缩包套得太深，最里面的没有打开；请解压后再导入"
        elif member.size > most:
            reason = f"压缩包里的这个压缩包超过 {most >> 20} MB，没有打开；请解压后单独导入"
        if reason:
            self._complete = False
            yield Problem(label, reason)
            return
        data = head + member.stream.read(most)
        yield from self._members(inner, io.BytesIO(data), f"{label}!", depth + 1)


class _Joined(io.RawIOBase):
    """A stream with the beginning that was already taken from it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        data = data or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _start(stream: BinaryIO) -> bytes:
    """The first HEAD bytes."""
    head = b""
    while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
        head += more
    return head


def _whole(container: str, readings: list[Reading], *, complete: bool) -> Reading:
    """One account of all members."""
    first: list[Instant] = [r.first_at for r in readings if r.first_at is not None]
    last: list[Instant] = [r.last_at for r in readings if r.last_at is not None]
    declared = [r.declared for r in readings if r.declared is not None]
    tools = {(r.tool, r.tool_version): None for r in readings if r.tool}
    tool, version = next(iter(tools)) if len(tools) == 1 else ("", "")
    return Reading(
        container=container,
        format="+".join(dict.fromkeys(r.format for r in readings)),
        tool=tool,
        tool_version=version,
        declared=sum(declared) if declared else None,
        counts=_sums([r.counts for r in readings]),
        repairs=_sums([r.repairs for r in readings]),
        first_at=min(first, default=None),
        last_at=max(last, default=None),
        complete=complete and all(r.complete for r in readings),
        encoding="+".join(dict.fromkeys(r.encoding for r in readings if r.encoding)),
        settings={key: value for r in readings for key, value in r.settings.items()},
    )


def _sums(many: list[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in many:
        for key, value in one.items():
            total[key] = total.get(key, 0) + value
    return total
