"""What each blocking tool takes: a writer, and a port of the tool's own reader that says what it would then block.

A target is one module here with NAME, write() and read(), and one sheet of steps in knowledge/blocking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from anning.errors import Refused, WrongUse
from anning.shield.blocking import Block, Left, always_reachable, bare, forms, refuse_if_covered

_WHOLE = re.compile(r"1[3-9]\d{9}|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")
"""Chinese numbers at their full length; nothing longer begins with them."""

Matcher = Callable[[str], bool]
"""Whether the tool, once it has read the file, stops a call or message from this number."""


class Exported(Struct, frozen=True):
    """A file for one tool, and the numbers this tool cannot hold, each with the reason."""

    data: bytes
    left: tuple[Left, ...]


class Target(Protocol):
    """STRETCHES says whether the tool can hold a stretch, BEGINS whether every entry also stops longer numbers."""

    NAME: str
    STRETCHES: bool
    BEGINS: bool

    @staticmethod
    def write(blocks: Sequence[Block]) -> bytes:
        """The file."""

    @staticmethod
    def read(data: bytes) -> Matcher:
        """What the tool's own reader makes of the file."""


NAMES = (
    "spamblocker", "yacb", "nophonespam", "fossify", "callattendant", "freepbx", "asterisk", "yeastar", "pamapa",
    "bouncer", "nekosms", "vcard", "callkit", "plain",
)  # fmt: skip


def target(name: str) -> Target:
    """The target of that name; WrongUse lists those there are."""
    if name not in NAMES:
        raise WrongUse(f"没有“{name}”这种格式", next_step=f"可以写：{'、'.join(NAMES)}")
    return import_module(f"anning.shield.targets.{name}")  # type: ignore[return-value]


def export(name: str, blocks: Sequence[Block]) -> Exported:
    """The file for one tool, read back with the tool's own reader before it is handed out.

    Refused, which would be a defect of ours, when a number would be missed or one too many stopped.
    """
    made = target(name)
    held = [block for block in blocks if not _cannot(made, block)]
    data = made.write(held)
    stops = made.read(data)
    refuse_if_covered([number for number in always_reachable() if stops(number)])
    if missed := next((form for form in _all(held) if not stops(form)), ""):
        raise Refused(f"写出的名单漏掉了 {missed}，没有交给您", next_step="请换一种格式")
    if extra := next((near for near in _near(held) if stops(near)), ""):
        raise Refused(f"写出的名单会多拦 {extra}，没有交给您", next_step="请换一种格式")
    return Exported(data, tuple(Left(b.number, why) for b in blocks if (why := _cannot(made, b))))


def _cannot(made: Target, block: Block) -> str:
    """Why a tool cannot hold a number, "" when it can."""
    if block.stretch:
        return "" if made.STRETCHES else "这种格式装不下号段"
    whole = _WHOLE.fullmatch(block.number)
    return "" if whole or not made.BEGINS else "这种工具会把更长的号码也一起拦下，短号码没有写进去"


def _all(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        yield from forms(f"{block.number}0000"[:11] if block.stretch else block.number)


def _near(blocks: Sequence[Block]) -> Iterable[str]:
    """Numbers one digit away from those on the list, which must still get through."""
    listed = {block.number for block in blocks}
    stretches = tuple(block.number for block in blocks if block.stretch)
    for number in listed:
        other = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        if (
            not {other, bare(other)} & listed
            and not other.startswith(stretches or "-")
            and not number.startswith(other)
        ):
            yield other
