"""Every naming pattern is held to its own examples, and nothing more is proposed than the name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.domain.china_time import parse_iso
from anning.importers.formats import recording_names
from anning.knowledge import formats as knowledge

SHEET = knowledge.recording_names()
EXAMPLES = [(rule, example) for rule in SHEET.patterns for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[example.file for _, example in EXAMPLES])
def test_the_name_proposes_exactly_this(rule, example):
    got = recording_names.propose(f"MIUI/sound_recorder/call_rec/{example.file}")
    assert got
    assert (got.pattern, got.precision) == (rule.id, rule.precision)
    assert (got.address, got.name, got.direction) == (example.number, example.name, example.direction)
    assert got.at == (parse_iso(example.at) if example.at else None)


@pytest.mark.parametrize("name", SHEET.counter_examples)
def test_names_that_only_look_similar_propose_nothing(name):
    assert recording_names.propose(name, audio=name.endswith((".mp3", ".m4a"))) is None


def test_a_day_that_does_not_exist_proposes_nothing():
    assert recording_names.propose("13800138000_20260230080311.mp3") is None


def test_every_pattern_has_a_source_and_an_example():
    assert all(rule.source and rule.examples for rule in SHEET.patterns)


@given(st.text(max_size=80))
def test_no_name_is_too_strange(name):
    recording_names.propose(name)
