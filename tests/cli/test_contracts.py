"""What other programs rely on: the shapes of --json and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXPORT = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="2">
<sms address="19900000001" date="1769911200000" type="1" body="请按时还款" contact_name="(Unknown)" />
<sms address="19900000001" date="1769911260000" type="2" body="好的" contact_name="(Unknown)" />
</smses>
"""


def anning(*arguments: object, home: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anning", "--home", str(home), *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == code, answer.stderr
    return answer


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contracts")
    (folder / "sms.xml").write_text(EXPORT, encoding="utf-8")
    return folder, json.loads(anning("import", folder / "sms.xml", "--json", home=folder / "home").stdout)


def test_import_says_what_became_of_every_file(filled):
    folder, report = filled
    (file,) = report["files"]
    assert {"path", "sha256", "container", "format", "items", "duplicates", "problems"} <= set(file)
    assert file["path"] == str(folder / "sms.xml")
    assert len(file["sha256"]) == 64
    assert set(file["items"]) == {"message", "call", "recording", "image", "email", "document"}
    assert report["totals"]["message"] == 2
    assert report["import_id"]


def test_timeline_is_one_object_a_line(filled):
    folder, _ = filled
    lines = anning("timeline", "--json", home=folder / "home").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    wanted = "id kind at direction address name text duration_s state evidence locator findings"
    assert all(set(wanted.split()) <= set(row) for row in rows)
    assert [row["direction"] for row in rows] == ["in", "out"]
    assert rows[0]["at"] == "2026-02-01T10:00:00+08:00"


def test_search_finds_two_characters(filled):
    folder, _ = filled
    found = anning("timeline", "--json", "--search", "还款", home=folder / "home").stdout.splitlines()
    assert [json.loads(line)["text"] for line in found] == ["请按时还款"]


def test_verify_says_ok_and_names_damage(filled, tmp_path):
    folder, _ = filled
    found = json.loads(anning("verify", "--json", home=folder / "home").stdout)
    assert found["ok"]
    assert {"ok", "checked", "damage", "anchors"} <= set(found)


def test_verify_of_a_changed_vault_ends_with_four(filled, tmp_path):
    import shutil

    folder, _ = filled
    copy = Path(shutil.copytree(folder / "home", tmp_path / "home"))
    sealed = next(iter((copy / "vault" / "objects").rglob("*.age")))
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    found = json.loads(anning("verify", "--json", home=copy, code=4).stdout)
    assert not found["ok"]
    assert sealed.name in found["damage"][0]["item"]
    assert {"item", "what", "effect", "next_step"} <= set(found["damage"][0])


def test_undo_and_its_exit_codes(filled, tmp_path):
    (tmp_path / "sms.xml").write_text(EXPORT, encoding="utf-8")
    home = tmp_path / "home"
    done = json.loads(anning("import", tmp_path / "sms.xml", "--json", home=home).stdout)["import_id"]
    anning("import", "--undo", done, home=home)
    assert anning("timeline", "--json", home=home).stdout == ""
    anning("import", "--undo", "no-such", home=home, code=3)
    anning("import", home=home, code=2)


def test_law_show_has_the_fields_others_read(tmp_path):
    asked = ("law", "show", "治安管理处罚法", "50(1)(5)", "--on", "2026-01-01", "--json")
    found = json.loads(anning(*asked, home=tmp_path).stdout)
    wanted = {
        "law",
        "article",
        "title",
        "in_force_from",
        "in_force_to",
        "summary",
        "source",
        "mark",
        "replaced_by",
    }
    assert wanted <= set(found)
    assert found["in_force_from"] == "2026-01-01"
    assert found["mark"] == "V"


def test_law_list_names_every_statute(tmp_path):
    found = json.loads(anning("law", "list", "--json", home=tmp_path).stdout)
    assert {"中华人民共和国民法典", "中华人民共和国治安管理处罚法"} <= {statute["law"] for statute in found}
