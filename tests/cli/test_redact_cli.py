"""anning redact: a covered copy and its list beside it, never over another file."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from PIL import Image

from anning.cli.main import program
from anning.shield import opened as reading


@pytest.fixture(autouse=True)
def blind(monkeypatch, desk):
    monkeypatch.setattr(reading, "eyes", lambda: None)


def redact(home, *words):
    return CliRunner().invoke(program, ["--home", str(home), "redact", *map(str, words)])


def test_a_text_is_covered_and_listed(home, tmp_path):
    source, out, names = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "names.txt"
    source.write_text("王小明的手机13800138000", encoding="utf-8")
    names.write_text("王小明\n", encoding="utf-8")
    said = json.loads(redact(home, source, out, "--names", names, "--json").output)
    assert [one["kind"] for one in said["covered"]] == ["word", "mobile"]
    written = out.read_text(encoding="utf-8")
    assert "13800138000" not in written
    assert "王小明" not in written
    assert json.loads((tmp_path / "b.txt.json").read_text())["copy"] == said["copy"]
    assert source.read_text(encoding="utf-8") == "王小明的手机13800138000"


def test_no_file_is_overwritten(home, tmp_path):
    source, out = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("手机13800138000", encoding="utf-8")
    out.write_text("有用", encoding="utf-8")
    assert redact(home, source, out).exit_code != 0
    assert out.read_text(encoding="utf-8") == "有用"


def test_a_picture_is_first_handed_out_to_be_looked_at(home, tmp_path):
    source, out = tmp_path / "a.png", tmp_path / "b.png"
    Image.new("RGB", (200, 100), "white").save(source)
    assert redact(home, source, out, "--box", "1,0,0,50,50").exit_code != 0
    assert not out.exists()
    assert (tmp_path / "待看-b.png").exists()
    assert redact(home, source, out, "--box", "1,0,0,50,50", "--looked").exit_code == 0
    assert Image.open(out).convert("L").getpixel((50, 20)) < 40
    assert json.loads((tmp_path / "b.png.json").read_text())["checked_by"] == "person"


def test_the_copy_keeps_the_kind_of_its_original(home, tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("手机13800138000", encoding="utf-8")
    assert redact(home, source, tmp_path / "b.pdf").exit_code != 0
    assert not (tmp_path / "b.pdf").exists()
