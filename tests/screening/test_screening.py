from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet

from anning import screening
from anning.errors import InputUnusable
from anning.screening import readers

TODAY = date(2026, 11, 24)
BAD = "再不还钱就去你单位闹，弄死你全家"
GOOD = "您的快递已放在门卫处，请及时领取"


def screened(data: bytes, form: str = "jsonl", **more) -> list[dict]:
    chunks = screening.read(io.BytesIO(data), form)
    said = b"".join(answer.lines for answer in screening.screen(chunks, today=TODAY, **more))
    return [json.loads(line) for line in said.splitlines()]


def lines(*items: dict) -> bytes:
    return b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in items)


def test_one_line_for_each_message_in_order_with_its_own_id():
    ids = ["a", 7, "七", 'quote"', -1, "a"]
    said = screened(lines(*({"id": i, "text": BAD if n % 2 else GOOD} for n, i in enumerate(ids))))
    assert [line["id"] for line in said] == ids
    assert [line["verdict"] == "unrelated" for line in said] == [True, False] * 3


def test_a_finding_says_words_place_norm_and_answer_of_the_other_side():
    [said] = screened(lines({"id": 1, "text": "🙂" + BAD, "at": "2026-03-01T10:00:00+08:00"}))
    assert said["verdict"] == "likely_unlawful"
    assert "norms_as_of" not in said
    for finding in said["findings"]:
        assert finding["quote"] == ("🙂" + BAD)[finding["start"] : finding["end"]]
        assert finding["level"] in {"high", "medium", "low"}
        assert finding["caution"]
        assert all(c["law"] and c["article"] and c["in_force"] and c["mark"] for c in finding["citations"])


def test_the_norms_are_those_of_the_day_in_china():
    last, first = "2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z"
    said = screened(lines({"id": 1, "text": BAD, "at": last}, {"id": 2, "text": BAD, "at": first}))
    articles = [
        {c["article"] for f in line["findings"] for c in f["citations"] if "治安" in c["law"]}
        for line in said
    ]
    assert articles[0]
    assert articles[0].isdisjoint(articles[1])
    assert any(article.startswith("42") for article in articles[0])
    assert any(article.startswith("50") for article in articles[1])


def test_without_a_date_the_norms_of_today_are_used_and_it_says_so():
    said = screened(
        lines({"id": 1, "text": BAD}, {"id": 2, "text": GOOD}, {"id": 3, "text": GOOD, "at": None})
    )
    assert [line["norms_as_of"] for line in said] == ["2026-11-24"] * 3


def test_a_bad_line_is_answered_with_its_number_and_reading_goes_on():
    data = b"\n".join(
        [
            lines({"id": 1, "text": GOOD}).strip(),
            b"not json",
            b"",
            b'{"id": 2}',
            b'{"text": "x"}',
            b'{"id": 3, "text": 5}',
            b'{"id": 4, "text": "x", "at": "yesterday"}',
            b'{"id": 5, "text": "x", "recipient": "nobody"}',
            b"[1, 2]",
            b'{"id": 6, "text": "\xff"}',
            lines({"id": 7, "text": BAD, "at": "2026-03-01"}).strip(),
        ]
    )
    said = screened(data)
    assert [line.get("line") for line in said] == [None, 2, 4, 5, 6, 7, 8, 9, 10, None]
    assert [line["id"] for line in said] == [1, None, 2, None, 3, 4, 5, None, None, 7]
    assert all(line["problem"] for line in said[1:-1])
    assert "verdict" not in said[1]
    assert said[-1]["verdict"] == "likely_unlawful"
    assert "norms_as_of" not in said[-1]


def test_half_an_emoji_changes_no_offset():
    text = "\ud83d" + BAD[:3] + "\ud83d" + BAD
    [said] = screened(json.dumps({"id": "x\ud83d", "text": text}).encode())
    assert said["id"] == "x\ud83d"
    assert said["findings"]
    assert all(f["quote"] == text[f["start"] : f["end"]] for f in said["findings"])


def test_two_objects_on_one_line_are_no_message():
    said = screened(b'{"id":1,"text":"a"}{"id":2,"text":"b"}\n{"id":3,"text":"c"}\n')
    assert [line["id"] for line in said] == [None, 3]
    assert said[0]["problem"]


def test_a_message_to_a_third_party_is_judged_as_one():
    text = "您朋友逾期了，请您转告他尽快还款"
    alone, told = screened(
        lines({"id": 1, "text": text}, {"id": 2, "text": text, "recipient": "third_party"})
    )
    assert len(told["findings"]) >= len(alone["findings"])


def test_chunks_and_workers_change_nothing(monkeypatch):
    data = lines(
        *({"id": n, "text": BAD if n % 40 == 3 else f"{GOOD}{n}"} for n in range(3000)), {"id": "end"}
    )
    expected = screened(data)
    assert expected[-1]["line"] == 3001
    monkeypatch.setattr(readers, "CHUNK", 5000)
    assert screened(data) == expected
    assert screened(data, workers=2) == expected


