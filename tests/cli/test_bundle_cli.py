from __future__ import annotations

import json
import subprocess
import sys

import pytest

THREAT = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="1">
<sms address="19900000001" date="1769911200000" type="1" body="今天不还钱就打断你的腿" contact_name="(Unknown)" />
</smses>
"""


def anning(*arguments: object, home, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anning", "--home", str(home), *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == code, answer.stderr
    return answer


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "sms.xml").write_text(THREAT, encoding="utf-8")
    anning("import", folder / "sms.xml", home=folder / "home")
    told = json.loads(
        anning("bundle", folder / "out", "--for", "lawyer", "--json", home=folder / "home").stdout
    )
    return folder, told


def test_the_folder_is_accounted_for(handed):
    folder, told = handed
    assert told["folder"] == str(folder / "out")
    assert told["exhibits"][0][0] == "甲证1"
    assert (folder / "out/summary.pdf").read_bytes().startswith(b"%PDF")
    assert len(told["sums"]) == 64


def test_verify_takes_a_bundle_and_names_what_is_damaged(handed):
    folder, _ = handed
    assert json.loads(anning("verify", folder / "out", "--json", home=folder / "home").stdout)["ok"]
    paper = folder / "out/bundle.pdf"
    paper.write_bytes(paper.read_bytes() + b" ")
    found = json.loads(anning("verify", folder / "out", "--json", home=folder / "home", code=4).stdout)
    assert [one["item"] for one in found["damage"]] == ["bundle.pdf"]


def test_what_is_there_is_never_written_over(handed):
    folder, _ = handed
    answer = anning("bundle", folder / "out", home=folder / "home", code=6)
    assert "换一个" in answer.stderr
