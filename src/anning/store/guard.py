"""What a database complains of, in the words of errors.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

from anning.errors import AnningError, Busy, Damage, DiskFull, HomeUnusable

_FULL = ("disk is full", "disk full", "no space left")
_LOCKED = ("database is locked", "table is locked", "lock timeout", "deadlock")
_CLOSED = (
    "readonly database",
    "unable to open",
    "disk i/o error",
    "authorization denied",
    "permission denied",
)
_BROKEN = (
    "not a database",
    "malformed",
    "corrupt",
    "no such table",
    "no such column",
    "unsupported file format",
)
_BROKEN_ROWS = ("does not exist", "undefined")

REBUILD = (
    "先备份整个资料文件夹，再运行 anning rebuild：时间线会从证据库重新做出来；"
    "您写的标记能读出的会带过去，其余要靠备份"
)


@contextmanager
def spoken() -> Iterator[None]:
    """Turns an error of the database into Busy, DiskFull, HomeUnusable or Damage; others are defects of ours."""
    try:
        yield
    except Error as reason:
        raise translated(reason) from reason


def translated(reason: Exception) -> Exception:
    """The error in our words; the same one when we have none for it."""
    said = str(reason).lower()
    where = place()
    if any(word in said for word in _LOCKED):
        return Busy("资料库正被另一个安宁程序写入", where=where, next_step="等它做完，再试一次")
    if any(word in said for word in _FULL):
        return DiskFull(
            "资料库写不下了，这一次的改动没有保存", where=where, next_step="腾出一些空间，再试一次"
        )
    if any(word in said for word in _CLOSED):
        return HomeUnusable(
            f"资料库不能读写：{reason}", where=where, next_step="检查这个文件夹的写入权限和所在的磁盘"
        )
    if any(word in said for word in _BROKEN + _BROKEN_ROWS):
        return Damage("资料库文件坏了，或不是安宁写的；证据库不受影响", where=where, next_step=REBUILD)
    if connection.vendor == "postgresql" and not isinstance(reason, AnningError) and "connection" in said:
        return HomeUnusable(
            "连不上数据库服务器", where=where, next_step="检查它是否在运行，以及 database_url"
        )
    return reason


def place() -> str:
    """The database as a person can find it, without a password."""
    settings = connection.settings_dict
    return str(
        settings["NAME"] if connection.vendor == "sqlite" else f"{settings['HOST']}/{settings['NAME']}"
    )
