from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import load, message

from anning import store
from anning.config import Config
from anning.errors import NotFound, Refused

BODIES = st.none() | st.sampled_from(["{}", '{"name":"𠮷野"}', '{"name":"堃"}'])
BATCHES = st.lists(st.dictionaries(st.sampled_from("abc"), BODIES, min_size=1), max_size=6)


def write(title="写", **things):
    return store.write(title, [("party", key, body) for key, body in things.items()])


def test_the_newest_word_on_a_thing_is_its_value(home):
    write(a="1", b="2")
    write(a="3", b=None)
    assert store.written("party") == {"a": "3"}
    assert store.written("party", "b") == {}
    assert store.written("debt") == {}


def test_things_come_in_the_order_they_were_first_written(home):
    write(b="1")
    write(a="1")
    write(b="2")
    assert list(store.written("party")) == ["b", "a"]


def test_one_batch_that_cannot_be_written_whole_leaves_nothing(home):
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the database says of a body that is no text
        store.write("坏的", [("party", "a", "1"), ("party", "b", object())])
    assert store.written("party") == {}
    assert store.batches() == []


def test_what_was_written_over_is_not_undone_beneath(home):
    first = write("第一次", a="1", b="1")
    second = write("第二次", a="2")
    with pytest.raises(Refused, match="第二次"):
        store.undo(first)
    store.undo(second)
    store.undo(first)
    assert store.written("party") == {}
    store.redo(first)
    assert store.written("party") == {"a": "1", "b": "1"}


def test_undoing_what_is_not_there_is_said(home):
    with pytest.raises(NotFound):
        store.undo("f" * 16)


def test_the_list_of_changes_is_newest_first_and_says_what_was_touched(home):
    first = write("改一", a="1")
    second = write("改二", a="2", b="2")
    store.undo(second)
    assert [(one.id, one.title, one.undone, one.things) for one in store.batches()] == [
        (second, "改二", True, (("party", "a"), ("party", "b"))),
        (first, "改一", False, (("party", "a"),)),
    ]
    assert [one.id for one in store.batches(1)] == [second]
    assert store.batches(since=store.batches()[0].at + 1) == []


def test_emptying_the_index_leaves_the_notebook(home):
    load("a", [message("sms[0]")])
    write(a="1")
    store.wipe_index()
    assert store.written("party") == {"a": "1"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(earlier=BATCHES, last=st.dictionaries(st.sampled_from("abc"), BODIES, min_size=1))
def test_undo_after_write_is_identity_and_redo_is_write(home, earlier, last):
    for batch in earlier:
        write(**batch)
    before = store.written("party")
    made = write(**last)
    after = store.written("party")
    store.undo(made)
    assert store.written("party") == before
    store.redo(made)
    assert store.written("party") == after


def damaged(config: Config, page: int) -> None:
    with config.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


def test_a_damaged_index_set_aside_takes_the_notebook_along_with_its_undone_parts(tmp_path):
    config = Config(home=tmp_path / "home").prepare()
    store.ready(config)
    write("名字", a="1")
    store.undo(write("写错", a="2", b="2"))
    before = store.batches()
    store.close()
    store.set_aside(config)
    assert store.written("party") == {"a": "1"}
    assert store.batches() == before
    store.redo(before[0].id)
    assert store.written("party") == {"a": "2", "b": "2"}


def test_a_damaged_page_of_the_notebook_costs_only_what_was_on_it(tmp_path):
    config = Config(home=tmp_path / "home").prepare()
    store.ready(config)
    for number in range(60):
        write(**{f"p{number}": "x" * 1000})
    store.close()
    with sqlite3.connect(config.database) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = [
            page
            for (page,) in database.execute(
                "SELECT pageno FROM dbstat WHERE name = 'notebook' AND pagetype = 'leaf' ORDER BY path"
            )
        ]
    damaged(config, pages[len(pages) // 2])
    store.set_aside(config)
    left = list(store.written("party"))
    assert len(left) >= 55
    assert {"p0", "p59"} <= set(left)
    assert left == sorted(left, key=lambda key: int(key[1:])), "in their old order"
