from __future__ import annotations

from datetime import date

import pytest

from anning.detection import frequency
from anning.detection.frequency import Call, Tally, count, hold
from anning.domain.china_time import parse_iso
from anning.knowledge import counts, laws

EXAMPLES = [(rule, example) for rule in counts.rules() for example in rule.examples]


def calls(*lines: str, caller: str = "13800000000") -> list[Call]:
    told = map(counts.contact, lines)
    return [
        Call(
            at=parse_iso(one.at),
            direction=one.direction,
            caller=caller,
            kind=one.kind,
            state=one.state,
            duration_s=one.duration_s,
        )
        for one in told
    ]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}: {e.title}" for r, e in EXAMPLES])
def test_every_example_of_every_count_rule(rule, example):
    rows = count(calls(*example.calls, caller="1"), {"1": example.role})
    held = [h for row in rows if row.day == example.expect.day for h in row.held if h.rule == rule.id]
    if example.expect.value is None:
        assert not held
        return
    [one] = held
    assert (one.value, one.exceeded) == (example.expect.value, example.expect.exceeded)
    assert not example.expect.cites or tuple(c.article for c in one.citations) == example.expect.cites


def test_measures_are_the_counts_of_a_tally():
    assert tuple(sorted(counts.measures())) == tuple(sorted(Tally.__struct_fields__))


def test_every_norm_of_a_count_rule_is_known_to_the_law_room():
    for rule in counts.rules():
        for ref in rule.norms:
            law, article = ref.split("/")
            assert any(norm.ref == ref for norm in laws.find(law, article)), ref


def test_no_unverified_number_of_the_national_standard_is_shipped():
    assert not [ref for rule in counts.rules() for ref in rule.norms if ref.startswith("gbt_45251")]


def test_attempts_connected_and_effective_talks_are_counted_apart():
    [row] = count(
        calls(
            "2026-03-02 09:00 接通 29秒",
            "2026-03-02 10:00 接通 30秒",
            "2026-03-02 11:00 接通",
            "2026-03-02 12:00 未接",
            "2026-03-02 13:00 拒接",
            "2026-03-02 14:00 不明 600秒",
            "2026-03-02 23:00 呼出 接通 90秒",
        ),
        {},
    )
    assert row.counts == Tally(
        attempts=6, unanswered=2, rejected=1, connected=3, effective=1, state_unknown=1
    )
    assert (row.first, row.last) == (parse_iso("2026-03-02T09:00"), parse_iso("2026-03-02T14:00"))


def test_the_day_is_the_day_in_china_whatever_the_zone_of_the_clock():
    late = Call(at=parse_iso("2026-03-01T15:59:59.999+00:00"), direction="in", caller="1")
    early = Call(at=parse_iso("2026-03-01T16:00:00+00:00"), direction="in", caller="1")
    assert [row.day for row in count([early, late], {})] == [date(2026, 3, 1), date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("clock", "off"),
    [
        ("21:59:59.999", 0),
        ("22:00:00", 1),
        ("23:59:59", 1),
        ("00:00:00", 1),
        ("07:59:59.999", 1),
        ("08:00:00", 0),
    ],
)
def test_off_hours_begin_at_22_and_end_at_8(clock, off):
    [row] = count([Call(at=parse_iso(f"2026-03-02T{clock}"), direction="in", caller="1")], {})
    assert row.counts.off_hours == off


def test_different_callers_count_apart():
    six = [f"2026-03-02 {hour:02}:00 未接" for hour in range(9, 15)]
    rows = count([*calls(*six, caller="1"), *calls(*six, caller="2")], {"1": "collector", "2": "collector"})
    assert [(row.caller, row.counts.unanswered) for row in rows] == [("1", 6), ("2", 6)]
    assert not any(held.exceeded for row in rows for held in row.held)


def test_who_is_known_is_counted_and_held_against_nothing():
    seven = calls(*[f"2026-03-02 {hour:02}:00 未接" for hour in range(9, 16)], caller="1")
    for role in ("known", "own"):
        [row] = count(seven, {"1": role})
        assert (row.counts.unanswered, row.held) == (7, ())


def test_a_withheld_number_is_held_against_nothing():
    [row] = count(calls(*[f"2026-03-02 {hour:02}:00 未接" for hour in range(9, 16)], caller=""), {})
    assert (row.counts.unanswered, row.held) == (7, ())


def test_an_unknown_caller_is_held_with_the_request_to_confirm_who_it_was():
    seven = Tally(attempts=7, unanswered=7)
    unsure = hold(seven, date(2026, 3, 2), "unknown")
    sure = hold(seven, date(2026, 3, 2), "collector")
    assert [h.exceeded for h in unsure] == [h.exceeded for h in sure]
    assert all("确认" in h.cautions[-1] for h in unsure)
    assert not any("请先确认" in caution for h in sure for caution in h.cautions)


def test_what_is_held_names_its_strength_its_norm_and_how_well_it_was_checked():
    held = {
        h.rule: h for h in hold(Tally(attempts=8, unanswered=8, rejected=2), date(2026, 3, 2), "collector")
    }
    one = held["unanswered_calls"]
    assert (one.value, one.limit, one.exceeded, one.mark) == (8, 6, True, "V2")
    assert "不宜" in one.wording
    assert one.citations[0].in_force == "2026-01-30/"
    assert any("不是法律" in caution for caution in one.cautions)
    assert any("2 次是本人按掉" in caution for caution in one.cautions)


def test_the_number_of_the_guideline_is_never_used_for_earlier_conduct():
    before = hold(Tally(attempts=9, unanswered=9, off_hours=3), date(2026, 1, 29), "collector")
    assert [(h.rule, h.limit, h.exceeded) for h in before] == [("repeated_contact", None, None)]


def test_a_number_without_a_norm_is_never_exceeded():
    [held] = [
        h for h in hold(Tally(attempts=99), date(2025, 12, 31), "collector") if h.rule == "repeated_contact"
    ]
    assert held.exceeded is None
    assert [c.article for c in held.citations] == ["1033(1)", "42(5)"]


def test_an_example_that_cannot_be_read_is_named():
    for line in ("2026-03-02 09:00 响铃", "2026-03-02 09:00", "2026-03-02 09:00 接通 久"):
        with pytest.raises(counts.shelf.KnowledgeError, match="读不懂"):
            counts.contact(line)


def test_nothing_is_nothing():
    assert count([], {}) == ()
    assert {"collector", "unknown"} == frequency.HELD_ROLES