def test_what_is_read_ahead_stays_small_however_long_the_input(monkeypatch):
    monkeypatch.setattr(readers, "CHUNK", 1000)
    taken = 0

    class Endless(io.RawIOBase):
        def read(self, size=-1):
            nonlocal taken
            taken += 1
            return lines({"id": taken, "text": GOOD})

    answers = screening.screen(screening.read(Endless(), "jsonl"), today=TODAY)
    for _ in range(5):
        next(answers)
    assert taken < 12


def test_plain_text_has_the_number_of_its_line_for_id():
    said = screened(f"{GOOD}\r\n\n{BAD}".encode(), "text")
    assert [(line["id"], line["verdict"]) for line in said][::2] == [(1, "unrelated"), (3, "likely_unlawful")]
    assert len(said) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_chinese_spreadsheets(encoding):
    table = f'id,text,at\n甲,"{BAD}\n第二行",2025-12-31T10:00:00+08:00\n乙,{GOOD},\n'
    said = screened(table.encode(encoding), "csv")
    assert [line["id"] for line in said] == ["甲", "乙"]
    assert [line["verdict"] for line in said] == ["likely_unlawful", "unrelated"]
    assert [line.get("norms_as_of") for line in said] == [None, "2026-11-24"]


def test_csv_without_a_text_column_is_refused_and_without_ids_is_numbered():
    with pytest.raises(InputUnusable, match="text"):
        screened(b"a,b\n1,2\n", "csv")
    assert [line["id"] for line in screened(f"text\n{GOOD}\n{BAD}\n".encode(), "csv")] == [1, 2]


def test_parquet_is_read_row_group_by_row_group(tmp_path):
    table = pa.table({"id": [1, 2, 3], "text": [GOOD, BAD, None], "other": [1, 2, 3]})
    file = tmp_path / "messages.parquet"
    parquet.write_table(table, file)
    said = screened(file.read_bytes(), "parquet")
    assert [line["id"] for line in said] == [1, 2, 3]
    assert [line.get("verdict") for line in said] == ["unrelated", "likely_unlawful", None]
    assert said[2]["problem"]
    with pytest.raises(InputUnusable, match="Parquet"):
        screened(b"PAR1 not really", "parquet")


def test_lines_of_json_are_screened_without_the_memory_that_arrow_takes():
    asked = (
        "import sys; from anning import screening; assert screening.screen; print('pyarrow' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_the_format_is_told_by_the_name():
    names = ["a.jsonl", "a.ndjson", "-", "A.CSV", "a.parquet", "a.txt"]
    assert [screening.guessed(name) for name in names] == [
        "jsonl",
        "jsonl",
        "jsonl",
        "csv",
        "parquet",
        "text",
    ]


class TestArrow:
    def batch(self, **columns) -> pa.RecordBatch:
        return pa.RecordBatch.from_pydict(columns)

    def test_one_row_for_each_in_order_with_the_declared_schema(self):
        first = self.batch(id=["a", "b"], text=[GOOD, BAD])
        second = self.batch(id=["c"], text=[BAD])
        out = list(screening.batches(iter([first, second]), TODAY))
        assert [batch.schema for batch in out] == [screening.schema(pa.string())] * 2
        assert [row["id"] for batch in out for row in batch.to_pylist()] == ["a", "b", "c"]
        assert [row["verdict"] for row in out[0].to_pylist()] == ["unrelated", "likely_unlawful"]

    def test_the_findings_are_those_of_the_command(self):
        [row] = next(screening.batches(iter([self.batch(id=[1], text=[BAD])]), TODAY)).to_pylist()
        [said] = screened(lines({"id": 1, "text": BAD}))
        assert row["findings"] == said["findings"]
        assert row["norms_as_of"] == said["norms_as_of"]

    def test_times_may_be_text_or_timestamps(self):
        at = pa.array(
            [1767196799000, 1767196800000], pa.timestamp("ms", "UTC")
        )  # midnight of 2026-01-01 in China
        stamped = pa.RecordBatch.from_arrays(
            [pa.array([1, 2]), pa.array([BAD, BAD]), at], names=["id", "text", "at"]
        )
        written = self.batch(id=[1, 2], text=[BAD, BAD], at=["2025-12-31T23:59:59", "2026-01-01T00:00:00"])
        one, two = (
            next(screening.batches(iter([b]), TODAY)).column("findings").to_pylist()
            for b in (stamped, written)
        )
        assert one == two
        assert one[0] != one[1]

    def test_a_row_that_cannot_be_read_says_why(self):
        rows = next(
            screening.batches(iter([self.batch(id=[1, 2], text=[None, BAD], at=["", "gestern"])]), TODAY)
        ).to_pylist()
        assert [(row["verdict"], row["findings"]) for row in rows] == [(None, None)] * 2
        assert all(row["problem"] for row in rows)

    def test_no_batches_and_empty_batches(self):
        assert list(screening.batches(iter([]), TODAY)) == []
        empty = self.batch(id=pa.array([], pa.int64()), text=pa.array([], pa.string()))
        assert [batch.num_rows for batch in screening.batches(iter([empty]), TODAY)] == [0]
