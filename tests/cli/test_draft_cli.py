from __future__ import annotations

import json
import subprocess
import sys


def anning(home, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anning", "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_one_paper_as_files_and_as_json(home, tmp_path):
    out = tmp_path / "out"
    ended = anning(home, "draft", "police", "--out", str(out), "--day", "2026-11-24", "--json")
    told = json.loads(ended.stdout)
    assert told["kind"] == "police"
    assert told["day"] == "2026-11-24"
    assert [path.name for path in sorted(out.iterdir())] == ["police.docx", "police.pdf"]
    assert {"field": "me.name", "label": "姓名"} in told["blanks"]
    assert {"whom": "公安机关", "count": 1} in told["copies"]


def test_the_list_and_a_kind_that_is_not_there(home, tmp_path):
    listed = json.loads(anning(home, "draft", "--list", "--json").stdout)
    assert {"complaint_lender", "suit"} <= {one["kind"] for one in listed}
    ended = anning(home, "draft", "love_letter", "--out", str(tmp_path))
    assert ended.returncode == 3
    assert "complaint_lender" in ended.stderr
    assert anning(home, "draft", "police").returncode == 2
