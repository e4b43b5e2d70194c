from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.casework.papers.own_words import look
from anning.knowledge import laws
from anning.knowledge.forms.own_words import cautions

EXAMPLES = [(c.id, e.text, e.quote) for c in cautions() for e in c.examples]
FINE = [(c.id, text) for c in cautions() for text in c.counter_examples]


@pytest.mark.parametrize(("caution", "text", "quote"), EXAMPLES)
def test_what_should_be_looked_at_is(caution, text, quote):
    assert quote in [remark.quote for remark in look(text) if remark.caution == caution]


@pytest.mark.parametrize(("caution", "text"), FINE)
def test_what_is_fine_is_left_alone(caution, text):
    assert [remark.quote for remark in look(text) if remark.caution == caution] == []


def test_each_remark_says_where_why_and_how_to_say_it_instead():
    for caution, text, _ in EXAMPLES:
        for remark in look(text):
            assert remark.quote == text[remark.start : remark.end]
            assert remark.why
            assert remark.instead, caution


def test_words_of_the_other_side_are_never_held_against_the_person():
    assert look("对方在短信里写“你这个畜生，我欠你什么了，构成诈骗罪”（证据3）。") == []


def test_the_norms_behind_a_caution_exist():
    from datetime import date

    for caution in cautions():
        assert all(ref in laws.on(date(2026, 11, 24)) for ref in caution.norms), caution.id


@given(st.text(max_size=200))
def test_quotes_are_slices_whatever_is_written(text):
    for remark in look(text):
        assert remark.quote == text[remark.start : remark.end] != ""
