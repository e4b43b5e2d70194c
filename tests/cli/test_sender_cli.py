"""anning sender: the contract of --json, the words for a person, the person's own lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from anning.cli import main

COURT = "【某某区人民法院】（2026）苏0102民初1234号，定于12月3日开庭，您涉嫌诈骗，勿信假短信"
OWN = """\
title: 某银行合作机构名单
source: 某银行网站，“合作机构”页
published: 2025-09-30
retrieved: 2026-11-25
by: 本人
mark: V
rows:
  - {name: 沅舸资产, kind: collector, on_behalf_of: 某银行, signatures: [沅舸]}
"""


@pytest.fixture
def anning(tmp_path: Path):
    def run(*arguments: str, said: str | None = None):
        return CliRunner().invoke(main.program, ["--home", str(tmp_path), *arguments], input=said)

    return run


def test_json_holds_the_contract(anning):
    found = json.loads(anning("sender", COURT, "--from", "+86 1069 0000 1234", "--json").output)
    assert {"claims_to_be", "supported_by", "unverified", "court_like", "steps"} <= set(found)
    assert found["claims_to_be"].startswith("某某区人民法院")
    assert found["court_like"] is True
    assert isinstance(found["supported_by"], list)
    assert all(isinstance(line, str) for line in found["unverified"])
    assert len(found["steps"]) == 3
    assert found["number_class"]["id"] == "port_1069"
    assert "是否已经送达？" in found["clock_question"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_court_like_text_is_never_called_names(anning, form):
    answer = anning("sender", COURT, *form).output
    assert "12368" in answer
    assert not any(word in answer for word in ("假", "诈骗", "fake"))


def test_in_words_the_three_statements_stand_apart(anning):
    lines = anning("sender", "【招商银行】账单已出").output
    assert (
        lines.index("自称：招商银行")
        < lines.index("能支持它的：")
        < lines.index("没有核实的：")
        < lines.index("三个步骤：")
    )
    assert "凭记忆，没有核对" in lines


def test_a_text_can_come_from_standard_input(anning):
    assert json.loads(anning("sender", "-", "--json", said=COURT).output)["court_like"]


def test_a_person_s_own_list_is_read_from_the_home(anning, tmp_path):
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "bank.yaml").write_text(OWN, encoding="utf-8")
    found = json.loads(anning("sender", "【沅舸】请还款", "--json").output)
    assert found["claims"][0]["kind"] == "collector"
    assert found["supported_by"][0]["dated"] == "2025-09-30"
    assert "合作机构" in found["supported_by"][0]["source"]


def test_a_mistake_in_an_own_list_is_named_by_file_and_field(tmp_path, capsys):
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "bank.yaml").write_text(OWN.replace("mark: V", "mark: X"), encoding="utf-8")
    with pytest.raises(SystemExit) as leaving:
        main.main(["--home", str(tmp_path), "sender", "【沅舸】请还款"])
    assert leaving.value.code == 3
    assert "bank.yaml" in capsys.readouterr().err


def test_no_text_is_no_input(tmp_path, capsys):
    with pytest.raises(SystemExit) as leaving:
        main.main(["--home", str(tmp_path), "sender", "  "])
    assert leaving.value.code == 3
    assert "没有要看的文字" in capsys.readouterr().err


def test_looking_makes_no_home(tmp_path):
    home = tmp_path / "none"
    CliRunner().invoke(main.program, ["--home", str(home), "sender", "你好"])
    assert not home.exists()
