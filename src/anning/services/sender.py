"""Who sent this message, for the command and the page; the person's own lists lie in home/senders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from anning.detection import sender
from anning.detection.sender import Sender
from anning.domain.china_time import china_day, now
from anning.errors import InputUnusable
from anning.knowledge import lenders
from anning.knowledge.lenders import Register
from anning.knowledge.shelf import KnowledgeError

__all__ = ["Sender", "as_json", "check", "registers"]

LONGEST = 20_000
"""Characters looked at; a message is never as long, a pasted book would only make the page slow."""


def check(text: str, number: str | None = None, home: Path | None = None) -> Sender:
    """What can be said of a message's sender. InputUnusable when there is no text, or far too much."""
    if not text.strip():
        raise InputUnusable("没有要看的文字", next_step="把短信原文完整地放进来，连同【】签名")
    if len(text) > LONGEST:
        raise InputUnusable(f"文字太长（{len(text)} 个字）", next_step="一次只看一条短信")
    return sender.check(text, number, lenders.listed(registers(home)), china_day(now()))


def registers(home: Path | None = None) -> tuple[Register, ...]:
    """The lists that come with Anning, and the person's own."""
    return (*(_own(home / "senders") if home else ()), *lenders.registers())


def _own(folder: Path) -> tuple[Register, ...]:
    try:
        return lenders.own(folder)
    except KnowledgeError as reason:
        raise InputUnusable(
            f"您自己的名录有一处写得不对：{reason.what}",
            where=reason.where,
            next_step="改好这一处，或先把这个文件移出 senders 文件夹，再看一次",
        ) from reason


def as_json(found: Sender) -> dict[str, Any]:
    """The contract of ``anning sender --json``, with more beside it."""
    value: dict[str, Any] = msgspec.to_builtins(found)
    return value
