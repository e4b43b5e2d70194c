"""SMS Backup & Restore (SyncTech): XML of text messages, MMS with their parts, and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from anning.domain.records import Problem, Reading
from anning.importers.formats import HEAD, Found, Place
from anning.importers.formats.sms_backup_restore import text
from anning.importers.formats.sms_backup_restore.reader import Doctype, Reader
from anning.importers.formats.sms_backup_restore.repairs import References

_NAME = re.compile(r"(?:^|/)(?:sms|calls)-?\d{8,14}[^/]*\.xml$", re.IGNORECASE)
_ROOT = re.compile(r"<(?:smses|calls)[\s/>]")
_ROW = re.compile(r"<(?:sms|mms|call)\s[^>]*\b(?:address|number|date)\s*=")


class SmsBackupRestore:
    """The format of Android's most used backup app; also of what others write in its manner."""

    name = "sms_backup_restore"
    version = "1"

    def sniff(self, head: bytes, name: str) -> int:
        """By its elements, in whatever encoding; by the app's file names when it is some XML."""
        start = text.decoded_head(head)
        if not start.lstrip().startswith("<"):
            return 0
        if _ROOT.search(start):
            return 100
        return 90 if _ROW.search(start) else 60 if _NAME.search(name) else 0

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Found]:
        """Contacts and attachments in the order of the file; damage is told by line and the rest goes on."""
        head = stream.read(HEAD).lstrip(b" \t\r\n")
        encoding, declared = text.encoding_of(head)
        if declared and encoding != declared:
            yield Problem(place.name, f"文件自称是 {declared} 编码，实际是 {encoding}，已按实际的读出")
        reader, references = Reader(place), References()
        refused = False
        try:
            yield from reader.read(_mended(text.blocks(head, stream, encoding), references))
        except Doctype:
            refused = True
            yield Problem(
                place.line(reader.line()),
                "文件里带有 DTD 声明。手机备份不会有这个，它可以用来攻击读文件的程序，所以没有读；原件已完整保存",
            )
        else:
            yield from _remarks(reader, place)
        yield self._account(reader, references, encoding, refused=refused)

    def _account(self, reader: Reader, references: References, encoding: str, *, refused: bool) -> Reading:
        elements = reader.elements
        repairs = dict(references.counts)
        if reader.mended:
            repairs["broken_element"] = reader.mended
        return elements.tally.end(
            self.name,
            complete=reader.closed and not refused,
            encoding=encoding,
            declared=elements.declared,
            repairs=repairs,
            tool=reader.tool,
        )


def _mended(blocks: Iterator[bytes], references: References) -> Iterator[bytes]:
    for block in blocks:
        yield references.mend(block)
    yield references.last()


def _remarks(reader: Reader, place: Place) -> Iterator[Problem]:
    """What is to be said of the file as a whole."""
    elements = reader.elements
    if not elements.seen and not reader.closed:
        yield Problem(place.name, "文件里没有一条短信或通话可以读出")
    elif reader.closed and elements.declared is not None and elements.declared != elements.seen:
        yield Problem(
            place.name, f"文件自称有 {elements.declared} 条，实际有 {elements.seen} 条，以实际的为准"
        )


FORMAT = SmsBackupRestore()
