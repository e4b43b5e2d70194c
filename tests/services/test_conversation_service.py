"""One number over time: who speaks weighs in the index too, and the parts of the report and of the command agree."""

from __future__ import annotations

import json

import pytest
from exports import REMINDER, THREAT, call, calls, messages, sms

from anning import store
from anning.domain.case import Party
from anning.services import callers, case, conversation, intake, report, timeline
from anning.services.intake import Source
from anning.store import Where

COLLECTOR, OTHER, FRIEND = "19900000001", "19900000002", "13800000001"
WORD = "好的，已登记，今天不会再打了"


@pytest.fixture
def home_with(desk, tmp_path):
    def put(*rows: str, log: tuple[str, ...] = ()):
        files = {"sms.xml": messages(rows)} | ({"calls.xml": calls(log)} if log else {})
        for name, data in files.items():
            tmp_path.joinpath(name).write_bytes(data)
        intake.intake(desk, [Source(path=tmp_path / name) for name in files])
        return desk

    return put


def verdicts(address: str) -> set[str]:
    return {entry.verdict for entry in store.every_entry(Where(address=address))}


def test_a_friends_words_become_a_question_and_go_back_when_the_mark_goes(home_with):
    desk = home_with(
        sms(THREAT, "2026-03-02T10:00:00", FRIEND), sms(THREAT, "2026-03-02T11:00:00", COLLECTOR)
    )
    before = list(timeline.rows(desk))
    callers.mark(desk, FRIEND, "known")
    assert verdicts(FRIEND) == {"needs_context"}
    assert verdicts(COLLECTOR) == {"likely_unlawful"}
    (entry,) = store.every_entry(Where(address=FRIEND))
    asked = [finding for finding in entry.findings if finding.verdict == "needs_context"]
    assert asked
    assert all("向您催收吗" in finding.decides for finding in asked)
    assert store.count(Where(verdicts=("likely_unlawful",))) == 1
    intake.remade(desk)
    assert verdicts(FRIEND) == {"needs_context"}, "a rebuild weighs alike"
    callers.mark(desk, FRIEND, None)
    assert list(timeline.rows(desk)) == before


def test_a_court_number_is_a_question_from_the_start(home_with):
    home_with(sms("你已涉嫌诈骗罪，今天不还款就抓你坐牢", "2026-03-02T10:00:00", "12368"))
    (entry,) = store.every_entry()
    assert entry.verdict == "needs_context"
    false = [f for f in entry.findings if f.conduct == "false_legal_threat"]
    assert false
    assert all("人民法院在线服务" in f.decides for f in false)


def test_a_word_not_kept_is_shown_with_both_sides(home_with):
    desk = home_with(
        sms(WORD, "2026-03-02T10:00:00"),
        log=(call("2026-03-02T15:00:00"), call("2026-03-02T16:00:00"), call("2026-03-03T09:00:00")),
    )
    (found,) = conversation.threads(desk)
    (broken,) = found.thread.broken
    assert (broken.how, broken.times) == ("call", 2)
    promise, against = store.entry(broken.promise.entry), store.entry(broken.against.entry)
    assert promise.text[broken.promise.start : broken.promise.end] == broken.promise.quote
    assert against.kind == "call"


def test_one_party_with_two_numbers_is_one_caller(home_with):
    desk = home_with(sms(WORD, "2026-03-02T10:00:00"), log=(call("2026-03-02T15:00:00", OTHER),))
    assert not list(conversation.threads(desk))
    case.save_party(desk, Party(id="k-1", role="agency", name="某公司", keys=(COLLECTOR, OTHER)))
    (found,) = conversation.threads(desk)
    assert set(found.callers) == {COLLECTOR, OTHER}
    assert found.names[0] == "某公司"
    assert found.thread.broken


def test_nothing_is_told_of_friends_and_of_lawful_senders(home_with):
    desk = home_with(
        *(sms(REMINDER, f"2026-03-0{day}T10:00:00", "95588") for day in range(1, 6)),
        *(
            sms(text, f"2026-03-02T11:0{n}:00", FRIEND)
            for n, text in enumerate(("在吗", "我去你家接你", "叫上你妈"))
        ),
    )
    assert not list(conversation.threads(desk))


def test_the_report_and_the_command_tell_the_same_and_the_timeline_is_untouched(home_with, tmp_path):
    desk = home_with(
        *(sms(THREAT, f"2026-03-0{day}T10:00:00") for day in range(1, 5)),
    )
    rows = list(timeline.rows(desk))
    told = [conversation.as_json(one) for one in conversation.threads(desk)]
    report.write(desk, tmp_path / "out")
    written = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert written["threads"] == json.loads(json.dumps(told))
    assert told[0]["repeated"][0]["days"] == 4
    assert "同一个号码前后说的话" in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert list(timeline.rows(desk)) == rows


def test_a_withheld_number_is_nobody_to_compare(home_with):
    desk = home_with(sms(THREAT, "2026-03-01T10:00:00", ""), sms(THREAT, "2026-03-02T10:00:00", ""))
    assert not list(conversation.threads(desk))
    assert not conversation.heard(desk, "").thread.telling
