"""What is kept of earlier answers is let go by every write that could change them, and by no other."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Thread

import pytest
from stored import examined, found, load, message, sha

from anning import store
from anning.domain.records import contact_id
from anning.store import remembering, writing
from anning.store.remembering import remembered

TEXT = "去你单位"
SEEN = found(TEXT, TEXT)


def entry() -> str:
    return contact_id(sha("a"), "1")


def place() -> tuple[str, str, int, int]:
    return entry(), SEEN.rule, SEEN.start, SEEN.end


WRITERS = {
    "loading": (("contacts",), lambda: load("b", [message("2")])),
    "loading nothing new": (("contacts",), lambda: load("c", [])),
    "dismiss": (("contacts",), lambda: store.dismiss(*place(), "不是")),
    "restore": (("contacts",), lambda: store.restore(*place())),
    "examined_again": (("contacts",), lambda: store.examined_again({entry(): examined()})),
    "mark_caller": (("marks",), lambda: store.mark_caller("1069", "collector")),
    "unmark_caller": (("marks",), lambda: store.unmark_caller("1069")),
    "write": (("notebook",), lambda: store.write("记下", [("note", "1", "{}")])),
    "undo": (("notebook",), lambda: store.undo(store.batches(1)[0].id)),
    "redo": (("notebook",), lambda: store.redo(store.batches(1)[0].id)),
    "load_personal": (writing.PARTS, lambda: store.load_personal(list(store.dump_personal()))),
    "hide_import": (("contacts",), lambda: store.hide_import("import-a")),
    "show_import": (("contacts",), lambda: store.show_import("import-a")),
    "forget": (("contacts",), lambda: store.forget(sha("a"))),
    "wipe_index": (("contacts",), store.wipe_index),
}


def test_every_write_stamps_what_it_changes_and_nothing_else(home):
    load("a", [message("1", TEXT)], [examined(SEEN)])
    store.write("先前", [("note", "0", "{}")])
    for name, (parts, write) in WRITERS.items():
        before = {part: writing.stamps(part) for part in writing.PARTS}
        write()
        changed = {part for part in writing.PARTS if writing.stamps(part) != before[part]}
        assert changed == set(parts), name


def test_whatever_writes_is_among_them():
    rooms = Path(store.__file__).parent.glob("*.py")
    writing_rooms = {
        file.stem for file in rooms if re.search(r"\bwriting\(|transaction\.atomic", file.read_text())
    }
    assert writing_rooms == {
        *("again", "decisions", "files", "load", "notebook", "personal", "writing"),
    }, "a new writer needs its stamp, and a line in WRITERS"


def test_an_answer_is_asked_for_once_and_again_after_a_write(home):
    asked = []

    @remembered("marks")
    def answer(number: int) -> int:
        asked.append(number)
        return number + len(store.marks())

    store.mark_caller("1069", "known")
    assert [answer(1), answer(1), answer(2)] == [2, 2, 3]
    assert asked == [1, 2]
    store.write("记下", [("note", "1", "{}")])
    answer(1)
    assert asked == [1, 2], "a write elsewhere changes nothing"
    store.mark_caller("1070", "known")
    assert answer(1) == 3
    remembering.forget_all()
    assert [answer(1), answer(1)] == [3, 3]
    assert asked == [1, 2, 1, 1]


def test_what_another_thread_writes_is_seen(home):
    def write() -> None:
        load("a", [message("1", TEXT)], [examined(SEEN)])
        store.close()

    assert store.callers() == ()
    thread = Thread(target=write)
    thread.start()
    thread.join()
    assert [caller.found for caller in store.callers()] == [1]


def test_what_was_written_while_it_was_worked_out_is_asked_for_again(home):
    @remembered("marks")
    def answer() -> int:
        before = len(store.marks())
        store.mark_caller(f"{before}", "known")
        return before

    store.mark_caller("1069", "known")
    assert [answer(), answer(), answer()] == [1, 2, 3]


def test_in_the_midst_of_a_write_nothing_is_kept_or_taken_from_before(home):
    @remembered("marks")
    def answer() -> int:
        return len(store.marks())

    assert answer() == 0
    with pytest.raises(KeyError), writing.writing("marks") as cursor:
        cursor.execute("INSERT INTO caller_mark (key, role, note, at) VALUES ('1069', 'known', '', 0)")
        assert answer() == 1
        raise KeyError
    assert answer() == 0


def test_few_answers_are_kept(home):
    asked = []

    @remembered("marks")
    def answer(number: int) -> int:
        asked.append(number)
        return number

    store.mark_caller("1069", "known")
    for number in range(100):
        answer(number)
    answer(99)
    answer(0)
    assert asked == [*range(100), 0]


def test_nothing_is_kept_of_what_could_not_be_told(home):
    @remembered("marks")
    def answer() -> int:
        return 1 // len(store.marks())

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer()
    store.mark_caller("1069", "known")
    assert answer() == 1
