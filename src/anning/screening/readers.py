"""What a set of messages may be written in, turned into chunks of JSON lines without reading it all.

Columns of CSV and Parquet have the names of the JSON fields (id, text, at, recipient); where there is no id it is
the number of the row, and in plain text the number of the line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, BinaryIO

import msgspec

from anning.errors import InputUnusable

CHUNK = 3 << 18
"""Bytes of JSON lines looked at together: some 4,700 messages, whose arrays stay in the processor's cache."""
ROWS = 1024
_LONGEST_LINE = 1 << 26

_encode = msgspec.json.encode
_SUFFIXES = {".csv": "csv", ".parquet": "parquet", ".txt": "text"}
_UTF8_MARK = codecs.BOM_UTF8


def guessed(name: str) -> str:
    """The format a file's name tells; JSON lines when it tells none."""
    return next((form for suffix, form in _SUFFIXES.items() if name.lower().endswith(suffix)), "jsonl")


def read(stream: BinaryIO, form: str) -> Iterator[bytes]:
    """Chunks of whole JSON lines from a stream in that format; InputUnusable when it is not in it at all."""
    return FORMATS[form](stream)


def _json_lines(stream: BinaryIO) -> Iterator[bytes]:
    rest = stream.read(CHUNK).removeprefix(_UTF8_MARK)
    while more := stream.read(CHUNK):
        whole, line_end, tail = more.rpartition(b"\n")
        if line_end:
            yield rest + whole + line_end
            rest = tail
        elif len(rest) < _LONGEST_LINE:
            rest += more
        else:
            raise InputUnusable("有一行超过 64 MB，这不像一行一条的 JSON", next_step="用 --format 说明格式")
    if rest:
        yield rest


def _text(stream: BinaryIO) -> Iterator[bytes]:
    lines = _opened(stream, newline="\n")
    rows = ({"id": number, "text": line.rstrip("\r\n")} for number, line in enumerate(lines, 1))
    return _chunks(rows)


def _csv(stream: BinaryIO) -> Iterator[bytes]:
    rows = csv.DictReader(_opened(stream, newline=""))
    if "text" not in (rows.fieldnames or ()):
        raise InputUnusable(
            "表格第一行里没有名为 text 的列",
            next_step="在第一行写上列名，内容一列叫 text，编号叫 id，时间叫 at",
        )
    return _chunks(_row(row, number) for number, row in enumerate(_patient(rows), 1))


def _parquet(stream: BinaryIO) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import parquet

    if not stream.seekable():
        raise InputUnusable("Parquet 不能从管道读入", next_step="给出文件路径，或者改用 jsonl")
    try:
        table = parquet.ParquetFile(stream)
    except pa.ArrowException as reason:
        raise InputUnusable(f"这不是 Parquet 文件，或者已经损坏：{reason}") from reason
    if "text" not in table.schema_arrow.names:
        raise InputUnusable("表里没有名为 text 的列", next_step="内容一列应当叫 text，编号叫 id，时间叫 at")
    wanted = [name for name in ("id", "text", "at", "recipient") if name in table.schema_arrow.names]
    rows = (row for batch in table.iter_batches(ROWS, columns=wanted) for row in batch.to_pylist())
    return _chunks(_row(row, number) for number, row in enumerate(rows, 1))


FORMATS: Mapping[str, Callable[[BinaryIO], Iterator[bytes]]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
    "text": _text,
}


def _row(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The fields that are filled in, with the number of the row where there is no id."""
    given = {name: row[name] for name in ("text", "at", "recipient") if row.get(name) not in (None, "")}
    return {"id": number if row.get("id") in (None, "") else row["id"], **given}


def _patient(rows: csv.DictReader[str]) -> Iterator[Mapping[str, Any]]:
    """Rows, with an empty one for each that the csv module cannot read."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield {}


def _chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    source = iter(rows)
    while some := list(islice(source, ROWS)):
        yield b"\n".join([*map(_encode, some), b""])


def _opened(stream: BinaryIO, newline: str) -> IO[str]:
    """The stream as text: UTF-16 and UTF-8 by their marks, else UTF-8 where it fits and GB18030 where not."""
    buffered = io.BufferedReader(stream, CHUNK) if not isinstance(stream, io.BufferedReader) else stream  # type: ignore[type-var]
    head = buffered.peek(CHUNK)[:CHUNK]
    return io.TextIOWrapper(buffered, encoding=_encoding(head), errors="replace", newline=newline)


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
