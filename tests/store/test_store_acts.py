from __future__ import annotations

from datetime import date

from stored import DAY, examined, found, load, message

from anning import store
from anning.domain.china_time import parse_iso
from anning.domain.deadlines import Act
from anning.domain.findings import Conduct

THREAT = "去你单位找你"
MIDNIGHT = parse_iso("2026-01-01T00:00+08:00")


def seen(conduct: str = "visit_threat", verdict: str = "likely_unlawful"):
    return examined(found(THREAT, "单位", conduct=conduct), verdict=verdict)


def test_an_act_lies_on_its_legal_day_in_china(home):
    messages = [message("a", THREAT, MIDNIGHT - 1), message("b", THREAT, MIDNIGHT)]
    load("a", messages, [seen(), seen()])
    assert [act.day for act in store.acts()] == [date(2025, 12, 31), date(2026, 1, 1)]


def test_a_day_has_each_conduct_once_and_tells_online_from_calls(home):
    messages = [
        message("a", THREAT, MIDNIGHT + 1),
        message("b", THREAT, MIDNIGHT + 2),
        message("c", THREAT, MIDNIGHT + 3, channel="wechat"),
        message("d", THREAT, MIDNIGHT + DAY),
    ]
    load("a", messages, [seen(), seen(), seen("insult"), seen("insult")])
    day = date(2026, 1, 1)
    assert store.acts() == (
        Act(conduct=Conduct.INSULT, day=day, online=True),
        Act(conduct=Conduct.VISIT_THREAT, day=day),
        Act(conduct=Conduct.INSULT, day=date(2026, 1, 2)),
    )


def test_what_is_lawful_doubtful_dismissed_or_without_a_time_is_no_act(home):
    messages = [
        message("a", THREAT, MIDNIGHT), message("b", THREAT, MIDNIGHT), message("c", THREAT, None),
        message("d", THREAT + "。", MIDNIGHT),
    ]  # fmt: skip
    load("a", messages, [seen("lawful_reminder"), seen(verdict="needs_context"), seen(), seen("insult")])
    (entry,) = [e for e in store.entries() if e.text.endswith("。")]
    finding = entry.findings[0]
    store.dismiss(entry.id, finding.rule, finding.start, finding.end, "不是")
    assert store.acts() == ()
