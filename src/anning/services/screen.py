"""Screening of many texts: a file or a stream in, one answer for each message out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from anning import screening
from anning.detection.wording import examiner
from anning.errors import InputUnusable, NotFound, WrongUse
from anning.screening import Answered

FORMATS = tuple(screening.FORMATS)

guessed = screening.guessed


def opened(path: Path) -> BinaryIO:
    """The file to screen; NotFound or InputUnusable when it cannot be opened."""
    try:
        return path.open("rb")
    except FileNotFoundError as reason:
        raise NotFound("没有这个文件", where=str(path), next_step="检查文件名和所在的文件夹") from reason
    except OSError as reason:
        raise InputUnusable(
            f"文件打不开：{reason.strerror}", where=str(path), next_step="给出一个您有权读取的文件"
        ) from reason


def screen(
    stream: BinaryIO, form: str = "jsonl", *, workers: int = 1, engine: str = "tree"
) -> Iterator[Answered]:
    """Answers in the order of the messages; InputUnusable at the end when not one message could be read.

    WrongUse when the engine is not installed.
    """
    try:
        examiner(engine)
    except ImportError as reason:
        raise WrongUse(f"没有安装 {engine}", next_step="去掉 --engine，结果相同") from reason
    usable = problems = 0
    for answered in screening.screen(screening.read(stream, form), workers=workers, engine=engine):
        usable += answered.usable
        problems += answered.problems
        yield answered
    if not usable:
        raise InputUnusable(
            f"一条消息也没有读懂（{problems} 行有问题）" if problems else "里面没有消息",
            where=str(getattr(stream, "name", "")),
            next_step='每行写成 {"id": "1", "text": "内容"}，或者用 --format 说明格式',
        )
