from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import NOON, examined, found, load, message, sha, texts

from anning import store
from anning.domain.records import Contact, Problem, Reading, contact_id
from anning.errors import NotFound

LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

said = st.builds(
    lambda text, second, address: (text, second, address),
    st.sampled_from(["还钱", "今天必须还", "法院", "早", ""]),
    st.one_of(st.none(), st.integers(0, 4)),
    st.sampled_from(["13800000000", "+86 138-0000-0000", "1069", ""]),
)
file_of_messages = st.lists(said, max_size=7)


def contacts_of(file):
    return [
        message(f"sms[{n}]", text, None if second is None else NOON + second * 1000 + n, address)
        for n, (text, second, address) in enumerate(file)
    ]


def timeline():
    return [(e.id, e.text, e.at, e.evidence, e.locator) for e in store.every_entry()]


def fresh():
    store.wipe_index()


def load_all(files, order):
    for n in order:
        load(f"file{n}", contacts_of(files[n]), sealed_at=n, batch=2)


def test_what_goes_in_comes_out_whole(home):
    call = Contact(
        "call",
        "call[0]",
        NOON,
        "out",
        "010-12378",
        "监管热线",
        "",
        "call",
        65,
        "connected",
        {"presentation": "1"},
    )
    load("calls.xml", [call], import_id="i1")
    (entry,) = store.entries()
    assert entry.id == contact_id(sha("calls.xml"), "call[0]")
    assert (entry.kind, entry.direction, entry.channel, entry.state) == ("call", "out", "call", "connected")
    assert (entry.at, entry.duration_s, entry.address, entry.name) == (NOON, 65, "010-12378", "监管热线")
    assert (entry.evidence, entry.locator, entry.import_id) == (sha("calls.xml"), "call[0]", "i1")
    assert store.entry(entry.id) == entry


def test_findings_come_back_with_their_quote_and_norms(home):
    text = "明天去你单位找你领导"
    finding = found(text, "去你单位")
    load("a", [message("sms[0]", text), message("sms[1]", "早")], [examined(finding), examined()])
    hit = next(e for e in store.every_entry() if e.text == text)
    assert hit.findings == (finding,)
    assert hit.verdict == "likely_unlawful"


def test_without_finish_nothing_is_left(home):
    with store.loading(sha("a"), name="a", import_id="i", sealed_at=0) as loading:
        assert loading.add([message("sms[0]")]) == 1
    assert store.count() == 0
    assert store.evidences() == []


def test_an_error_inside_leaves_what_was_there_before(home):
    load("a", [message("sms[0]", "旧")])
    with (
        pytest.raises(ZeroDivisionError),
        store.loading(sha("a"), name="a", import_id="i", sealed_at=0) as loading,
    ):
        loading.add([message("sms[0]", "新"), message("sms[1]", "新")])
        raise ZeroDivisionError
    assert texts() == ["旧"]


def test_the_same_message_from_another_export_adds_nothing(home):
    load("a", [message("sms[0]", "还钱", NOON + 123)])
    assert load("b", [message("sms[7]", "还钱", NOON, "+86 13800000000")], sealed_at=1) == 0
    assert texts() == ["还钱"]
    assert store.evidence(sha("b")).duplicates == 1


def test_twice_in_one_file_is_two(home):
    twice = [message("sms[0]"), message("sms[1]")]
    assert load("a", twice) == 2
    assert load("b", [*twice, message("sms[2]")], sealed_at=1) == 1
    assert store.count() == 3


def test_copies_far_apart_in_one_file_are_counted_right(home):
    filler = [message(f"f[{n}]", f"第{n}条", NOON + n * 1000) for n in range(5000)]
    file = [message("a", "还钱"), *filler, message("b", "还钱")]
    load("a", file)
    assert store.count() == 5002
    assert load("b", file, sealed_at=1) == 0
    assert store.evidence(sha("b")).duplicates == 5002


@LAWS
@given(st.lists(file_of_messages, min_size=1, max_size=4), st.randoms())
def test_the_timeline_does_not_depend_on_the_order_of_loading(home, files, chance):
    fresh()
    load_all(files, range(len(files)))
    expected = timeline()
    counts = [(e.id, e.entries, e.duplicates) for e in store.evidences()]
    order = list(range(len(files)))
    chance.shuffle(order)
    fresh()
    load_all(files, order)
    assert timeline() == expected
    assert [(e.id, e.entries, e.duplicates) for e in store.evidences()] == counts
    assert len(expected) == sum(e.entries for e in store.evidences()) == store.count()


