"""The bytes of the file as UTF-8, whatever they were and whatever the file says they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 65536

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']""")
_CHINESE = frozenset({"gb2312", "gbk", "cp936", "gb18030", "hz"})
_UTF8 = "utf-8"


def encoding_of(head: bytes) -> tuple[str, str]:
    """What the bytes are and what the file says they are; "" for the second when it says nothing.

    A mark at the beginning or wide characters decide. Otherwise UTF-8, the declared encoding and GB18030 are
    held against the bytes. Another one than UTF-8 must fit far better: damaged UTF-8 fits nothing.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, ""
    for start, name in _WIDE:
        if head.lstrip(b" \t\r\n").startswith(start):
            return name, ""
    declared = _declared(head)
    candidates = dict.fromkeys((_UTF8, declared or _UTF8, "gb18030"))
    return min(candidates, key=lambda name: _misfits(head, name) * (1 if name == _UTF8 else 4)), declared


def decoded_head(head: bytes) -> str:
    """The beginning of a file as text, for looking at only."""
    name, _ = encoding_of(head)
    return codecs.getincrementaldecoder(name)("replace").decode(head).lstrip("\ufeff")


def blocks(head: bytes, stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """The file from its head on as blocks of UTF-8; what does not fit becomes U+FFFD unless it is UTF-8 already."""
    if encoding == _UTF8:
        head = head.removeprefix(codecs.BOM_UTF8)
        while head:
            yield head
            head = stream.read(BLOCK)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    while head:
        text = decoder.decode(head)
        if first:
            text, first = text.lstrip("\ufeff"), False
        yield text.encode("utf-8", "replace")
        head = stream.read(BLOCK)
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _declared(head: bytes) -> str:
    if not (found := _DECLARED.match(head)):
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    if name in _CHINESE:
        return "gb18030"  # the label is often narrower than the text
    return name if _plain_in(name) else ""


def _plain_in(name: str) -> bool:
    """Whether it is a text encoding in which markup looks like markup."""
    try:
        return "<sms />".encode(name) == b"<sms />"
    except (LookupError, UnicodeError):
        return False


def _misfits(head: bytes, name: str) -> int:
    decoder = codecs.getincrementaldecoder(name)("replace")
    return decoder.decode(head).count("\ufffd")
