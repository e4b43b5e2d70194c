"""anning deadlines: the contract of --json, the calendar file, and the words for a person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import icalendar
import pytest
import time_machine
from click.testing import CliRunner

from anning.cli import main
from anning.config import Config
from anning.domain.case import Filing, Party, Served

FIELDS = {
    "id", "title", "kind", "state", "day", "earliest_day", "provisional", "from", "citations", "sure", "source",
    "caution", "next",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _database(django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield
    from anning import store

    store.close()


@pytest.fixture
def anning(tmp_path: Path):
    from anning.services import deadlines, filings, notebook
    from anning.services.desk import open_desk

    desk = open_desk(Config(home=tmp_path / "home").prepare())
    notebook.keep(desk, "试", Party(id="c", role="creditor", lender="bank", name="示例银行"))
    filings.log(
        desk, Filing(id="f", paper="complaint_lender", channel="lender", against="c"), date(2026, 11, 20)
    )
    deadlines.save_served(desk, Served(id="s", paper="summons", day=date(2026, 11, 20)))
    deadlines.save_served(desk, Served(id="p", paper="payment_order", day=date(2026, 11, 23), confirmed=True))

    def run(*arguments: str):
        return CliRunner().invoke(main.program, ["--home", str(tmp_path / "home"), *arguments])

    return run


def test_json_says_what_ends_when_and_how_sure_that_is(anning):
    found = json.loads(anning("deadlines", "--json").output)["deadlines"]
    assert all(set(one) == FIELDS for one in found)
    assert {one["id"]: (one["state"], one["day"]) for one in found} == {
        "payment_order-p": ("running", "2026-12-08"),
        "lender_reply_15-f": ("running", "2026-12-07"),
        "answer_suit-s": ("asked", None),
        "jurisdiction-s": ("asked", None),
    }
    reply = next(one for one in found if one["id"] == "lender_reply_15-f")
    assert (reply["earliest_day"], reply["sure"], reply["kind"]) == ("2026-12-05", "V2", "answer")
    assert reply["from"] == {"what": "机构收到投诉的那天（2026年11月20日）", "day": "2026-11-20", "id": "f"}
    order = next(one for one in found if one["id"] == "payment_order-p")
    assert {cite["article"] for cite in order["citations"]} == {"227", "85"}


def test_the_calendar_file_has_neutral_titles_unless_asked(anning, tmp_path):
    file = tmp_path / "dates.ics"
    assert anning("deadlines", "--ics", str(file)).exit_code == 0
    first = file.read_bytes()
    anning("deadlines", "--ics", str(file))
    assert file.read_bytes() == first, "the same deadlines give the same file"
    events = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert {event.decoded("dtstart") for event in events} == {date(2026, 12, 7), date(2026, 12, 8)}
    assert "支付令" not in first.decode()
    anning("deadlines", "--ics", str(file), "--titles")
    assert "支付令" in file.read_bytes().decode()


def test_a_file_that_cannot_be_written_is_said(anning, tmp_path):
    answer = anning("deadlines", "--ics", str(tmp_path / "nowhere" / "dates.ics"))
    assert answer.exception is not None
    assert getattr(answer.exception, "exit_code", None) == 3


def test_the_list_says_from_what_and_by_which_norm(anning):
    said = anning("deadlines").output
    for words in (
        "2026-12-08　对支付令提书面异议",
        "《民事诉讼法》第二百二十七条",
        "二手来源",
        "日子还要确认　交答辩状",
    ):
        assert words in said
