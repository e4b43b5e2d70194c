"""Every bad file a person may hand over: a sentence, an exit code, and the rest goes in."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

GOOD = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="1">
<sms address="19900000001" date="1769911200000" type="1" subject="null" body="请按时还款" contact_name="(Unknown)" />
</smses>
"""


def anning(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anning", "--home", home, *arguments]
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=300
    )


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><smses count="1"><sms address="1" date="1" type="1" body="&c;"/></smses>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<smses count="1"><sms address="1" date="1" type="1" body="&x;"/></smses>'
)
ODD_ROWS = """<?xml version='1.0' encoding='UTF-8'?>
<smses count="4">
<sms address="19900000001" date="昨天" type="1" body="时间写成了字" />
<sms address="19900000001" date="0" type="1" body="一九七〇年" />
<sms address="19900000001" date="4102444800000" type="1" body="二〇九九年以后" />
<sms address="19900000001" date="1769911200000" type="1" body="好的一条" />
</smses>
"""

BAD = {
    "empty.xml": b"",
    "laughs.xml": LAUGHS.encode(),
    "outside.xml": OUTSIDE.encode(),
    "cut.xml": GOOD.encode()[:-12],
    "utf16-says-utf8.xml": GOOD.encode("utf-16"),
    "gbk-says-utf8.xml": GOOD.encode("gb18030"),
    "odd-rows.xml": ODD_ROWS.encode(),
    "bomb.zip": zipped(big_dot_bin=bytes(300_000_000)),
    "nested.zip": zipped(a_dot_zip=zipped(b_dot_zip=zipped(c_dot_zip=zipped(sms_dot_xml=GOOD.encode())))),
    "dots.zip": zipped(_dot__dot____dot__dot__evil_dot_xml=GOOD.encode()),
    "broken.zip": b"PK\x03\x04" + bytes(50),
    "not-a-photo.jpg": b"hello",
    "noise.bin": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_never_stops_a_good_one(tmp_path, name):
    bad, good = tmp_path / name, tmp_path / "good.xml"
    bad.write_bytes(BAD[name])
    good.write_text(GOOD, encoding="utf-8")

    answer = anning("import", "--json", bad, good, home=tmp_path / "home")

    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert report["totals"]["message"] >= 1
    timeline = anning("timeline", "--json", home=tmp_path / "home").stdout
    assert timeline.count("请按时还款") >= 1
    assert "root:" not in timeline
    assert anning("verify", "--json", home=tmp_path / "home").returncode == 0
    assert not list(tmp_path.parent.glob("**/evil.xml"))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("laughs.xml", "DTD"),
        ("outside.xml", "DTD"),
        ("cut.xml", "没有"),
        ("odd-rows.xml", "第 3 行"),
        ("bomb.zip", "big.bin"),
        ("nested.zip", "压缩"),
        ("broken.zip", "坏了"),
    ],
)
def test_what_could_not_be_read_is_named_in_chinese(tmp_path, name, says):
    (tmp_path / name).write_bytes(BAD[name])
    answer = anning("import", "--json", tmp_path / name, home=tmp_path / "home")
    problems = [p for file in json.loads(answer.stdout)["files"] for p in file["problems"]]
    assert problems
    assert any(says in p["where"] + p["reason"] for p in problems), problems
    assert all(any("\u4e00" <= c <= "\u9fff" for c in p["reason"]) for p in problems)


def test_rows_that_can_be_read_are_read(tmp_path):
    (tmp_path / "odd.xml").write_text(ODD_ROWS, encoding="utf-8")
    anning("import", tmp_path / "odd.xml", home=tmp_path / "home")
    rows = [
        json.loads(line) for line in anning("timeline", "--json", home=tmp_path / "home").stdout.splitlines()
    ]
    assert [row["text"] for row in rows if row["at"]].count("好的一条") == 1
    assert len(rows) == 4


def test_a_file_that_is_not_there_ends_with_its_own_code(tmp_path):
    answer = anning("import", tmp_path / "没有.xml", home=tmp_path / "home")
    assert answer.returncode == 3
    assert "没有这个文件" in answer.stderr


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs the right to mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_said_so_and_nothing_that_was_there_is_lost(tmp_path, small_disk):
    (tmp_path / "good.xml").write_text(GOOD, encoding="utf-8")
    home = small_disk / "home"
    assert anning("import", tmp_path / "good.xml", home=home).returncode == 0
    before = anning("timeline", "--json", home=home).stdout
    (tmp_path / "huge.bin").write_bytes(os.urandom(6_000_000))

    answer = anning("import", tmp_path / "huge.bin", home=home)

    assert answer.returncode == 3, answer.stderr
    assert "磁盘空间不够" in answer.stderr
    assert anning("timeline", "--json", home=home).stdout == before
    assert anning("verify", "--quick", home=home).returncode == 0


def test_a_file_that_is_no_index_is_said_so_and_mended(tmp_path):
    home = tmp_path / "home"
    (tmp_path / "good.xml").write_text(GOOD, encoding="utf-8")
    anning("import", tmp_path / "good.xml", home=home)
    before = anning("timeline", "--json", home=home).stdout
    for side in home.glob("anning.sqlite3-*"):
        side.unlink()
    (home / "anning.sqlite3").write_bytes(b"this is no database" * 400)

    answer = anning("timeline", home=home)
    assert answer.returncode == 4
    assert "anning rebuild" in answer.stderr

    assert anning("rebuild", home=home).returncode == 0
    assert anning("timeline", "--json", home=home).stdout == before
