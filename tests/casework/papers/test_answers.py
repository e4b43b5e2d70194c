"""Answers to a suit, situation by situation, and what must hold for all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import paper_cases as cases
import pytest
import yaml
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anning.casework.papers import answers, build, docx, pdf, plain
from anning.casework.papers.own_words import look
from anning.domain.case import Case, Debt, Served
from anning.knowledge import laws, sued
from anning.knowledge.forms.papers import forms, shared

SITUATIONS = yaml.safe_load(Path(__file__).with_name("sued_situations.yaml").read_text(encoding="utf-8"))
KINDS = [kind for kind, one in forms().items() if one.group == answers.GROUP]
ANSWERS = [kind for kind in KINDS if kind.startswith("answer_")]
STANCES = st.dictionaries(
    st.sampled_from([f"claim:{one.id}" for one in sued.sheet().claims]),
    st.sampled_from(list(sued.sheet().stances)),
)
POINTS = st.sets(st.sampled_from([one.id for one in sued.points()]))


def drawn(told: dict) -> cases.PaperCase:
    """The case of one row of the table."""
    debt = Debt(
        id="d-1", creditor="c-1", product=told["product"], contract_no="HT-1", signed=told.get("signed"),
        last_due=told.get("last_due"), principal=told.get("principal", ""), received=told.get("received", ""),
        contract=told.get("contract", ""),
    )  # fmt: skip
    parties = cases.TOLD.parties | {"c-1": replace(cases.LENDER, lender=told["lender"])}
    draft = {
        "answers": {**told.get("answers", {}), "a.sued_day": told["sued"].isoformat()},
        "requests": {f"point:{one}": True for one in told["points"]},
    }
    return cases.given(told["paper"], case=Case(parties=parties, debts={"d-1": debt}), draft=draft)


@pytest.mark.parametrize("told", SITUATIONS, ids=[one["title"] for one in SITUATIONS])
def test_each_situation_is_answered_under_the_law_of_its_days(told):
    paper = build.draft(told["paper"], drawn(told))
    shown = plain.render(paper)
    for words in told["says"]:
        assert words in shown
    for words in told["not"]:
        assert words not in shown
    for cited in paper.norms:
        assert laws.on(date.fromisoformat(cited.day)).get(cited.ref).citation() == cited.citation


@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_is_admitted_or_pleaded_that_was_not_chosen(kind):
    shown = plain.render(build.draft(kind, cases.given(kind)))
    assert "没有异议" not in shown
    assert "时效抗辩" not in shown
    assert "24%" not in shown
    assert "【待填：对“" in shown


@pytest.mark.parametrize("kind", ANSWERS)
def test_only_what_was_admitted_is_and_its_sum_is_named_as_theirs(kind):
    chosen = {
        "claim:penalty": "deny",
        "claim:overdue": "prove",
        "claim:costs": "admit",
        "claim:costs:sum": "800",
    }
    shown = plain.render(build.draft(kind, cases.given(kind, draft={"answers": chosen})))
    assert shown.count("没有异议") == 1
    assert "律师费、保全费等（原告主张 800 元） | 没有异议 | —" in shown
    assert "有异议，不予认可 | 见答辩理由" in shown


@settings(max_examples=40, deadline=None)
@law(st.sampled_from(KINDS), STANCES, POINTS, st.dates(date(2016, 1, 1), cases.DAY), st.integers(0, 2000))
def test_whatever_is_chosen_no_norm_is_out_of_its_time_and_nothing_is_invented(
    kind, stances, points, formed, later
):
    claimed = date.fromordinal(min(formed.toordinal() + later, cases.DAY.toordinal()))
    draft = {
        "answers": {**stances, "a.sued_day": claimed.isoformat()},
        "requests": {f"point:{one}": True for one in points},
    }
    debt = replace(cases.DEBT, signed=formed, principal="", claimed="")
    told = cases.given(kind, case=Case(parties=cases.TOLD.parties, debts={"d-1": debt}), draft=draft)
    paper = build.draft(kind, told)
    for cited in paper.norms:
        assert laws.on(date.fromisoformat(cited.day)).get(cited.ref).citation() == cited.citation
    shown = plain.render(paper)
    assert look(shown, only_always=True) == []
    assert shown.count("没有异议") <= sum(stance == "admit" for stance in stances.values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_gives_the_same_bytes(kind):
    told = next((one for one in SITUATIONS if one["paper"] == kind), None)
    given = drawn(told) if told else cases.given(kind)
    first, again = (build.draft(kind, given) for _ in range(2))
    assert pdf.render(first) == pdf.render(again)
    assert docx.render(first) == docx.render(again)


def test_the_courts_paper_gives_court_number_and_day():
    served = Served(
        id="s-1", paper="summons", court="某县人民法院", case_number="（2026）某0001民初1号", day=date(2026, 11, 20),
        confirmed=True, debt="d-1",
    )  # fmt: skip
    told = Case(parties=cases.TOLD.parties, debts=cases.TOLD.debts, served={"s-1": served})
    shown = plain.render(
        build.draft(
            "jurisdiction_objection", cases.given("jurisdiction_objection", case=told, draft={"answers": {}})
        )
    )
    assert "申请人于2026年11月20日收到（2026）某0001民初1号一案" in shown
    assert shown.rstrip().splitlines()[-4] == "某县人民法院"
    unsure = Case(parties=told.parties, debts=told.debts, served={"s-1": replace(served, confirmed=False)})
    again = build.draft("jurisdiction_objection", cases.given("jurisdiction_objection", case=unsure))
    assert "2026年11月20日" not in plain.render(again)


def test_every_line_with_words_exists_and_is_one_before_a_court():
    from anning.knowledge import rates

    known = {line.id: line for line in rates.lines()}
    for name in sued.sheet().lines:
        assert known[name].consequence in {"reducible", "not_protected", "not_enforced", "void"}


def test_every_point_says_when_it_fits_what_it_brings_and_is_in_some_paper():
    for point in sued.points():
        assert point.when
        assert point.effect
        assert set(point.papers) <= set(KINDS)
        assert all(slot in shared().fields for slot in point.asks)
        assert point.by != "text" or point.texts


def test_steps_name_norms_of_today_and_papers_that_can_be_made():
    book = laws.on(cases.DAY)
    for step in sued.steps():
        for one in step.advice:
            assert all(ref in book for ref in one.norms), (step.id, one.norms)
            assert set(one.papers) <= set(forms())
    for stance in sued.sheet().stances.values():
        assert all(ref in book for ref in stance.norms)


def test_no_step_calls_a_courts_paper_fake():
    said = [
        step.lead + step.title + step.tick + "".join(a.title + a.text for a in step.advice)
        for step in sued.steps()
    ]
    assert not [one for one in said if "假" in one or "伪" in one]