@LAWS
@given(file_of_messages, st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_any_split_of_distinct_messages_gives_the_same_timeline(home, file, split):
    distinct = {(text, second, address[-4:]): (text, second, address) for text, second, address in file}
    file = list(distinct.values())
    fresh()
    load("whole", contacts_of(file))
    whole = [(e.text, e.at) for e in store.every_entry()]
    fresh()
    for part in range(3):
        kept = [c for n, c in enumerate(contacts_of(file)) if split[n] == part or n % 3 == part]
        load(f"part{part}", kept, sealed_at=part)
    assert sorted(map(str, whole)) == sorted(str((e.text, e.at)) for e in store.every_entry())


def settle(files):
    """Read again what the store asks for, as the services do."""
    for _ in range(20):
        asked = store.unread()
        if not asked:
            return
        n = next(n for n in range(len(files)) if sha(f"file{n}") == asked[0])
        load(f"file{n}", contacts_of(files[n]), sealed_at=n, batch=3)
    raise AssertionError("never settles")


@LAWS
@given(st.lists(file_of_messages, min_size=2, max_size=4), st.data())
def test_undo_gives_the_timeline_without_that_import_and_redo_brings_it_back(home, files, data):
    gone = data.draw(st.integers(0, len(files) - 1))
    fresh()
    load_all(files, [n for n in range(len(files)) if n != gone])
    without = timeline()
    fresh()
    load_all(files, range(len(files)))
    everything = timeline()
    store.hide_import(f"import-file{gone}")
    settle(files)
    assert timeline() == without
    assert store.show_import(f"import-file{gone}") == [sha(f"file{gone}")]
    settle(files)
    assert timeline() == everything


def test_forgetting_asks_for_those_that_left_something_out(home):
    load("a", [message("sms[0]")])
    load("b", [message("sms[0]")], sealed_at=1)
    assert store.forget(sha("a")) == [sha("b")]
    assert store.unread() == [sha("b")]
    with pytest.raises(NotFound):
        store.evidence(sha("a"))


def test_a_file_read_again_with_other_settings_gives_back_what_it_kept_from_others(home):
    load("a", [message("row[0]", "还钱")])
    load("b", [message("sms[0]", "还钱")], sealed_at=1)
    load("a", [message("row[0]", "别的")])
    assert store.unread() == [sha("b")]
    load("b", [message("sms[0]", "还钱")], sealed_at=1)
    assert sorted(texts()) == ["别的", "还钱"]


def test_unknown_imports_are_named(home):
    with pytest.raises(NotFound):
        store.hide_import("nope")
    with pytest.raises(NotFound):
        store.show_import("nope")


def test_problems_and_the_account_of_the_reading_are_kept(home):
    load("a", [message("sms[0]")], problems=[Problem("第3行", "时间读不懂")], import_id="i1")
    assert store.problems(sha("a")) == [Problem("第3行", "时间读不懂")]
    row = store.evidence(sha("a"))
    assert (row.name, row.media_type, row.size, row.entries, row.problems) == ("a", "text/xml", 9, 1, 1)
    assert row.reading == Reading(container="file", format="test", counts={"message": 1})
    (imported,) = store.imports()
    assert (imported.id, imported.files, imported.entries, imported.counts) == ("i1", 1, 1, {"message": 1})


def test_attachments_belong_to_their_contact(home):
    with store.loading(sha("mms"), name="mms", import_id="i", sealed_at=0) as loading:
        loading.add([message("mms[0]"), message("mms[1]", "无图")])
        loading.attach("mms[0]", sha("picture"), "image/jpeg", "图.jpg")
        loading.finish(Reading(container="file", format="test"))
    assert {e.text: e.attachments for e in store.every_entry()} == {"你好": (sha("picture"),), "无图": ()}


def test_characters_no_database_holds_do_not_stop_a_file(home):
    load("a", [message("sms[0]", "有\0空"), message("sms[1]", "半个\ud83d字", NOON + 1000)])
    assert texts() == ["有\ufffd空", "半个\ufffd字"]


def test_files_that_stand_alone_are_never_copies_of_each_other(home):
    for name in ("one.png", "two.png"):
        load(name, [Contact("image", "file", None, channel="file")])
    assert {entry.evidence for entry in store.every_entry()} == {sha("one.png"), sha("two.png")}
