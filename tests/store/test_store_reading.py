from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import DAY, NOON, examined, found, load, message, sha, texts

from anning import store
from anning.domain.records import Contact, Reading
from anning.errors import NotFound
from anning.store import Cursor, Where

LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def call(n: int, at: int, address: str = "02161234567", direction: str = "in") -> Contact:
    return Contact("call", f"call[{n}]", at, direction, address, "", "", "call", 0, "missed")


@LAWS
@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=40), st.integers(1, 9), st.booleans())
def test_pages_are_the_whole_list_cut(home, moments, limit, newest_first):
    store.wipe_index()
    load("a", [message(f"sms[{n}]", f"{n}", at) for n, at in enumerate(moments)])
    everything = list(store.every_entry(newest_first=newest_first))
    timed = [e for e in everything if e.at is not None]
    assert everything[: len(timed)] == timed, "what has no time comes last"
    assert timed == sorted(timed, key=lambda e: (e.at, e.id), reverse=newest_first)
    paged, after = [], None
    while page := store.entries(after=after, limit=limit, newest_first=newest_first):
        paged += page
        after = Cursor.parse(Cursor.behind(page[-1]).token())
    assert paged == everything
    assert len(everything) == len(moments)


def test_times_before_1970_and_far_away_keep_their_place(home):
    load(
        "a",
        [message("x", "远", 4_102_444_800_000), message("y", "早", -86_400_000), message("z", "无", None)],
    )
    assert texts() == ["早", "远", "无"]
    assert texts(since=0) == ["远"]
    assert texts(until=0) == ["早"]


def test_every_part_of_a_question_narrows(home):
    threat, plea = "去你单位找你", "请今天还款"
    load(
        "a",
        [
            message("sms[0]", threat, NOON, "+8610690001"),
            message("sms[1]", plea, NOON + 1, "10690002"),
            message("sms[2]", "好的", NOON + 2, "10690001", direction="out"),
            call(0, NOON + 3),
        ],
        [
            examined(found(threat, "去你单位")),
            examined(found(plea, "请今天还款", "plain", "lawful_reminder", "low"), verdict="lawful_notice"),
            examined(),
            examined(),
        ],
    )
    assert texts(only_findings=True) == [threat]
    assert texts(verdicts=("lawful_notice",)) == [plea]
    assert texts(verdicts=("unrelated",)) == ["好的", ""]
    assert texts(conducts=("visit_threat",)) == [threat]
    assert texts(levels=("high",)) == [threat]
    assert texts(levels=("low",)) == [], "a lawful thing has no level of seriousness"
    assert texts(address="1069 0001") == [threat, "好的"]
    assert texts(direction="out") == ["好的"]
    assert texts(kinds=("call",)) == [""]
    assert texts(since=NOON + 1, until=NOON + 3) == [plea, "好的"]
    assert texts(evidence=sha("a"), only_findings=True) == [threat]
    assert texts(evidence=sha("b")) == []
    assert texts(import_id="import-a", direction="out") == ["好的"]


@pytest.mark.parametrize("at_most", [None, 3, 100])
def test_count_is_the_length_of_the_list_up_to_its_limit(home, at_most):
    load("a", [message(f"sms[{n}]", "还钱", NOON + n) for n in range(10)])
    expected = min(10, at_most or 10)
    for where in (Where(), Where(search="还钱"), Where(direction="in"), Where(address="13800000000")):
        assert store.count(where, at_most) == expected


@pytest.mark.parametrize("wrong", ["", "zz", "ab", "0" * 32, "0" * 31])
def test_an_id_that_is_none_is_not_found(home, wrong):
    load("a", [message("sms[0]")])
    with pytest.raises(NotFound):
        store.entry(wrong)


def test_calls_come_in_order_with_their_times(home):
    load("a", [message("m"), call(2, NOON + 2 * DAY), call(0, NOON), call(1, NOON + DAY)])
    assert [e.locator for e in store.calls()] == ["call[0]", "call[1]", "call[2]"]
    assert [e.locator for e in store.calls(NOON + DAY, NOON + 2 * DAY)] == ["call[1]"]


def test_one_caller_is_one_however_the_phone_wrote_the_number(home):
    text = "去你单位"
    load(
        "a",
        [
            message("1", text, NOON, "+86 138-0000-0000", name="催收"),
            call(2, NOON + 1, "13800000000"),
            message("3", "在吗", None, "0086 13800000000", direction="out"),
            message("4", "早", NOON, "张阿姨"),
        ],
        [examined(found(text, text)), examined(), examined(), examined()],
    )
    first = store.callers()[0]
    assert (first.key, first.names, first.entries, first.calls) == ("13800000000", ("催收",), 3, 1)
    assert (first.incoming, first.outgoing, first.found) == (2, 1, 1)
    assert (first.first_at, first.last_at) == (NOON, NOON + 1)


def test_the_first_page_has_its_numbers(home):
    text = "去你单位"
    load(
        "a",
        [
            message("1", text),
            call(2, NOON + DAY),
            call(3, NOON + 2 * DAY, direction="out"),
            message("4", "", None),
        ],
        [examined(found(text, text)), examined(), examined(), examined()],
    )
    totals = store.totals()
    assert (totals.entries, totals.calls, totals.levels) == (4, 1, {"high": 1})
    assert totals.verdicts == {"unrelated": 3, "likely_unlawful": 1}
    assert (totals.first_at, totals.last_at) == (NOON, NOON + 2 * DAY)
    recent = store.totals(NOON + DAY)
    assert (recent.entries, recent.calls, recent.levels) == (2, 1, {})


def test_an_empty_index_answers_everything_with_nothing(home):
    assert (
        store.entries()
        == list(store.callers())
        == store.imports()
        == store.evidences()
        == list(store.calls())
        == []
    )
    assert store.count() == store.count(Where(search="法院")) == store.totals().entries == 0
    assert store.totals().first_at is None


def test_a_cursor_that_names_no_place_is_a_value_error():
    for wrong in ("", "x.y", "5", "5.ab", "a." + "0" * 32):
        with pytest.raises(ValueError):  # noqa: PT011 - any ValueError means it
            Cursor.parse(wrong)


def test_a_file_that_stands_for_itself_has_its_type(home):
    with store.loading(
        sha("rec"), name="录音.m4a", media_type="audio/mp4", import_id="i", sealed_at=0
    ) as loading:
        loading.add([Contact("recording", "file", None, channel="file"), message("m")])
        loading.finish(Reading(container="file", format="opaque"))
    assert {e.kind: e.media_type for e in store.every_entry()} == {"recording": "audio/mp4", "message": ""}
