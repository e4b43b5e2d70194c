"""The sheets of where to turn: complete, pointing at things that exist, and never surer than they were checked."""

from __future__ import annotations

from datetime import date

import pytest

from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.knowledge import laws, remedies
from anning.knowledge.channels import channels
from anning.knowledge.clocks import OnConduct, OnFiling, OnServed, clocks, words
from anning.knowledge.hotlines import by_number

IDS = {
    "lender", "nfra_report", "nfra_complaint", "local_bureau", "pboc", "cac", "market", "telecom_carrier",
    "telecom_miit", "spam_12321", "police", "procuratorate", "court", "internet_court", "justice_bureau",
    "legal_aid", "bankers_association",
}  # fmt: skip
PAPERS = {
    "complaint_lender", "report_nfra", "complaint_nfra", "local_bureau", "pboc", "cac", "market", "telecom",
    "police", "police_review", "suit", "evidence_list", "injunction", "collect_evidence", "preservation",
    "authority", "witness", "relative_complaint", "answer_financial_loan", "answer_card", "answer_private_loan",
    "answer_leasing", "jurisdiction_objection", "credit_objection", "data_request", "information_request",
    "withdraw_consent", "negotiate_card", "negotiate_loan", "extension", "waiver", "settlement", "cost_sheet_request",
    "confirm_call", "stop_third_party",
}  # fmt: skip
REFS = {
    f"{statute.id}/{a.article}" for statute in laws.statutes() for v in statute.versions for a in v.articles
}


def test_every_channel_is_there_under_its_name():
    assert set(channels()) == IDS


@pytest.mark.parametrize("channel", channels().values(), ids=lambda channel: channel.id)
def test_what_a_channel_points_at_exists(channel):
    assert set(channel.norms) <= REFS
    assert set(channel.clocks) <= {clock.id for clock in clocks()}
    assert set(channel.papers) | {p for take in channel.takes for p in take.papers} <= PAPERS
    assert {way.number for way in channel.reach if way.number} <= set(by_number())
    assert {name for need in channel.needs for name in need.done} <= IDS
    assert set(channel.gives_way_to) <= IDS
    assert {take.runs for take in channel.takes if take.runs} <= {clock.id for clock in clocks()}


@pytest.mark.parametrize("channel", channels().values(), ids=lambda channel: channel.id)
def test_a_channel_says_what_it_can_and_cannot_do_and_how_sure_that_is(channel):
    assert channel.can
    assert channel.cannot
    assert channel.steps
    assert channel.reach
    for fact in channel.facts():
        assert fact.source
        assert fact.checked <= date(2026, 12, 31)


def test_complaint_and_report_are_two_channels_with_two_papers():
    complaint, report = channels()["nfra_complaint"], channels()["nfra_report"]
    assert (complaint.kind, report.kind) == ("投诉", "举报")
    assert not set(complaint.papers) & set(report.papers)


def test_a_body_is_called_by_its_name_of_the_day():
    nfra = channels()["nfra_report"]
    assert "银行保险监督" in nfra.name(date(2023, 5, 17))
    assert nfra.name(date(2023, 5, 18)).startswith("国家金融监督管理总局")


def test_every_unlawful_conduct_has_a_remedy_and_every_norm_of_it_exists():
    sheet = remedies.sheet()
    assert set(sheet.remedies) == set(Conduct) - NOT_UNLAWFUL
    for remedy in sheet.remedies.values():
        assert {*remedy.civil, *remedy.administrative, *remedy.conduct_rules} <= REFS
        assert remedies.cause(remedy.cause, date(2026, 11, 25)) is not None
    assert set(sheet.products) <= {statute.id for statute in laws.statutes()}


def test_a_cause_whose_new_name_was_not_seen_says_so():
    old, new = (remedies.cause("privacy", day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (old.name, old.mark) == ("隐私权、个人信息保护纠纷", "V2")
    assert new.mark == "M"
    assert "立案时" in new.note


@pytest.mark.parametrize("clock", clocks(), ids=lambda clock: clock.id)
def test_a_clock_points_at_what_exists_and_says_where_it_is_from(clock):
    assert set(clock.basis) <= REFS
    assert clock.caution
    assert clock.basis or clock.source
    assert clock.sure == "V" or clock.source, "what was not read says where it is from"
    for step in (clock.now, clock.passed):
        assert step is None or (step.paper in PAPERS | {""} and step.channel in IDS | {""})
    match clock.trigger:
        case OnFiling() as trigger:
            assert set(trigger.channels) <= IDS
            assert {*trigger.papers, *trigger.not_papers} <= PAPERS
            assert trigger.after not in trigger.until
        case OnServed() as trigger:
            assert {*trigger.met_by, *trigger.makes.values()} <= PAPERS
        case OnConduct() as trigger:
            assert set(trigger.reported) <= IDS


def test_a_clock_that_was_read_rests_on_norms_that_were_read():
    """V is for the length of the period; it needs a norm with V on the day the sheet was checked, or before."""
    for clock in clocks():
        if clock.sure == "V":
            book = {norm.ref: norm for day in (clock.checked, date(2025, 6, 1)) for norm in laws.on(day)}
            assert "V" in {book[ref].mark for ref in clock.basis if ref in book}, clock.id


def test_the_sentences_around_a_deadline_are_there():
    assert {"ask_served", "ask_filed", "provisional", "neutral", "act", "event"} <= set(words())
