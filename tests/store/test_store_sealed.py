"""The index behind a key: nothing of it can be read without, everything works with, and it can be turned back."""

from __future__ import annotations

import base64
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anning import store
from anning.config import Config
from anning.errors import Busy, Damage
from anning.store import turning

KEY, OTHER = os.urandom(32), os.urandom(32)
SECRET = "金丝雀一只叫小满"
NEIGHBOUR = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("SELECT count(*) FROM notebook").fetchone()
print("open", flush=True)
sys.stdin.read()
db.execute("INSERT INTO caller_mark (key, role, note, at) VALUES ('1', 'creditor', 'still here', 0)")
db.commit()
"""
"""Another program: two SQLite libraries in one process do not see each other's locks."""


@pytest.fixture
def config(tmp_path: Path, django_db_blocker) -> Iterator[Config]:
    with django_db_blocker.unblock():
        yield Config(home=tmp_path / "sealed").prepare()
        store.close()


def bytes_of(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def shows(home: Path) -> bool:
    held = bytes_of(home)
    forms = (
        SECRET.encode(),
        SECRET.encode("gb18030"),
        SECRET.encode("utf-16-le"),
        base64.b64encode(SECRET.encode()),
    )
    return any(form in held for form in forms)


def written() -> list[str]:
    return list(store.written("party").values())


def test_what_is_written_into_a_sealed_index_is_in_no_file_in_the_open(config: Config) -> None:
    store.ready(config, KEY, sealed=True)
    store.write("记下", [("party", "p1", SECRET)])

    assert written() == [SECRET]
    assert not shows(config.home)
    store.close()
    assert not shows(config.home)
    assert not config.database.read_bytes().startswith(b"SQLite")
    store.ready(config, KEY, sealed=True)
    assert written() == [SECRET]


def test_a_plain_index_is_turned_and_turned_back_with_all_that_was_in_it(config: Config) -> None:
    store.ready(config)
    store.write("记下", [("party", "p1", SECRET)])
    store.mark_caller("13800138000", "creditor", SECRET)
    assert shows(config.home)

    store.ready(config, KEY, sealed=True)
    assert (written(), store.marks()["13800138000"].note) == ([SECRET], SECRET)
    store.write("又记下", [("party", "p2", SECRET * 2)])
    store.close()
    assert not shows(config.home)
    assert [p.name for p in config.home.iterdir() if "sqlite3" in p.name] == ["anning.sqlite3"]

    store.ready(config, KEY, sealed=False)
    assert written() == [SECRET, SECRET * 2]
    store.close()
    with sqlite3.connect(config.database) as plain:
        assert plain.execute("SELECT count(*) FROM notebook").fetchone() == (2,)


def test_another_key_opens_nothing(config: Config) -> None:
    store.ready(config, KEY, sealed=True)
    store.write("记下", [("party", "p1", SECRET)])
    store.close()

    for key, sealed in ((OTHER, True), (OTHER, False), (b"", False)):
        with pytest.raises(Damage):
            store.ready(config, key, sealed=sealed)
    store.ready(config, KEY, sealed=True)
    assert written() == [SECRET]


def test_while_others_have_it_open_it_is_not_turned_and_they_lose_nothing(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ready(config)
    store.close()
    monkeypatch.setattr(turning, "_PATIENCE_S", 0.1)
    with subprocess.Popen(
        [sys.executable, "-c", NEIGHBOUR, str(config.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(Busy):
            store.ready(config, KEY, sealed=True)
        other.stdin.close()

    store.ready(config, KEY, sealed=True)
    assert store.marks()["1"].note == "still here"


def test_what_a_kill_left_of_turning_is_taken_away_and_the_work_done_again(config: Config) -> None:
    store.ready(config)
    store.write("记下", [("party", "p1", SECRET)])
    store.close()
    half = config.home / "anning.sqlite3.turning"
    half.write_bytes(config.database.read_bytes()[:4096])

    store.ready(config, KEY, sealed=True)

    assert not half.exists()
    assert written() == [SECRET]


def test_a_full_disk_while_turning_leaves_it_as_it_was(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ready(config)
    store.write("记下", [("party", "p1", SECRET)])
    store.close()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(turning, "_sync", full)
        with pytest.raises(Exception, match="没有换成"):
            store.ready(config, KEY, sealed=True)
    store.ready(config)
    assert written() == [SECRET]


def test_a_damaged_sealed_index_is_set_aside_with_what_can_be_read(config: Config) -> None:
    store.ready(config, KEY, sealed=True)
    store.write("记下", [("party", "p1", SECRET)])
    store.close()

    aside = store.set_aside(config, KEY, sealed=True)

    assert aside
    assert written() == [SECRET]
    assert not shows(config.home)
