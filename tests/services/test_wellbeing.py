"""What a person does in the quiet room, and what it answers."""

from __future__ import annotations

import pytest
import time_machine

from anning.domain.china_time import CHINA
from anning.errors import InputUnusable, NotFound
from anning.services import wellbeing


def test_the_three_kinds_of_help_are_there_before_anything_is_written(desk):
    ways = wellbeing.ways(desk)
    assert ways.people == ()
    assert ways.first.number == "12356"
    assert [line.number for line in ways.otherwise][:2] == ["400-161-9995", "010-82951332"]
    assert len(ways.things) == 3
    assert ways.trouble is None


def test_people_and_own_things_come_first_once_written(desk):
    wellbeing.save_plan(
        desk, {"alone": " 洗澡 ", "signs": ""}, [("表姐", " 13800138000"), ("", ""), ("", "12345")]
    )
    ways = wellbeing.ways(desk)
    assert [(person.name, person.number) for person in ways.people] == [
        ("表姐", "13800138000"),
        ("12345", "12345"),
    ]
    assert ways.own == "洗澡"
    assert [(prompt.id, text) for prompt, text in wellbeing.plan(desk) if text] == [("alone", "洗澡")]
    wellbeing.save_plan(desk, {}, [])
    assert wellbeing.ways(desk).people == ()


def test_help_is_there_even_when_what_is_kept_cannot_be_opened(desk):
    wellbeing.park(desk, "明天", "19:00")
    (desk.config.home / "quiet/kept.age").write_bytes(b"broken")
    ways = wellbeing.ways(desk)
    assert ways.first.number == "12356"
    assert "打不开" in ways.trouble.what
    wellbeing.clear(desk)
    assert wellbeing.ways(desk).trouble is None


def test_answers_are_kept_only_when_asked(desk):
    wellbeing.result("a", [1] * 9)
    assert wellbeing.checks(desk) == []
    wellbeing.keep_check(desk, "a", [1] * 9)
    wellbeing.keep_check(desk, "b", [2] * 7)
    assert [(scale.id, found.points) for _, scale, found in wellbeing.checks(desk)] == [
        ("gad7", 14),
        ("phq9", 9),
    ]
    with pytest.raises(InputUnusable):
        wellbeing.keep_check(desk, "a", [1] * 8 + [None])
    with pytest.raises(NotFound):
        wellbeing.result("c", [])


def test_a_worry_waits_until_its_hour_comes_back_and_can_wait_again(desk):
    with time_machine.travel(_at(14, 0), tick=False):
        wellbeing.park(desk, "他们会不会打给单位", "19:00")
        parked = wellbeing.parked(desk)
        assert (parked.due, len(parked.waiting), parked.hour) == ((), 1, "19:00")
    with time_machine.travel(_at(19, 0), tick=False):
        (worry,) = wellbeing.parked(desk).due
        assert worry.text == "他们会不会打给单位"
        wellbeing.park_again(desk, worry.id)
        assert wellbeing.parked(desk).due == ()
        wellbeing.drop(desk, worry.id)
        assert wellbeing.parked(desk).waiting == ()
        with pytest.raises(NotFound):
            wellbeing.park_again(desk, worry.id)


def _at(hour, minute):
    from datetime import datetime

    return datetime(2026, 11, 25, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "hour"), [("", "19:00"), ("  ", "19:00"), ("愁", "晚上"), ("愁" * 2001, "19:00")]
)
def test_what_cannot_be_put_off_is_said_without_repeating_it(desk, text, hour):
    with pytest.raises(InputUnusable) as caught:
        wellbeing.park(desk, text, hour)
    assert "愁" not in caught.value.sentence()
    assert not (desk.config.home / "quiet").exists()


def test_a_threat_is_read_and_held_against_the_law_of_today(desk):
    facts = wellbeing.facts("今天不还钱就打断你的腿", "怕他们真来")
    assert facts.guessed
    assert facts.held[0].side.conduct == "threat_violence"
    assert "civil_code/1002" in [norm.ref for norm in facts.held[0].norms]
    assert all(norm.in_force_to is None for one in facts.held for norm in one.norms)
    assert len(facts.held) <= 2


@pytest.mark.parametrize(
    ("day", "norm"), [(2025, "public_security/42(1)"), (2026, "public_security/50(1)(1)")]
)
def test_the_norm_shown_is_the_one_of_the_day(desk, day, norm):
    with time_machine.travel(f"{day}-11-25T12:00:00+08:00"):
        (held,) = wellbeing.facts("", conducts=["threat_violence"]).held
        assert [one.ref for one in held.norms if one.ref.startswith("public_security")] == [norm]


def test_of_several_threats_the_two_that_name_something_are_answered(desk):
    facts = wellbeing.facts("今天不还钱就打断你的腿，等着瞧，再把你欠钱的事告诉你单位领导")
    assert [one.side.conduct for one in facts.held] == ["threat_violence", "third_party_disclosure"]


def test_the_persons_own_choice_goes_before_what_was_read(desk):
    facts = wellbeing.facts("今天不还钱就打断你的腿", conducts=["visit_threat", "nonsense"])
    assert [one.side.conduct for one in facts.held] == ["visit_threat"]
    assert not facts.guessed


def test_words_that_threaten_nothing_are_answered_with_nothing(desk):
    assert wellbeing.facts("今天天气很好").held == ()
    with pytest.raises(InputUnusable):
        wellbeing.facts(" ")


def test_a_split_is_kept_only_when_asked_and_goes_when_dropped(desk):
    wellbeing.facts("等着瞧", "怕", ["intimidation"])
    assert wellbeing.kept_facts(desk) == []
    wellbeing.keep_facts(desk, "等着瞧", "怕", ["intimidation"])
    (facts,) = wellbeing.kept_facts(desk)
    assert (facts.split.said, facts.split.fear, facts.held[0].side.conduct) == (
        "等着瞧",
        "怕",
        "intimidation",
    )
    wellbeing.drop(desk, facts.split.id)
    assert wellbeing.kept_facts(desk) == []
