from __future__ import annotations

import sqlite3
from datetime import date

import msgspec
import pytest

from anning import store
from anning.domain.case import Debt, Party, Promise, Touch
from anning.errors import Damage, NotFound
from anning.services import custody, notebook

BANK = Party(id="c-1", role="creditor", name="龘桥银行𠮷野支行", firm=True, lender="bank", keys=("95588",))
TOUCHED = (Touch(date(2026, 2, 3), "paid"),)
DEBT = Debt(id="d-1", creditor="c-1", signed=date(2026, 1, 1), principal="12000.50", touched=TOUCHED)


def body_of(kind: str, key: str, body: str) -> None:
    store.write("别的版本写的", [(kind, key, body)])


def test_what_is_kept_comes_back_as_it_was(desk):
    notebook.keep(desk, "记下", BANK, DEBT)
    assert notebook.all_of(Party) == {"c-1": BANK}
    assert notebook.get(Debt, "d-1") == DEBT
    assert notebook.all_of(Promise) == {}
    assert notebook.everything() == [BANK, DEBT]


def test_what_is_taken_out_comes_back_with_undo(desk):
    notebook.keep(desk, "记下", BANK)
    out = notebook.take_out(desk, "删去", BANK)
    with pytest.raises(NotFound):
        notebook.get(Party, "c-1")
    notebook.undo(out)
    assert notebook.get(Party, "c-1") == BANK
    notebook.redo(out)
    assert notebook.all_of(Party) == {}


def test_fields_that_nobody_knows_any_more_are_passed_over(desk):
    body_of("party", "c-1", '{"id":"c-1","role":"agency","stars":5,"name":"启衡"}')
    assert notebook.get(Party, "c-1") == Party(id="c-1", role="agency", name="启衡")


@pytest.mark.parametrize("body", ['{"id":"c-1"', '{"id":"c-1","role":"king"}', "[]", '{"role":"self"}'])
def test_what_cannot_be_read_is_named_and_undone_like_anything_else(desk, body):
    notebook.keep(desk, "记下", BANK)
    body_of("party", "c-1", body)
    with pytest.raises(Damage, match="party c-1") as caught:
        notebook.all_of(Party)
    assert "改动记录" in caught.value.next_step
    notebook.undo(notebook.history()[0].id)
    assert notebook.get(Party, "c-1") == BANK


def test_every_kind_has_an_id_and_can_be_written_as_json():
    for kind in notebook.KINDS.values():
        assert "id" in kind.__struct_fields__
        msgspec.json.schema(kind)


def test_the_list_of_changes_ends_after_thirty_days(desk):
    old, new = (notebook.keep(desk, title, BANK) for title in ("早先", "今天"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE notebook SET at = at - %s WHERE batch = %s", (31 * 86_400_000, old))
    assert [one.id for one in notebook.history()] == [new]
    notebook.undo(new)
    assert notebook.get(Party, "c-1") == BANK, "older words stay; only the list is short"


def test_a_rebuild_leaves_what_was_written(desk, opened, home):
    notebook.keep(desk, "记下", BANK)
    custody.rebuild(desk)
    assert notebook.get(Party, "c-1") == BANK


def test_a_rebuild_mends_a_broken_page_of_the_index_and_keeps_what_was_written(desk, opened, home):
    notebook.keep(desk, "记下", BANK)
    store.close()
    file = desk.config.database
    with sqlite3.connect(file) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as raw:
        raw.seek((root - 1) * 4096)
        raw.write(b"\xff" * 4096)
    custody.rebuild(desk)
    assert notebook.get(Party, "c-1") == BANK
    assert store.count() == 0
