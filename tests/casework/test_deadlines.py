"""Periods of a case: from what they run, when they end, and what they never claim."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anning.casework.deadlines import deadlines
from anning.domain.case import Case, Debt, Filing, Party, Promise, Served
from anning.domain.deadlines import Act
from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.knowledge.workdays import Calendar

TODAY = date(2026, 11, 25)
CALENDAR = Calendar()
BANK = Party(id="bank", role="creditor", lender="bank")
LOANS = Party(id="loans", role="creditor", lender="micro_loan")
AGENCY = Party(id="agency", role="agency", acts_for=("bank",))
PARTIES = {one.id: one for one in (BANK, LOANS, AGENCY)}


def filed(channel: str, paper: str, *events: tuple[date, str], against: str = "bank", **more) -> Filing:
    status = events[-1][1] if events else "filed"
    return Filing(
        id=more.pop("id", "f"),
        paper=paper,
        channel=channel,
        against=against,
        status=status,
        events=events,
        **more,
    )


def case(*things) -> Case:
    by_kind = {Filing: {}, Served: {}, Debt: {}, Promise: {}}
    for one in things:
        by_kind[type(one)][one.id] = one
    filings, served, debts, promises = by_kind.values()
    return Case(parties=PARTIES, filings=filings, served=served, debts=debts, promises=promises)


def found(*things, acts=(), today: date = TODAY):
    return deadlines(case(*things), acts, today, CALENDAR)


def one(clock: str, *things, **more):
    (it,) = [d for d in found(*things, **more) if d.clock == clock]
    return it


def act(day: date, conduct: Conduct = Conduct.THREAT_VIOLENCE) -> Act:
    return Act(conduct=conduct, day=day)


def test_four_clocks_run_from_one_threat():
    """Six months to report, three years for damages, stop and apology never."""
    told = {d.clock: d for d in found(acts=[act(date(2026, 9, 30))])}
    assert told["police_report"].day == date(2027, 3, 30)
    assert told["police_report"].cited == ("《治安管理处罚法》第二十五条",)
    assert told["tort_damages"].day == date(2029, 9, 30)
    assert (told["stop_and_apology"].state, told["stop_and_apology"].day) == ("never", None)


def test_the_old_law_rules_an_act_of_its_time():
    it = one("police_report", acts=[act(date(2025, 12, 31))], today=date(2026, 1, 5))
    assert it.cited == ("《治安管理处罚法》第二十二条",)
    assert it.day == date(2026, 6, 30)


def test_the_earliest_act_that_still_counts_decides_and_older_ones_are_said_to_be_over():
    days = [date(2026, 5, 1), date(2026, 6, 10), date(2026, 7, 1)]
    told = [d for d in found(acts=[act(day) for day in days]) if d.clock == "police_report"]
    assert [(d.state, d.day) for d in told] == [
        ("passed", date(2026, 11, 1)),
        ("running", date(2026, 12, 10)),
    ]
    assert "2 天中最早" in told[1].from_what


def test_a_report_meets_what_was_before_it_and_not_what_came_after():
    report = filed("police", "police", (date(2026, 10, 1), "filed"))
    told = [
        d
        for d in found(report, acts=[act(date(2026, 9, 1)), act(date(2026, 10, 20))])
        if d.clock == "police_report"
    ]
    assert {d.state: d.since for d in told} == {"answered": date(2026, 9, 1), "running": date(2026, 10, 20)}
    assert "期限仍然在走" in next(d for d in told if d.state == "answered").caution


def test_what_disturbed_a_relative_starts_no_claim_for_damages_of_the_person():
    told = {d.clock for d in found(acts=[act(date(2026, 9, 1), Conduct.THIRD_PARTY_CONTACT)])}
    assert told == {"police_report"}


def test_nothing_is_counted_from_a_court_paper_that_was_not_confirmed():
    for paper in (
        Served(id="s", paper="summons"),
        Served(id="s", paper="summons", day=date(2026, 11, 20)),
        Served(id="s", paper="summons", confirmed=True),
    ):
        told = found(paper)
        assert {(d.clock, d.state, d.day) for d in told} == {
            ("answer_suit", "asked", None), ("jurisdiction", "asked", None),
        }  # fmt: skip
        assert all("确认" in d.next.says for d in told)


def test_fifteen_days_to_answer_roll_over_the_national_day():
    paper = Served(id="s", paper="summons", day=date(2026, 9, 16), confirmed=True)
    it = one("answer_suit", paper, today=date(2026, 9, 20))
    assert (it.day, it.earliest, it.state) == (date(2026, 10, 8), date(2026, 10, 1), "running")
    assert "2026年10月1日" in it.caution
    assert it.cited[0] == "《民事诉讼法》第一百二十八条"


def test_an_end_in_a_year_without_a_schedule_is_provisional_and_the_earliest():
    it = one("answer_suit", Served(id="s", paper="summons", day=date(2026, 12, 18), confirmed=True))
    assert (it.day, it.provisional) == (date(2027, 1, 2), True)
    assert "还没有公布" in it.caution


@pytest.mark.parametrize(
    ("paper", "clock", "days"),
    [("summons", "answer_suit", 15), ("summons", "jurisdiction", 15), ("payment_order", "payment_order", 15),
     ("judgment", "appeal", 15)],
)  # fmt: skip
def test_periods_of_the_court(paper, clock, days):
    day = date(2026, 11, 2)
    it = one(clock, Served(id="s", paper=paper, day=day, confirmed=True))
    assert it.day == day + timedelta(days=days)
    assert it.stake == "court"


def test_the_paper_to_write_is_that_of_the_debt_the_suit_is_about():
    paper = Served(id="s", paper="summons", day=date(2026, 11, 20), confirmed=True, debt="d")
    assert (
        one("answer_suit", paper, Debt(id="d", creditor="bank", product="card")).next.paper == "answer_card"
    )
    assert one("answer_suit", paper).next.paper == ""


def test_an_answer_handed_in_meets_the_period_and_one_about_another_debt_does_not():
    paper = Served(id="s", paper="summons", day=date(2026, 11, 20), confirmed=True, debt="d1")
    mine = filed("court", "answer_card", (date(2026, 11, 24), "filed"), debt="d1")
    other = filed("court", "answer_card", (date(2026, 11, 24), "filed"), debt="d2")
    assert one("answer_suit", paper, mine).state == "answered"
    assert one("answer_suit", paper, other).state == "running"


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2026, 10, 20), {"lender_reply_15": "running"}),
        (date(2026, 11, 3), {"lender_reply_15": "passed", "lender_reply_30": "running"}),
        (date(2026, 11, 25), {"lender_reply_30": "passed", "lender_reply_60": "running"}),
        (date(2027, 1, 20), {"lender_reply_60": "passed"}),
    ],
)
def test_the_lender_has_fifteen_thirty_sixty_days(today, states):
    complaint = filed("lender", "complaint_lender", (date(2026, 10, 12), "filed"))
    told = {d.clock: d for d in found(complaint, today=today)}
    assert {name: d.state for name, d in told.items()} == states
    last = next(iter(told.values()))
    if "lender_reply_15" not in states:
        assert (last.next.paper, last.next.channel) == ("complaint_nfra", "nfra_complaint")


def test_an_answer_of_the_lender_stops_its_clock_and_starts_the_review():
    complaint = filed(
        "lender", "complaint_lender", (date(2026, 10, 12), "filed"), (date(2026, 11, 2), "answered")
    )
    told = {d.clock: d.state for d in found(complaint)}
    assert told == {"lender_reply_15": "answered", "lender_recheck": "running"}


def test_the_sixty_days_bind_no_micro_loan_company():
    told = {
        d.clock
        for d in found(filed("lender", "complaint_lender", (date(2026, 11, 20), "filed"), against="loans"))
    }
    assert told == {"lender_reply_other"}


def test_an_agency_is_taken_for_the_lender_it_acts_for():
    told = found(filed("lender", "complaint_lender", (date(2026, 11, 20), "filed"), against="agency"))
    assert {d.clock for d in told} == {"lender_reply_15"}


def test_while_nobody_said_who_lends_no_rule_for_banks_is_counted():
    (it,) = found(filed("lender", "complaint_lender", (date(2026, 11, 20), "filed"), against=""))
    assert (it.clock, it.sure, it.cites) == ("lender_reply_other", "K", ())


def test_a_filing_without_its_day_is_asked_for_it():
    (it,) = found(Filing(id="f", paper="market", channel="market", status="filed"))
    assert (it.state, it.day) == ("asked", None)


def test_a_draft_starts_nothing():
    assert found(Filing(id="f", paper="market", channel="market")) == ()


def test_seven_working_days_of_the_market_regulator():
    it = one(
        "market_answer", filed("market", "market", (date(2026, 9, 28), "filed")), today=date(2026, 10, 5)
    )
    assert it.day == date(2026, 10, 13)
    assert it.cited == ("《消费者权益保护法》第四十六条",)


def test_the_police_have_thirty_days_then_sixty_and_a_refusal_opens_the_review():
    taken = filed("police", "police", (date(2026, 10, 10), "filed"), (date(2026, 10, 12), "accepted"))
    told = {d.clock: (d.state, d.day) for d in found(taken)}
    assert told["police_case"] == ("passed", date(2026, 11, 11))
    assert told["police_case_longest"] == ("running", date(2026, 12, 11))
    refused = filed("police", "police", (date(2026, 11, 10), "filed"), (date(2026, 11, 12), "refused"))
    told = {d.clock: d for d in found(refused)}
    assert told["police_refused_review"].day == date(2027, 1, 11)
    assert "先复议" in told["police_refused_review"].caution
    assert (told["police_criminal_review"].day, told["police_criminal_review"].sure) == (
        date(2026, 11, 19),
        "M",
    )


def test_what_was_taken_further_is_not_asked_for_again():
    carrier = filed("telecom_carrier", "telecom", (date(2026, 10, 10), "filed"), id="a")
    assert one("carrier_answer", carrier).next.channel == "telecom_miit"
    appeal = filed("telecom_miit", "telecom", (date(2026, 11, 1), "filed"), id="b", follows="a")
    assert one("carrier_answer", carrier, appeal).next.channel == ""


def test_five_years_of_a_credit_record_run_from_the_end_of_the_debt():
    assert one("credit_record", Debt(id="d", creditor="bank", settled=date(2024, 2, 29))).day == date(
        2029, 2, 28
    )
    assert found(Debt(id="d", creditor="bank", first_overdue=date(2024, 2, 29))) == ()


def test_promises_of_both_sides():
    ours = Promise(id="o", by="us", made=date(2026, 3, 1), said="下月还三千")
    theirs = Promise(id="t", by="them", made=date(2026, 11, 1), due=date(2026, 11, 30), said="不再打给家人")
    assert one("revocation", ours).day == date(2027, 3, 1)
    it = one("their_promise", theirs)
    assert (it.day, it.sure, "不再打给家人" in it.from_what) == (date(2026, 11, 30), "K", True)
    assert found(Promise(id="n", by="them", made=date(2026, 11, 1))) == ()


DAYS = st.dates(date(2020, 1, 1), date(2027, 6, 1))
ACTS = st.lists(
    st.builds(Act, conduct=st.sampled_from([c for c in Conduct if c not in NOT_UNLAWFUL]), day=DAYS),
    max_size=8,
)
EVENTS = st.lists(
    st.tuples(DAYS, st.sampled_from(["filed", "accepted", "refused", "answered", "closed"])), max_size=4
).map(tuple)
FILINGS = st.builds(
    Filing,
    id=st.sampled_from("abcdef"),
    paper=st.sampled_from(
        ["complaint_lender", "police", "police_review", "market", "suit", "telecom", "pboc"]
    ),
    channel=st.sampled_from(
        ["lender", "police", "market", "court", "telecom_carrier", "pboc", "nfra_report"]
    ),
    against=st.sampled_from(["", "bank", "loans", "agency", "nobody"]),
    status=st.sampled_from(["drafted", "filed", "answered"]),
    events=EVENTS,
)


@settings(max_examples=80, deadline=None)
@given(ACTS, st.lists(FILINGS, max_size=4), DAYS)
def test_no_deadline_is_surer_than_it_is(acts, filings, today):
    told = found(*filings, acts=acts, today=today)
    assert len({d.id for d in told}) == len(told), "ids are unique"
    assert [d.day or date.max for d in told] == sorted(d.day or date.max for d in told)
    for d in told:
        assert (d.day is None) == (d.state in {"asked", "never"})
        assert d.caution
        if d.state == "running":
            assert d.day >= today
        if d.provisional:
            assert d.day == d.earliest
            assert "还没有公布" in d.caution
        for cite in d.cites:
            start, _, end = cite.in_force.partition("/")
            assert date.fromisoformat(start) <= d.since <= (date.fromisoformat(end) if end else date.max)
