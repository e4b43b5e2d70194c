from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from anning.cli.main import main, program


def test_formats_and_a_check(home, opened):
    opened(home)
    run = CliRunner().invoke
    found = json.loads(run(program, ["block", "formats", "--json"]).output)
    assert {"spamblocker", "vcard", "plain"} <= {one["format"] for one in found}
    said = json.loads(run(program, ["--home", str(home), "block", "check", "12368", "--json"]).output)
    assert said["never_block"] is True
    assert said["listed"] is False


def test_export_writes_once_and_never_over_a_file(home, opened, tmp_path):
    from anning.services import blocking

    blocking.choose(opened(home), ["13800138000"])
    out = tmp_path / "list.csv"
    words = ["--home", str(home), "block", "export", "--format", "spamblocker", "--out", str(out)]
    assert CliRunner().invoke(program, words).exit_code == 0
    assert b"13800138000" in out.read_bytes()
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 3
