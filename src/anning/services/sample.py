"""A synthetic phone export for trying things out and for measuring: any size, the same for the same seed."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time
from io import BufferedWriter, RawIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO, cast

from msgspec import Struct

from anning.domain.china_time import CHINA
from anning.errors import DiskFull, InputUnusable, WrongUse
from anning.knowledge.phrases.sample import extras, senders, world
from anning.services import intake
from anning.services import sample_files as files
from anning.services.desk import Desk
from anning.services.reports import ImportReport
from anning.services.sample_story import Story

DEFAULT_MESSAGES = 200
FEWEST, MOST = 10, 10_000_000


class Written(Struct, frozen=True, kw_only=True):
    """What was written: the files, and how many messages and calls are in the phone's two logs."""

    files: tuple[Path, ...]
    messages: int
    calls: int


Writer = Callable[[BinaryIO], None]


def write(out: Path, messages: int = DEFAULT_MESSAGES, seed: int = 1) -> Written:
    """Write a sample export of that many messages.

    out ending in .xml becomes the message log alone, in .zip everything in one archive, else a folder with the
    logs of messages and calls, a carrier's list, a mail and a recording. Existing files are never overwritten:
    InputUnusable. WrongUse for a number outside 10 … 10,000,000; DiskFull.
    """
    if not FEWEST <= messages <= MOST:
        raise WrongUse(
            f"示例短信的条数要在 {FEWEST} 到 {MOST} 之间",
            next_step="例如：anning sample 示例 --messages 1000",
        )
    story = Story(world(), senders(), messages, seed)
    match out.suffix.lower():
        case ".xml":
            return _alone(out, story)
        case ".zip":
            return _zipped(out, story)
        case _:
            return _folder(out, story)


def fill(desk: Desk) -> ImportReport:
    """Import a sample case into a home; one that holds it already stays as it is."""
    with TemporaryDirectory(prefix="anning-sample-") as folder:
        written = write(Path(folder))
        return intake.intake(desk, [intake.Source(path=path) for path in written.files])


def _alone(out: Path, story: Story) -> Written:
    with _new(out) as file:
        files.messages(file, story, extras().fixed if story.small else ())
    return Written(files=(out,), messages=story.count, calls=0)


def _folder(out: Path, story: Story) -> Written:
    made, calls = _parts(story)
    paths = tuple(out / name for name in made)
    for path in paths:
        _unless_there(path)
    for path, writer in zip(paths, made.values(), strict=True):
        with _new(path) as file:
            writer(file)
    return Written(files=paths, messages=story.count, calls=calls)


def _zipped(out: Path, story: Story) -> Written:
    made, calls = _parts(story)
    stamp = story.day(story.days - 1)
    with _new(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, writer in made.items():
            about = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 22, 40, 10))
            about.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as member, _buffered(member) as buffer:
                writer(buffer)
    return Written(files=(out,), messages=story.count, calls=calls)


def _parts(story: Story) -> tuple[dict[str, Writer], int]:
    """The files of a whole export by name, and how many calls there are."""
    calls = story.calls()
    moment = datetime.combine(story.day(story.days - 1), time(22, 40, 10), CHINA)
    stamp = f"{moment:%Y%m%d%H%M%S}"
    more = extras()
    fixed = more.fixed if story.small else ()
    made: dict[str, Writer] = {
        f"sms-{stamp}.xml": lambda file: files.messages(file, story, fixed),
        f"calls-{stamp}.xml": lambda file: files.calls(file, story, calls),
        more.carrier.name: lambda file: files.carrier(file, story, calls, more.carrier),
        "来信.eml": lambda file: files.letter(file, story, more.letter),
        files.recording_name(story, more.recording): lambda file: files.recording(file, more.recording),
    }
    return made, len(calls)


def _unless_there(path: Path) -> None:
    if path.exists():
        raise InputUnusable(
            "这里已经有同名的文件，没有覆盖它", where=str(path), next_step="换一个新的文件夹或文件名"
        )


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is whole."""
    _unless_there(path)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb", buffering=1 << 20) as file:
            yield file
        part.rename(path)
    except OSError as reason:
        raise _unwritable(path, reason) from reason
    finally:
        with suppress(OSError):
            part.unlink()


def _unwritable(path: Path, reason: OSError) -> InputUnusable:
    if reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull("磁盘满了，示例没有写完", where=str(path), next_step="腾出空间，或减少 --messages")
    return InputUnusable(
        f"写不了这个文件：{reason.strerror or reason}", where=str(path), next_step="换一个您有写入权限的位置"
    )


@contextmanager
def _buffered(member: IO[bytes]) -> Iterator[BinaryIO]:
    buffer = BufferedWriter(cast("RawIOBase", member), 1 << 20)  # a zip member is one in all but type
    yield cast("BinaryIO", buffer)
    buffer.flush()
