"""The same screening over Arrow record batches: the one function to hand to Spark's mapInArrow and its like.

Nothing here knows Spark. Rows stay in order, one out for one in, so a retried task gives the same rows again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import pyarrow as pa

from anning.detection.wording import UNRELATED, Examiner, examiner
from anning.domain.china_time import china_day, instant, now, parse_iso
from anning.domain.findings import Examined

_CITATION = pa.struct([(name, pa.string()) for name in ("law", "article", "in_force", "mark")])
FINDING = pa.struct(
    [
        ("conduct", pa.string()),
        ("rule", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("quote", pa.string()),
        ("level", pa.string()),
        ("citations", pa.list_(_CITATION)),
        ("caution", pa.string()),
        ("verdict", pa.string()),
        ("decides", pa.string()),
        ("disguised", pa.bool_()),
    ]
)


def schema(identity: pa.DataType) -> pa.Schema:
    """What comes out for ids of that type: id, verdict, findings, norms_as_of (null with a date), problem."""
    return pa.schema(
        [
            ("id", identity),
            ("verdict", pa.string()),
            ("findings", pa.list_(FINDING)),
            ("norms_as_of", pa.string()),
            ("problem", pa.string()),
        ]
    )


def batches(source: Iterator[pa.RecordBatch], today: date | None = None) -> Iterator[pa.RecordBatch]:
    """Findings for batches with columns id, text and, where there are any, at and recipient.

    at is text (ISO 8601) or a timestamp; without a zone it is China time. A row without usable text or time has
    a null verdict and says why in problem. Safe in several threads and processes; every one builds its examiner
    from the cache once.
    """
    day = today or china_day(now())
    for batch in source:
        yield _answered(examiner(), batch, day)


def _answered(judge: Examiner, batch: pa.RecordBatch, today: date) -> pa.RecordBatch:
    texts = batch.column("text").to_pylist()
    read = [_day(at) for at in _column(batch, "at")]
    when = [None if isinstance(day, str) else day for day in read]
    whom = _column(batch, "recipient")
    problems = [_problem(text, day) for text, day in zip(texts, read, strict=True)]
    found = judge.found(
        ["" if problem else text for text, problem in zip(texts, problems, strict=True)],
        lambda n: when[n] or today,
        lambda n: whom[n] or "",
    )
    said = [None if problem else found.get(n, UNRELATED) for n, problem in enumerate(problems)]
    out = schema(batch.schema.field("id").type)
    columns = [
        batch.column("id"),
        [examined and examined.verdict for examined in said],
        [_findings(examined) for examined in said],
        [None if day or problem else today.isoformat() for day, problem in zip(when, problems, strict=True)],
        problems,
    ]
    return pa.RecordBatch.from_arrays(
        [
            pa.array(column, field.type) if isinstance(column, list) else column
            for column, field in zip(columns, out, strict=True)
        ],
        schema=out,
    )


def _column(batch: pa.RecordBatch, name: str) -> Sequence[Any]:
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    values: list[Any] = batch.column(name).to_pylist()
    return values


def _day(at: object) -> date | str | None:
    """The legal day; None without one, the value itself as text when it is no time."""
    if at is None or at == "":
        return None
    try:
        return china_day(instant(at) if isinstance(at, datetime) else parse_iso(str(at)))
    except (ValueError, OverflowError):
        return str(at)


def _problem(text: object, day: date | str | None) -> str | None:
    if not isinstance(text, str):
        return "text 应当是文字"
    return "at 读不懂" if isinstance(day, str) else None


def _findings(examined: Examined | None) -> list[dict[str, Any]] | None:
    return None if examined is None else [msgspec.to_builtins(finding) for finding in examined.findings]
