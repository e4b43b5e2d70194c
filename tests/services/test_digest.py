from __future__ import annotations

from datetime import date

import pytest

from anning.domain.case import Served
from anning.domain.china_time import parse_iso
from anning.domain.preferences import Preferences
from anning.errors import InputUnusable
from anning.services import digest, intake, notebook, preferences
from anning.services.intake import Source

THREAT = "再不还钱就打断你的腿，明天带人到你家"


def sms(at: str, body: str) -> Source:
    when = parse_iso(at)
    return Source(
        data=(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1">\n'
            f'<sms address="13800138000" date="{when}" type="1" body="{body}" date_sent="0"/>\n</smses>'
        ).encode(),
        name="sms.xml",
    )


def at(text: str) -> int:
    return parse_iso(f"2026-03-10T{text}:00+08:00")


def test_without_calm_it_is_always_time(opened, home):
    desk = opened(home)
    assert digest.digest(desk, at("03:00")).waits == ""


def test_new_things_wait_for_their_hour(opened, home):
    desk = opened(home)
    preferences.save(desk, Preferences(calm=True, digest=20))
    intake.intake(desk, [sms("2026-03-10T09:00:00+08:00", "您好，请问今天方便吗")])
    assert digest.digest(desk, at("12:00")).waits == "20 点"
    assert digest.digest(desk, at("20:30")).waits == ""
    assert digest.digest(desk, at("23:00")).waits == "20 点"


def test_danger_breaks_through_and_so_does_a_courts_day(opened, home):
    desk = opened(home)
    preferences.save(desk, Preferences(calm=True))
    notebook.keep(desk, "记下", Served(id="s", paper="summons", day=date(2026, 2, 25), confirmed=True))
    found = digest.digest(desk, at("12:00"))
    assert "court" in found.breaks
    assert found.waits == ""
    intake.intake(desk, [sms("2026-03-10T09:00:00+08:00", THREAT)])
    assert "danger" in digest.digest(desk, at("12:00")).breaks


def test_the_sentence_says_new_serious_and_due(opened, home):
    desk = opened(home)
    intake.intake(desk, [sms("2026-03-10T09:00:00+08:00", THREAT)])
    assert digest.digest(desk, at("12:00")).sentence.startswith("1 条新的，1 条严重")


def test_weeks_end_at_the_newest_contact_and_count_what_came(opened, home):
    desk = opened(home)
    found = digest.weeks(desk, date(2026, 3, 11))
    assert len(found) == digest.WEEKS
    assert found[-1].monday == date(2026, 3, 9)
    assert all(week.calls == 0 for week in found)


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_is_none_is_refused(opened, home, hour):
    desk = opened(home)
    with pytest.raises(InputUnusable):
        preferences.save(desk, Preferences(digest=hour))
