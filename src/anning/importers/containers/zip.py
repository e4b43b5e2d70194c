"""Zip archives, read without ever writing a file: hostile sizes, names and nesting end in a sentence."""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from anning.domain.records import Problem
from anning.importers.containers import Member
from anning.importers.limits import MEGABYTE, Limits

_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENTS = (
    ".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".odt", ".ods", ".odp", ".ofd", ".epub", ".apk", ".jar", ".wps",
)  # fmt: skip
_DOCUMENT_MARKS = (b"[Content_Types].xml", b"mimetype", b"AndroidManifest.xml", b"META-INF/", b"OFD.xml")
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_LONGEST_NAME = 240
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


class Zip:
    """A zip archive; office documents and apps, which are zip files too, are left to be what they are."""

    name = "zip"

    def sniff(self, head: bytes, name: str) -> int:
        """By its first bytes."""
        if not head.startswith(_STARTS) or name.lower().endswith(_DOCUMENTS):
            return 0
        first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
        return 0 if first.startswith(_DOCUMENT_MARKS) else 100

    def members(self, file: BinaryIO, limits: Limits) -> Iterator[Member | Problem]:
        """Files in the order of the archive's own list."""
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN:
            yield Problem(
                "压缩包", "压缩包坏了或不完整，打不开；请在手机上重新导出，或重新复制一遍。原件已完整保存"
            )
            return
        with archive:
            yield from _Unpacking(archive, limits).members()


class _Unpacking:
    """One archive being read, and how much it has unfolded to."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._left = limits.unpacked
        self._names: set[str] = set()

    def members(self) -> Iterator[Member | Problem]:
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        for number, entry in enumerate(entries):
            if number >= self._limits.entries:
                rest = len(entries) - number
                yield Problem("压缩包", f"文件太多：只读了前 {number} 个，还有 {rest} 个没有读，请分批导入")
                return
            name = self._unique(_label(entry, number))
            if name.startswith(_JUNK) or name.rpartition("/")[2] in _JUNK:
                continue
            if refusal := self._refusal(entry):
                yield Problem(name, refusal)
            else:
                yield from self._opened(entry, name)

    def _refusal(self, entry: zipfile.ZipInfo) -> str:
        if entry.flag_bits & _ENCRYPTED:
            return "这个文件设了密码，打不开；请先在电脑上解压，再导入解压出来的文件"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "这是一个指向别处的链接，不是文件，没有读"
        if entry.file_size > MEGABYTE and entry.file_size > self._limits.ratio * max(1, entry.compress_size):
            sizes = f"{entry.compress_size} 字节会展开成 {entry.file_size} 字节"
            return f"压缩得异常厉害（{sizes}），像是“压缩炸弹”，没有展开；原件已完整保存"
        if entry.file_size > self._left:
            return f"压缩包展开后超过 {self._limits.unpacked >> 20} MB，这个文件没有读，请解压后单独导入"
        return ""

    def _opened(self, entry: zipfile.ZipInfo, name: str) -> Iterator[Member | Problem]:
        try:
            inner = self._archive.open(entry)
        except _BROKEN:
            yield Problem(name, "压缩包里的这个文件坏了，或用了不认识的压缩方法，打不开；其余的照常读出")
            return
        most = min(self._left, max(MEGABYTE, self._limits.ratio * entry.compress_size))
        with inner:
            unfolding = _Unfolding(inner, most, entry.CRC)
            yield Member(name, entry.file_size, cast("BinaryIO", io.BufferedReader(unfolding)))
            self._left -= unfolding.taken
            if unfolding.fault:
                yield Problem(name, unfolding.fault)

    def _unique(self, name: str) -> str:
        """Two files of one name are told apart by a number, the same for the same archive."""
        plain, count = name, 1
        while name in self._names:
            count += 1
            name = f"{plain}#{count}"
        self._names.add(name)
        return name


class _Unfolding(io.RawIOBase):
    """A member's bytes; ends without an exception where they are damaged or too many, fault then says why."""

    def __init__(self, inner: IO[bytes], most: int, checksum: int) -> None:
        super().__init__()
        # zipfile would keep the last block back where the checksum does not fit; here it is read, and told.
        vars(inner)["_expected_crc"] = None
        self._inner, self._most = inner, most
        self._checksum, self._sum = checksum, 0
        self.taken = 0
        self.fault = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if self.fault:
            return 0
        try:
            data = self._inner.read(len(buffer))
        except _BROKEN:
            self.fault = "压缩包里的这个文件坏了，坏处之前的已读出"
            return 0
        if not data and self._sum != self._checksum:
            self.fault = "压缩包里的这个文件与它的校验值不符，有的地方坏了；能读出的已读出，请对照原件核对"
        self._sum = zlib.crc32(data, self._sum)
        self.taken += len(data)
        if self.taken > self._most:
            self.fault = "展开后比压缩包自己说的大得多，像是“压缩炸弹”，没有读完"
            return 0
        buffer[: len(data)] = data
        return len(data)


def _label(entry: zipfile.ZipInfo, number: int) -> str:
    """The name to show: Chinese as it was meant, without any way out of the archive."""
    parts = [part for part in _name(entry).replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    clean = "".join(char if char.isprintable() else "_" for char in "/".join(parts))
    return clean[-_LONGEST_NAME:] or f"entry-{number}"


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


ZIP = Zip()
