"""Answers made from sums and kept answers are those that reading every contact gives, before and after any write."""

from __future__ import annotations

from hashlib import sha256

import pytest
from exports import REMINDER, THREAT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anning import store
from anning.casework import ledger as book
from anning.casework.bundle.suggest import Gathering, bad
from anning.domain.case import Party
from anning.domain.china_time import china_day, parse_iso
from anning.domain.findings import NOT_UNLAWFUL
from anning.domain.numbers import caller_key
from anning.domain.records import Contact, Reading
from anning.services import (
    blocking,
    conversation,
    exhibits,
    findings,
    ledger,
    negotiation,
    notebook,
    reading,
    suggestions,
)
from anning.store.remembering import forget_all
from plainly import received

LAWS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START, HOUR = parse_iso("2026-03-02T05:00"), 3600 * 1000
NUMBERS = ("19900000001", "+86 199 0000 0002", "13800000001", "")
TEXTS = (
    THREAT,
    REMINDER,
    "好的，已登记，今天不会再打了",
    "明天一起吃饭吗",
    "法院已立案，请查收传票，案号（2026）浙01民初1号",
)

moments = st.one_of(st.none(), *[st.integers(0, 60)] * 4)
contacts = st.builds(
    lambda kind, text, hour, address, name, direction: Contact(
        kind,
        "",
        None if hour is None else START + hour * HOUR,
        direction,
        address,
        name,
        text if kind == "message" else "",
        channel="call" if kind == "call" else "sms",
        state="missed" if kind == "call" else "unknown",
    ),
    st.sampled_from(("message", "message", "call", "recording", "image")),
    st.sampled_from(TEXTS),
    moments,
    st.sampled_from(NUMBERS),
    st.sampled_from(("", "", "老王")),
    st.sampled_from(("in", "in", "in", "out")),
)
floods = st.tuples(moments, st.sampled_from(NUMBERS), st.sampled_from((2, 2, 25))).map(
    lambda flood: [
        Contact(
            "call",
            "",
            None if flood[0] is None else START + flood[0] * HOUR + n * 60_000,
            "in",
            flood[1],
            "",
            "",
            "call",
            None,
            "missed",
        )
        for n in range(flood[2])
    ]
)
files = st.lists(
    st.one_of(contacts.map(lambda one: [one]), contacts.map(lambda one: [one]), floods), max_size=8
)
writes = st.one_of(
    st.tuples(st.just("load"), files),
    st.tuples(st.just("dismiss"), st.integers(0, 9)),
    st.tuples(
        st.just("mark"),
        st.tuples(st.sampled_from(NUMBERS[:3]), st.sampled_from(("collector", "known", None))),
    ),
    st.tuples(st.just("party"), st.sets(st.sampled_from(("19900000001", "19900000002")), max_size=2)),
)


@pytest.fixture
def clean(desk):
    def wiped():
        store.wipe_index()
        for key in store.marks():
            store.unmark_caller(key)
        if parties := notebook.all_of(Party):
            notebook.take_out(desk, "清空", *parties.values())
        return desk

    return wiped


def put(name: str, groups: list[list[Contact]]) -> None:
    every = [
        Contact(
            c.kind, f"{n}", c.at, c.direction, c.address, c.name, c.text, c.channel, c.duration_s, c.state
        )
        for n, c in enumerate(one for group in groups for one in group)
    ]
    told = {key: mark.role for key, mark in store.marks().items()}
    with store.loading(
        sha256(name.encode()).hexdigest(), name=name, import_id=name, sealed_at=len(name)
    ) as loading:
        loading.add(every, reading.examined(every, china_day(START), told))
        loading.finish(Reading(container="file", format="test"))


def do(desk, number: int, write: tuple) -> None:
    what, given_ = write
    match what:
        case "load":
            put(f"{number}.xml", given_)
        case "mark":
            key, role = given_
            store.mark_caller(key, role) if role else store.unmark_caller(key)
        case "party":
            notebook.keep(
                desk, "记下", Party(id="a-1", role="agency", name="某公司", keys=tuple(sorted(given_)))
            )
        case "dismiss":
            found = [e for e in store.every_entry() if e.findings]
            if found:
                entry = found[given_ % len(found)]
                findings.dismiss(desk, entry.id, entry.findings[0].rule, "不是")


