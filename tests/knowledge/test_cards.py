"""The first-minutes cards and their numbers: sourced, dated, resolvable, and never saying what must not be said."""

from __future__ import annotations

from datetime import date

import pytest

from anning.domain.china_time import china_day, now
from anning.knowledge import laws
from anning.knowledge.cards import cards
from anning.knowledge.hotlines import by_number, hotlines
from anning.services import cards as service

FORBIDDEN = ("假", "诈骗", "骗局", "不用理")


def test_every_number_is_there_once_and_says_where_it_was_read():
    lines = hotlines()
    assert len({line.number for line in lines}) == len(lines)
    for line in lines:
        assert line.source
        assert line.takes
        assert date(2026, 1, 1) <= line.checked <= china_day(now())


def test_the_urgent_ones_come_first():
    assert [line.number for line in hotlines()][:3] == ["110", "120", "12356"]


@pytest.mark.parametrize("name", ["emergency", "court"])
def test_everything_a_card_points_to_exists(name):
    card = cards()[name]
    for number in (*card.numbers, *(n for step in card.steps for n in step.numbers)):
        assert number in by_number()
    for step in card.steps:
        for ref in step.norms:
            assert laws.on(date(2026, 11, 24)).get(ref), ref


def test_the_court_card_gives_three_ways_the_paper_and_the_date():
    card = service.court()
    whole = " ".join(shown.step.title + shown.step.text for shown in card.steps)
    for word in ("12368", "区号", "人民法院在线服务", "法院去", "留着", "十五天", "送达"):
        assert word in whole
    assert [norm.ref for shown in card.steps for norm in shown.norms] == ["civil_procedure/128"]


def test_the_court_card_never_says_that_a_court_is_none():
    card = cards()["court"]
    whole = " ".join([card.title, card.lead, *card.remember, *(s.title + s.text for s in card.steps)])
    assert not [word for word in FORBIDDEN if word in whole]


def test_what_was_not_checked_is_marked():
    assert {line.number for line in hotlines() if line.mark == "M"} == {
        "12348",
        "12338",
        "12345",
        "12315",
        "12377",
        "12309",
    }
