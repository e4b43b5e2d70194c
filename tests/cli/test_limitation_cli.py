"""anning limitation: the answer before any letter about paying, for a person without a browser."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from anning.cli import main
from anning.config import Config
from anning.domain.case import Debt, Party


@pytest.fixture(autouse=True)
def _database(django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield
    from anning import store

    store.close()


@pytest.fixture
def anning(tmp_path: Path):
    from anning.services import notebook
    from anning.services.desk import open_desk

    desk = open_desk(Config(home=tmp_path / "home").prepare())
    notebook.keep(
        desk,
        "试",
        Party(id="c", role="creditor", lender="bank", name="示例银行"),
        Debt(id="d-1", creditor="c", product="card", last_due=date(2022, 3, 1)),
    )

    def run(*words: str):
        return CliRunner().invoke(main.program, ["--home", str(tmp_path / "home"), *words])

    return run


def test_the_letter_waits_for_the_notice(anning, tmp_path):
    refused = anning("draft", "waiver", "--out", str(tmp_path / "out"))
    assert refused.exit_code != 0
    assert not (tmp_path / "out").exists()
    said = anning("limitation")
    assert "先别还、先别签" in said.output
    assert "anning limitation d-1 --read" in said.output
    (one,) = json.loads(anning("limitation", "d-1", "--read", "--json").output)
    assert (one["state"], one["red"], one["read"], one["ends"]) == ("passed", True, True, "2025-03-01")
    assert anning("draft", "waiver", "--out", str(tmp_path / "out")).exit_code == 0


def test_reading_names_its_debt(anning):
    assert anning("limitation", "--read").exit_code == 2
    assert anning("limitation", "nichts").exit_code != 0