def answers(desk) -> tuple:
    return (
        exhibits.suggested(desk),
        ledger.busiest(),
        store.acts(),
        store.callers(),
        negotiation.broken(desk),
        suggestions.suggestions(desk),
        [conversation.heard(desk, number) for number in NUMBERS[:3]],
    )


def check(desk) -> None:
    every = list(store.every_entry())
    plain = book.ledger(received(every), ledger.callers())
    assert ledger.ledger(desk) == plain
    assert ledger.roles() == {row.caller: row.role for row in plain.callers}
    often = [r for r in plain.rows if r.role == "collector" and r.counts.attempts > 1 and r.caller]
    often.sort(key=lambda r: (-len(r.exceeded), -r.counts.attempts, r.day, r.caller))
    assert ledger.busiest() == tuple(often)
    assert exhibits.suggested(desk) == gathered(every, plain)
    for one in exhibits.suggested(desk):
        found = exhibits.contacts(one)
        hits = [e for e in found if e.direction == "in" and bad(e)] if one.kind == "talk" else found
        shown = exhibits.preview(one, 3)
        assert (shown.entries, shown.hits, shown.total) == (tuple(hits[:3]), len(hits), len(found))
    assert negotiation.broken(desk) == [one for one in conversation.threads(desk) if one.thread.broken]
    assert {(act.day, act.conduct, act.online) for act in store.acts()} == acts(every)
    logs = [
        [e.at for e in every if e.kind == "call" and e.at is not None and e.evidence == row.id]
        for row in store.evidences()
    ]
    assert len(max(logs, key=len, default=[])) == blocking.longest_log()[0]


def gathered(every, plain):
    parties, known = notebook.all_of(Party), {row.id: row.name for row in store.evidences()}
    gathering = Gathering(
        roles={row.caller: row.role for row in plain.callers},
        party=lambda key: exhibits.party_of(parties, key),
        file=lambda one: known[one],
    )
    for entry in every:
        gathering.take(entry)
    return gathering.chosen()


def acts(every) -> set:
    return {
        (china_day(e.at), f.conduct, e.channel in {"wechat", "email"})
        for e in every
        if e.at is not None and e.verdict == "likely_unlawful"
        for f in e.findings
        if f.rule not in e.dismissed and f.conduct not in NOT_UNLAWFUL
    }


@LAWS
@given(st.lists(writes, min_size=1, max_size=6))
def test_the_short_way_and_the_long_way_agree_after_every_write(clean, done):
    desk = clean()
    for number, write in enumerate([("load", []), *done]):
        do(desk, number, write)
        told = answers(desk)
        forget_all()
        assert told == answers(desk), "nothing is kept that a write made untrue"
    check(desk)


def test_a_flood_and_a_broken_promise_are_there_to_be_compared(clean):
    """The law above would hold of nothing at all: here both ways have something to tell."""
    desk = clean()
    flood = [
        Contact("call", "", START + n * 60_000, "in", NUMBERS[0], "", "", "call", None, "missed")
        for n in range(25)
    ]
    words = [Contact("message", "", START - HOUR, "in", NUMBERS[0], "", text) for text in (THREAT, TEXTS[2])]
    put("a.xml", [flood, words])
    check(desk)
    assert [one.kind for one in exhibits.suggested(desk)] == ["talk"]
    assert ledger.busiest()[0].counts.attempts == 25
    assert negotiation.broken(desk)
    assert caller_key(negotiation.broken(desk)[0].caller) == NUMBERS[0]


def test_a_word_of_the_persons_changes_what_was_kept_at_once(clean):
    desk = clean()
    put(
        "a.xml",
        [
            [
                Contact("call", "", START + n, "in", NUMBERS[0], "", "", "call", None, "missed")
                for n in range(25)
            ]
        ],
    )
    assert (exhibits.suggested(desk), ledger.busiest()) == ([], ())
    store.mark_caller(NUMBERS[0], "collector")
    assert [one.kind for one in exhibits.suggested(desk)] == ["talk"]
    assert len(ledger.busiest()) == 1
    batch = notebook.keep(desk, "记下", Party(id="a-1", role="agency", name="某公司", keys=(NUMBERS[0],)))
    assert "某公司" in exhibits.suggested(desk)[0].name
    notebook.undo(batch)
    assert "某公司" not in exhibits.suggested(desk)[0].name
    store.unmark_caller(NUMBERS[0])
    assert (exhibits.suggested(desk), ledger.busiest()) == ([], ())
