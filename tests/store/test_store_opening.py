from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from stored import load, message, sha, texts

from anning import store
from anning.config import Config
from anning.errors import Busy, Damage, DiskFull, HomeUnusable, InputUnusable, Refused

PROCESS = Path(__file__).with_name("loader_process.py")


@pytest.fixture
def config(tmp_path) -> Config:
    return Config(home=tmp_path / "home").prepare()


def start(config: Config, seconds: float) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, PROCESS, config.home, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().strip() == "inside"
    return process


def test_importing_the_store_does_not_import_django():
    code = "import sys, anning.store; anning.store.Where(); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_only_the_owner_can_read_the_database(config):
    before = os.umask(0)
    try:
        store.ready(config)
        load("a", [message("sms[0]")])
    finally:
        os.umask(before)
    files = [file for file in config.home.iterdir() if file.name.startswith("anning.sqlite3")]
    assert files
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_acknowledged_means_on_the_disk(config):
    from django.db import connection

    store.ready(config)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "FULL"


def test_opening_again_runs_no_migration(config):
    store.ready(config)
    store.close()
    with patch("django.core.management.call_command", side_effect=AssertionError):
        store.ready(config)


def test_two_homes_in_one_process_are_kept_apart(tmp_path):
    first, second = (Config(home=tmp_path / name).prepare() for name in ("first", "second"))
    store.ready(first)
    load("a", [message("sms[0]", "甲")])
    store.ready(second)
    assert texts() == []
    store.ready(first)
    assert texts() == ["甲"]


def test_a_newer_database_is_refused_and_left_alone(config):
    store.ready(config)
    store.close()
    with sqlite3.connect(config.database) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
        )
    with pytest.raises(Refused, match="更新版本"):
        store.ready(config)


@pytest.mark.parametrize(
    "content", [b"not a database, just a note\n" * 99, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_damage_with_a_way_out(config, content):
    config.database.write_bytes(content)
    with pytest.raises(Damage) as caught:
        store.ready(config)
    assert "anning rebuild" in caught.value.next_step
    aside = store.set_aside(config)
    assert aside.read_bytes() == content
    load("a", [message("sms[0]")])
    assert texts() == ["你好"]


def test_a_database_of_another_program_is_damage(config):
    with sqlite3.connect(config.database) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Damage):
        store.ready(config)


def test_a_damaged_page_is_damage_and_what_the_person_wrote_is_rescued(config):
    store.ready(config)
    load("a", [message(f"sms[{n}]", "催收" * 50, n) for n in range(3000)])
    store.mark_caller("1069", "collector", "某某")
    store.close()
    with sqlite3.connect(config.database) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with config.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    store.ready(config)
    with pytest.raises(Damage):
        list(store.every_entry())
    store.set_aside(config)
    assert store.marks()["1069"].note == "某某"
    assert store.count() == 0


def test_a_folder_without_write_permission_is_said(config):
    with (
        patch("os.open", side_effect=PermissionError(errno.EACCES, "Permission denied")),
        pytest.raises(HomeUnusable),
    ):
        store.ready(config)


def test_a_full_disk_undoes_the_whole_file_and_is_said(config):
    store.ready(config)
    load("a", [message("sms[0]", "旧")])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 20}")
    with pytest.raises(DiskFull):
        load("b", [message(f"sms[{n}]", f"{n}" * 200, n) for n in range(9000)], sealed_at=1)
    store.close()
    store.ready(config)
    assert texts() == ["旧"]
    assert [row.name for row in store.evidences()] == ["a"]


def test_a_database_address_that_is_none_is_said(tmp_path):
    with pytest.raises(InputUnusable, match="数据库地址"):
        store.ready(Config(home=tmp_path, database_url="mysql://x/y"))


def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path):
    pytest.importorskip("psycopg")
    config = Config(home=tmp_path, database_url="postgresql://clinic:geheim@/x?host=/nowhere/at/all")
    with pytest.raises(HomeUnusable) as caught:
        store.ready(config)
    assert "geheim" not in str(caught.value)


@pytest.mark.fault
def test_a_kill_in_the_middle_of_loading_leaves_the_old_state(config):
    store.ready(config)
    load("a", [message("sms[0]", "旧")])
    process = start(config, 60)
    assert texts() == ["旧"], "nothing of it is seen while it is written"
    process.kill()
    process.wait()
    store.close()
    store.ready(config)
    assert texts() == ["旧"]
    assert load("b", [message("sms[0]", "新")], sealed_at=1) == 1
    with sqlite3.connect(config.database) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.fault
def test_a_second_writer_waits_and_then_writes(config):
    store.ready(config)
    process = start(config, 1)
    load("a", [message("sms[0]", "我的")])
    assert process.wait(20) == 0
    assert store.count() == 10_001


@pytest.mark.fault
def test_a_second_writer_that_waited_too_long_is_told_who_is_busy(config, monkeypatch):
    monkeypatch.setattr("anning.store.settings.PATIENCE_S", 0.3)
    store.ready(config)
    process = start(config, 60)
    try:
        with pytest.raises(Busy):
            load("a", [message("sms[0]")])
        with pytest.raises(Busy):
            store.mark_caller("1069", "collector")
        assert texts() == [], "reading goes on meanwhile"
    finally:
        process.kill()
        process.wait()


@pytest.mark.fault
def test_two_programs_may_start_on_a_new_home_at_once(config):
    code = (
        "import sys, pathlib; from anning import config, store; "
        "store.ready(config.Config(home=pathlib.Path(sys.argv[1])))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, config.home], stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [(p.wait(60), p.stderr.read()) for p in started] == [(0, b"")] * 3


def test_threads_have_their_own_connection_and_can_close_it(config):
    store.ready(config)
    load("a", [message("sms[0]")])
    seen = []

    def work():
        seen.append(store.count())
        store.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [1]
    assert store.evidence(sha("a")).entries == 1
