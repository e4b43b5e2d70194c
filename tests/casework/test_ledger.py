from __future__ import annotations

import json

import msgspec

from anning.casework import ledger as book_of
from anning.casework.ledger import Caller, Ledger
from anning.domain.china_time import parse_iso
from anning.domain.entries import Entry
from anning.domain.findings import Finding
from plainly import received

COLLECTOR, FRIEND, STRANGER = "13900000001", "13900000002", "13900000003"


def ledger(entries, callers) -> Ledger:
    return book_of.ledger(received(entries), callers)


def finding(conduct: str = "intimidation") -> Finding:
    return Finding(conduct=conduct, rule=f"{conduct}.x", start=0, end=1, quote="后", level="high")


def entry(at: str | None, address: str = COLLECTOR, **more) -> Entry:
    given = {
        "id": f"{at}{address}{len(more)}",
        "kind": "call",
        "direction": "in",
        "name": "",
        "text": "",
        "channel": "call",
        "duration_s": None,
        "state": "missed",
        "evidence": "e",
        "locator": "call[0]",
    }
    return Entry(at=parse_iso(at) if at else None, address=address, **{**given, **more})


def message(at: str, address: str = COLLECTOR, conduct: str = "intimidation", **more) -> Entry:
    given = {
        "kind": "message",
        "channel": "sms",
        "text": "后果自负",
        "verdict": "likely_unlawful",
        "findings": (finding(conduct),),
    }
    return entry(at, address, **{**given, **more})


CALLERS = {
    COLLECTOR: Caller(key=COLLECTOR, collecting=1),
    FRIEND: Caller(key=FRIEND, names=("", "老王")),
    STRANGER: Caller(key=STRANGER),
}


def test_roles_come_from_the_person_then_from_words_then_from_the_phone_book():
    assert Caller(key="1").role == "unknown"
    assert Caller(key="1", names=("",)).role == "unknown"
    assert Caller(key="1", names=("老王",)).role == "known"
    assert Caller(key="1", names=("老王",), collecting=1).role == "collector"
    assert Caller(key="1", names=("老王",), collecting=1, marked="known").role == "known"


def test_one_caller_written_in_several_ways_is_one_row():
    book = ledger([entry("2026-03-02T09:00", "+86 139 0000 0001"), entry("2026-03-02T10:00")], CALLERS)
    [row] = book.rows
    assert (row.caller, row.counts.attempts) == (COLLECTOR, 2)


def test_a_saved_friend_is_counted_and_not_held_and_not_in_the_heat_map():
    book = ledger([entry("2026-03-02T23:00", FRIEND), entry("2026-03-02T23:30", STRANGER)], CALLERS)
    friend, stranger = book.rows
    assert (friend.name, friend.role, friend.counts.off_hours, friend.held) == ("老王", "known", 1, ())
    assert [held.rule for held in stranger.exceeded] == ["off_hours"]
    assert book.week_hours[0][23] == 1
    assert sum(map(sum, book.week_hours)) == 1
    assert [(day.callers, day.hours[23]) for day in book.days] == [(1, 1)]


def test_a_saved_number_that_sends_collection_messages_is_a_collector():
    book = ledger([entry("2026-03-02T09:00", FRIEND), message("2026-03-02T10:00", FRIEND)], CALLERS)
    assert [row.role for row in book.rows] == ["collector"]


def test_collection_messages_at_night_count_and_other_messages_do_not():
    receipt = message("2026-03-02T23:10", verdict="unrelated", findings=())
    court = message("2026-03-02T23:20", "12368", conduct="lawful_legal_notice", verdict="lawful_notice")
    reminder = message("2026-03-02T23:30", STRANGER, conduct="lawful_reminder", verdict="lawful_notice")
    book = ledger([message("2026-03-02T23:00"), receipt, court, reminder], CALLERS)
    assert [(row.caller, row.counts.messages, row.counts.off_hours) for row in book.rows] == [
        (COLLECTOR, 1, 1),
        (STRANGER, 1, 1),
    ]
    assert sum(map(sum, book.week_hours)) == 0  # the heat map is of calls


def test_a_message_whose_finding_the_person_dismissed_does_not_count():
    assert ledger([message("2026-03-02T23:00", dismissed=("intimidation.x",))], {}).rows == ()


def test_what_the_person_sent_or_dialled_does_not_count():
    assert (
        ledger(
            [entry("2026-03-02T23:00", direction="out"), message("2026-03-02T23:00", direction="out")],
            CALLERS,
        ).rows
        == ()
    )


def test_sums_agree_with_the_rows():
    calls = [entry(f"2026-03-0{day}T{hour:02}:15") for day in (2, 3) for hour in range(9, 17)]
    calls += [entry("2026-03-02T09:30", STRANGER, state="connected", duration_s=40)]
    book = ledger(calls, CALLERS)
    assert sum(row.counts.attempts for row in book.rows) == 17
    first, second = book.callers
    assert (first.caller, first.counts.attempts, first.days, first.days_exceeded) == (COLLECTOR, 16, 2, 2)
    assert (second.counts.effective, second.days_exceeded) == (1, 0)
    assert [day.counts.attempts for day in book.days] == [9, 8]
    assert [sum(day.hours) for day in book.days] == [9, 8]
    assert sum(map(sum, book.week_hours)) == 17
    assert [sum(hours) for hours in book.week_hours] == [9, 8, 0, 0, 0, 0, 0]


def test_what_the_numbers_cannot_show_is_said():
    book = ledger(
        [entry("2026-03-02T09:00", state="unknown"), entry(None), entry("2026-03-02T09:00", "-1")], CALLERS
    )
    said = "\n".join(book.notes)
    assert "1 次来电不知道是否接通" in said
    assert "没有当作未接来电" in said
    assert "1 条记录没有可用的时间" in said
    assert "1 次联系隐藏了号码" in said
    assert "没有合并" in said
    quiet = "\n".join(ledger([entry("2026-03-02T09:00")], CALLERS).notes)
    assert "隐藏" not in quiet
    assert "不知道是否接通" not in quiet


def test_json_has_counts_beside_the_caller_and_times_with_the_offset_of_china():
    calls = [entry(f"2026-03-02T{hour:02}:00") for hour in range(9, 16)]
    said = json.loads(msgspec.json.encode(ledger(calls, CALLERS).to_json()))
    [row] = said["rows"]
    assert row["day"] == "2026-03-02"
    assert (row["caller"], row["role"], row["attempts"], row["unanswered"], row["connected"]) == (
        COLLECTOR,
        "collector",
        7,
        7,
        0,
    )
    assert (row["effective"], row["off_hours"]) == (0, 0)
    assert (row["first"], row["last"]) == ("2026-03-02T09:00:00+08:00", "2026-03-02T15:00:00+08:00")
    [held] = [h for h in row["held"] if h["exceeded"]]
    assert (held["rule"], held["value"], held["limit"], held["mark"]) == ("unanswered_calls", 7, 6, "V2")
    assert held["citations"][0]["law"] == "金融机构个人消费类贷款催收工作指引（试行）"
    assert len(said["week_hours"]) == 7
    assert said["callers"][0]["attempts"] == 7
    assert len(said["days"][0]["hours"]) == 24


def test_an_empty_ledger_has_no_rows_and_still_says_its_limits():
    book = ledger([], {})
    assert (book.rows, book.callers, book.days) == ((), (), ())
    assert book.notes
