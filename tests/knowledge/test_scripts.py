from __future__ import annotations

from datetime import date

import pytest

from anning.casework.papers.own_words import look
from anning.knowledge import credit, hardship, laws, offers
from anning.knowledge.clocks import clocks
from anning.knowledge.forms.papers import forms, shared
from anning.knowledge.scripts import scripts

TODAY = date(2026, 11, 25)


def test_every_goal_has_its_words():
    assert list(scripts()) == ["who", "writing", "third_party", "instalment", "waiver", "lump_sum", "end"]


@pytest.mark.parametrize("script", scripts().values(), ids=lambda one: one.id)
def test_nothing_the_person_would_say_acknowledges_a_debt(script):
    for said in script.spoken:
        assert look(said, only_always=True) == [], said
    if script.limitation:
        assert "不构成对债务及金额的承认" in script.opening[0]


@pytest.mark.parametrize("script", scripts().values(), ids=lambda one: one.id)
def test_norms_and_papers_of_a_script_exist(script):
    assert len(laws.on(TODAY, "bank").cite(script.norms)) == len(script.norms)
    assert set(script.papers) <= set(forms())


def test_points_of_the_credit_page_rest_on_norms_and_papers_that_exist():
    for point in credit.credit().points:
        assert len(laws.on(TODAY).cite(point.norms)) == len(point.norms)
        assert not point.paper or point.paper in forms()
        assert point.mark == "V" or point.source


def test_proofs_warn_of_false_ones():
    assert "假证明" in hardship.proofs().warning
    assert hardship.proofs().source


def test_the_limit_of_card_instalments_is_one_number_everywhere():
    assert shared().fields["a.periods_card"].most == offers.rules().card_months


def test_no_letter_of_negotiation_starts_the_clock_of_a_complaint():
    letters = {form.id for form in forms().values() if form.group == "deal"}
    complaints = [one for one in clocks() if one.id.startswith("lender_re")]
    assert complaints
    assert all(letters <= set(one.trigger.not_papers) for one in complaints)
    assert letters == set(next(one for one in clocks() if one.id == "negotiation_answer").trigger.papers)
