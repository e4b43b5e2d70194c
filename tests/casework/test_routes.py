"""Situations a lawyer can read (situations.yaml), and what must hold for every situation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from anning.casework.routes import Situation, routes
from anning.domain.case import Filing, LenderKind
from anning.domain.china_time import china_day, parse_iso
from anning.domain.deadlines import Act
from anning.domain.findings import NOT_UNLAWFUL, Conduct

TABLE = yaml.safe_load((Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8"))
UNLAWFUL = [conduct for conduct in Conduct if conduct not in NOT_UNLAWFUL]
LAWS = settings(max_examples=60, deadline=None)


def act(line: str) -> Act:
    day, clock, conduct, *more = line.split()
    return Act(conduct=Conduct(conduct), day=china_day(parse_iso(f"{day}T{clock}")), online=more == ["网上"])


def situation(row: dict) -> Situation:
    told = {
        key: row[key] for key in ("lender", "product", "region", "whose", "danger", "today") if key in row
    }
    return Situation(acts=tuple(map(act, row["acts"])), **told)


def step(row: dict, channel: str):
    return next(one for one in routes(situation(row)) if one.channel.id == channel)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["title"])
def test_the_way_of_each_situation(row):
    found = routes(situation(row))
    way = [one.channel.id + (" relative" if one.whose == "relative" else "") for one in found]
    assert way == row["route"]
    assert not {one.channel.id for one in found if one.whose == row.get("whose", "own")} & {
        *row.get("never", ())
    }
    for channel, expected in row.get("norms", {}).items():
        said = {f"{g.conduct} {g.since}": {norm.ref for norm in g.norms} for g in step(row, channel).grounds}
        assert {key: said.get(key) for key in expected} == {key: set(refs) for key, refs in expected.items()}
    for channel, expected in row.get("clocks", {}).items():
        assert set(expected) <= set(step(row, channel).clocks)
    for channel, papers in row.get("papers", {}).items():
        assert step(row, channel).papers == tuple(papers)
    for channel, ready in row.get("first", {}).items():
        assert step(row, channel).ready is ready
    for channel, word in row.get("reason", {}).items():
        assert word in step(row, channel).reason
    if "causes" in row:
        assert [cause.name for cause in step(row, "court").causes] == row["causes"]


def test_the_day_of_an_act_is_a_day_in_china():
    """15:50 UTC on the last day of 2025 is still 2025 in China; twenty minutes later it is 2026 there."""
    before = Act(conduct=Conduct.INTIMIDATION, day=china_day(parse_iso("2025-12-31T15:50:00+00:00")))
    after = Act(conduct=Conduct.INTIMIDATION, day=china_day(parse_iso("2025-12-31T16:10:00+00:00")))
    (police,) = (
        one
        for one in routes(Situation(acts=(before, after), today=date(2026, 2, 1)))
        if one.channel.id == "police"
    )
    assert [[norm.ref for norm in ground.norms] for ground in police.grounds] == [
        ["public_security/42(5)"], ["public_security/50(1)(5)"],
    ]  # fmt: skip


def test_what_was_done_at_the_lender_opens_the_next_door():
    row = TABLE[0]
    filing = Filing(
        id="f",
        paper="complaint_lender",
        channel="lender",
        status="filed",
        events=((date(2026, 2, 1), "filed"),),
    )
    found = routes(structs.replace(situation(row), filings=(filing,)))
    assert all(one.ready for one in found if one.channel.id == "nfra_complaint")
    assert [one.filed for one in found if one.channel.id == "lender"] == [(filing,)]
    assert not step(row, "nfra_complaint").ready


def test_the_complaint_of_the_person_is_not_that_of_the_relative():
    row = next(row for row in TABLE if "lender relative" in row["route"] and row.get("whose") != "relative")
    filing = Filing(
        id="f",
        paper="complaint_lender",
        channel="lender",
        status="filed",
        events=((date(2026, 10, 5), "filed"),),
    )
    found = routes(structs.replace(situation(row), filings=(filing,)))
    assert {one.whose: one.filed for one in found if one.channel.id == "lender"} == {
        "own": (filing,),
        "relative": (),
    }


def test_the_procuratorate_comes_only_after_the_police_refused():
    row = TABLE[3]
    refused = Filing(
        id="f", paper="police", channel="police", status="refused",
        events=((date(2026, 11, 1), "filed"), (date(2026, 11, 3), "refused")),
    )  # fmt: skip
    assert "procuratorate" not in row["route"]
    assert "procuratorate" in [
        one.channel.id for one in routes(structs.replace(situation(row), filings=(refused,)))
    ]


def test_a_norm_that_binds_some_lenders_is_not_cited_while_the_lender_is_unknown():
    found = routes(structs.replace(situation(TABLE[1]), lender=None))
    assert not [n.ref for one in found for g in one.grounds for n in g.norms if n.applies_to]


def test_a_norm_for_cards_is_not_cited_for_a_loan():
    found = routes(structs.replace(situation(TABLE[0]), product="loan"))
    assert not [
        n.ref for one in found for g in one.grounds for n in g.norms if n.ref.startswith("credit_card")
    ]


DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
SITUATIONS = st.builds(
    Situation,
    acts=st.lists(
        st.builds(Act, conduct=st.sampled_from(UNLAWFUL), day=DAYS, online=st.booleans()),
        min_size=1,
        max_size=5,
    ).map(tuple),
    today=st.dates(date(2026, 12, 31), date(2027, 6, 1)),
    lender=st.sampled_from([None, *get_args(LenderKind)]),
    product=st.sampled_from(["card", "loan", "rental", "other"]),
    region=st.sampled_from(["", "北京市", "浙江省杭州市", "广东省广州市", "广东省深圳市"]),
    whose=st.sampled_from(["own", "relative"]),
    danger=st.booleans(),
)


@LAWS
@given(SITUATIONS)
def test_no_norm_is_cited_outside_its_time(told):
    for one in routes(told):
        for ground in one.grounds:
            assert all(norm.in_force(ground.since) and norm.in_force(ground.until) for norm in ground.norms)


@LAWS
@given(SITUATIONS)
def test_danger_goes_to_the_police_first_and_nowhere_else_before(told):
    first = routes(structs.replace(told, danger=True))[0]
    assert first.channel.id == "police"
    assert "110" in first.reason


@LAWS
@given(SITUATIONS)
def test_the_regulator_of_banks_is_not_asked_about_those_it_does_not_supervise(told):
    local = {
        "micro_loan",
        "guarantee",
        "leasing",
        "factoring",
        "pawn",
        "local_amc",
        "platform",
        "unlicensed",
        "private",
    }
    if told.lender in local:
        assert not {one.channel.id for one in routes(told)} & {"nfra_complaint", "nfra_report"}


@LAWS
@given(SITUATIONS)
def test_nobody_sues_or_reports_for_a_relative(told):
    for one in routes(structs.replace(told, whose="own")):
        if one.whose == "own" and one.channel.kind in {"起诉", "报案"}:
            assert Conduct.THIRD_PARTY_CONTACT not in {g.conduct for g in one.grounds} or told.danger


@LAWS
@given(SITUATIONS)
def test_the_order_in_which_acts_are_told_changes_nothing(told):
    backwards = structs.replace(told, acts=tuple(reversed(told.acts)))
    assert [(one.channel.id, one.whose) for one in routes(told)] == [
        (one.channel.id, one.whose) for one in routes(backwards)
    ]
