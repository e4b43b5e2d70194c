"""An MMS while it is read: its text, its pictures and the people it went between."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping

from anning.domain.records import Attachment, Problem
from anning.importers.formats.sms_backup_restore import values
from anning.importers.formats.sms_backup_restore.values import plain

_KNOWN = frozenset(
    {"seq", "ct", "name", "chset", "cd", "fn", "cid", "cl", "ctt_s", "ctt_t", "text", "data", "sub_id"}
)
_FROM = "137"
_NO_ADDRESS = "insert-address-token"
_LAYOUT = "application/smil"
_SPACES = {ord(space): None for space in " \t\r\n"}


class Mms:
    """One MMS: text parts are collected in texts, all others become attachments in found."""

    def __init__(self, locator: str, attrs: Mapping[str, str], problem: Callable[[str], None]) -> None:
        self.locator, self.attrs = locator, attrs
        self.texts: list[str] = []
        self.extra: dict[str, str] = {}
        self.found: list[Attachment | Problem] = []
        self._problem = problem
        self._parts = 0
        self._sender = ""

    def sender(self) -> str:
        """Who sent it, nothing when that was the owner of the phone or is not told."""
        return self._sender

    def addr(self, attrs: Mapping[str, str]) -> None:
        """One of the people of this message."""
        address = plain(attrs.get("address"))
        if attrs.get("type") == _FROM and address != _NO_ADDRESS:
            self._sender = address

    def part(self, attrs: Mapping[str, str]) -> None:
        """One part; what cannot be read is told and the others stay."""
        number = self._parts
        self._parts += 1
        kind = plain(attrs.get("ct")).lower() or "application/octet-stream"
        for name in attrs.keys() - _KNOWN:
            if value := plain(attrs[name]):
                self.extra[f"part[{number}].{name}"] = value
        text, data = attrs.get("text"), plain(attrs.get("data"))
        if kind == "text/plain" and not data:
            self.texts.append(plain(text))
        elif kind != _LAYOUT or data:
            self._take(number, kind, attrs, self._bytes(attrs, plain(text), data))

    def pass_over(self) -> None:
        """Count a part that is not read."""
        self._parts += 1

    def _take(self, number: int, kind: str, attrs: Mapping[str, str], data: bytes | None) -> None:
        if data is None:
            return
        if kind == "text/plain":
            self.texts.append(values.decoded(data, attrs.get("chset", "")))
            return
        names = (plain(attrs.get(key)) for key in ("name", "cl", "fn"))
        name = next(filter(None, names), f"part-{number}")
        self.found.append(Attachment(f"{self.locator}/part[{number}]", name, kind, data, self.locator))

    def _bytes(self, attrs: Mapping[str, str], text: str, data: str) -> bytes | None:
        if not data:
            if not text:
                self._problem("彩信里的一个附件在备份里没有内容，可能备份时没有选“包含彩信附件”")
            return text.encode() or None
        try:
            return binascii.a2b_base64(data.translate(_SPACES) if " " in data else data, strict_mode=True)
        except (binascii.Error, ValueError):
            name = plain(attrs.get("name")) or plain(attrs.get("cl")) or "没有名字"
            self._problem(f"彩信附件“{name[:60]}”的数据坏了，读不出来；这条彩信的文字和其他附件不受影响")
            return None
