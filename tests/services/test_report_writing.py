from __future__ import annotations

import csv
import io
import json
import shutil
from hashlib import sha256

import pytest
from pypdf import PdfReader

from anning import store
from anning.errors import InputUnusable
from anning.services import report, sample
from anning.store import Where
from anning.vault import Export

NAMES = ["findings.csv", "report.html", "report.json", "report.pdf", "timeline.jsonl"]


@pytest.fixture
def case(opened, home, tmp_path_factory):
    """A home with the sample case; it is made once and copied."""
    filled = tmp_path_factory.getbasetemp() / "sample-home"
    if not filled.exists():
        sample.fill(opened(filled))
        store.close()
    shutil.copytree(filled, home)
    return opened(home)


def test_everything_is_written_and_the_log_knows_what_left(case, tmp_path):
    written = report.write(case, tmp_path / "out")
    assert [path.name for path in written.paths] == NAMES
    assert written.undrawable == ()
    left = {e.event.name: e.event.sha256 for e in case.vault.events() if isinstance(e.event, Export)}
    assert left == {path.name: sha256(path.read_bytes()).hexdigest() for path in written.paths}


def test_only_the_owner_can_read_it(case, tmp_path):
    assert {path.stat().st_mode & 0o777 for path in report.write(case, tmp_path / "out").paths} == {0o600}


def test_the_same_home_gives_the_same_bytes(case, tmp_path):
    one, two = (report.write(case, tmp_path / name).paths for name in ("one", "two"))
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_every_quote_is_a_slice_of_its_text(case, tmp_path):
    report.write(case, tmp_path)
    rows = [
        json.loads(line) for line in (tmp_path / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = [(row["text"], finding) for row in rows for finding in row["findings"]]
    assert found
    assert all(text[f["start"] : f["end"]] == f["quote"] for text, f in found)


def test_the_timeline_holds_whole_conversations_and_no_family(case, tmp_path):
    report.write(case, tmp_path)
    rows = [
        json.loads(line) for line in (tmp_path / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    shown = {row["id"] for row in rows}
    talking = {row["address"] for row in rows if row["findings"] and row["direction"] == "in"} - {""}
    whole = {e.id for number in talking for e in store.every_entry(Where(address=number))}
    assert whole <= shown
    assert any(row["direction"] == "out" for row in rows)
    assert not {"妈", "爸", "王喆"} & {row["name"] for row in rows}


def test_the_numbers_agree_with_the_index(case, tmp_path):
    report.write(case, tmp_path)
    numbers = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert numbers["likely_unlawful"] == store.count(Where(verdicts=("likely_unlawful",), direction="in"))
    assert sum(numbers["contacts"].values()) == store.count(Where())
    assert len(numbers["files"]) == len([row for row in store.evidences() if not row.hidden])
    table = (tmp_path / "findings.csv").read_text(encoding="utf-8-sig")
    findings = sum(len(entry.findings) for entry in store.every_entry(Where()))
    assert len(list(csv.reader(io.StringIO(table, newline="")))) == findings + 1


def test_the_papers_carry_the_rare_names(case, tmp_path):
    report.write(case, tmp_path)
    pages = "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    assert "陈堃" in pages
    assert "陈堃" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_hash_to_be_kept_outside_is_the_one_sha256sum_gives(case, tmp_path):
    report.write(case, tmp_path)
    noted = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["log_line"]
    lines = (case.config.vault / "log.jsonl").read_bytes().splitlines(keepends=True)
    assert sha256(lines[noted["line"] - 1]).hexdigest() == noted["sha256"]
    assert noted["sha256"] in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_an_empty_home_has_a_report(desk, tmp_path):
    written = report.write(desk, tmp_path)
    assert [path.name for path in written.paths] == NAMES


def test_a_folder_that_cannot_be_written_is_named(desk, tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(InputUnusable) as told:
        report.write(desk, tmp_path / "out")
    assert "out" in told.value.where
