"""One encrypted file of its own: durable when said so, gone when said so, silent about what it holds."""

from __future__ import annotations

import errno
import stat
import subprocess
from shutil import which

import pytest
from msgspec.structs import replace

from anning.errors import Damage, DiskFull
from anning.vault.disk import POSIX
from anning.wellbeing import store as room
from anning.wellbeing.kept import Check, Kept, Person, Split, Worry
from anning.wellbeing.store import Store, paths

FULL = Kept(
    people=(Person(name="表姐", number="13800138000"),),
    plan={"signs": "整夜不睡"},
    worries=(Worry(id="w", text="明天怎么办", until=1),),
    splits=(Split(id="s", said="等着瞧", fear="他们真的会来", conducts=("intimidation",)),),
    checks=(Check(id="c", slug="a", at=1, answers=(1,) * 9),),
    hour="20:30",
)


@pytest.fixture
def place(home):
    home.mkdir()
    return home


def test_what_is_written_is_there_for_the_next_one(place):
    Store(place).change(lambda _: FULL)
    assert Store(place).read() == FULL


def test_reading_leaves_no_trace(place):
    assert Store(place).read() == Kept()
    Store(place).clear()
    assert list(place.iterdir()) == []


def test_nothing_of_it_can_be_read_without_the_key(place):
    Store(place).change(lambda _: FULL)
    for file in (place / "quiet").iterdir():
        data = file.read_bytes()
        for secret in ("表姐", "13800138000", "整夜", "明天怎么办", "等着瞧", "真的会来", "signs", "20:30"):
            assert secret.encode() not in data, file.name
    assert stat.S_IMODE((place / "quiet").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (place / "quiet").iterdir()} == {0o600}


@pytest.mark.skipif(not which("age"), reason="age is not installed")
def test_a_standard_tool_opens_it_with_the_key(place):
    Store(place).change(lambda _: FULL)
    opened = subprocess.run(
        ["age", "-d", "-i", place / "quiet/key.txt", place / "quiet/kept.age"],
        capture_output=True,
        check=True,
    )
    assert "整夜不睡" in opened.stdout.decode()


@pytest.mark.parametrize("key", ["w", "s", "c"])
def test_what_is_dropped_is_in_no_file_any_more(place, key):
    store = Store(place)
    store.change(lambda _: FULL)
    left = store.change(lambda kept: kept.without(key))
    things = {"w": left.worries, "s": left.splits, "c": left.checks}
    assert [name for name, found in things.items() if not found] == [key]
    assert sorted(path.name for path in (place / "quiet").iterdir()) == ["kept.age", "key.txt", "lock"]
    assert store.read() == left


def test_all_of_it_goes_at_once_with_its_key(place):
    store = Store(place)
    store.change(lambda _: FULL)
    store.clear()
    assert list(place.iterdir()) == []
    store.change(lambda kept: replace(kept, hour="07:00"))
    assert store.read() == Kept(hour="07:00")


@pytest.mark.parametrize("hurt", ["kept.age", "key.txt"])
@pytest.mark.parametrize("how", [lambda _: b"", lambda data: data[:-1], lambda data: b"x" + data[1:]])
def test_damage_is_said_without_a_word_of_what_was_written_and_can_be_cleared(place, hurt, how):
    store = Store(place)
    store.change(lambda _: FULL)
    file = place / "quiet" / hurt
    file.write_bytes(how(file.read_bytes()) if hurt == "kept.age" else b"AGE-SECRET-KEY-1NONE")
    with pytest.raises(Damage) as caught:
        store.read()
    assert "整夜" not in caught.value.sentence()
    assert caught.value.__cause__ is None
    with pytest.raises(Damage):
        store.change(lambda kept: kept)
    store.clear()
    assert store.read() == Kept()


def test_a_key_that_is_gone_is_damage_and_never_made_anew_over_what_was_kept(place):
    store = Store(place)
    store.change(lambda _: FULL)
    (place / "quiet/key.txt").unlink()
    with pytest.raises(Damage):
        store.change(lambda kept: kept)
    assert not (place / "quiet/key.txt").exists()


def test_a_full_disk_leaves_what_was_there(place, monkeypatch):
    store = Store(place)
    store.change(lambda _: FULL)

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(room, "write_file", full)
    with pytest.raises(DiskFull, match="以前记下的没有变"):
        store.change(lambda kept: kept.without("w"))
    assert store.read() == FULL


def test_writers_at_the_same_time_lose_nothing(place):
    from concurrent.futures import ThreadPoolExecutor

    def add(number):
        worry = Worry(id=str(number), text="…", until=number)
        Store(place).change(lambda kept: replace(kept, worries=(*kept.worries, worry)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert {worry.id for worry in Store(place).read().worries} == {str(number) for number in range(40)}


def test_what_a_newer_version_wrote_beside_it_is_passed_over(place):
    import msgspec
    import pyrage

    store = Store(place)
    store.change(lambda _: FULL)
    newer = msgspec.json.encode(msgspec.to_builtins(FULL) | {"later": [1, 2]})
    identity = pyrage.x25519.Identity.from_str((place / "quiet/key.txt").read_text().strip())
    (place / "quiet/kept.age").write_bytes(pyrage.encrypt(newer, [identity.to_public()]))
    assert store.read() == FULL


def test_a_backup_knows_what_to_leave_out(place):
    Store(place, POSIX).change(lambda _: FULL)
    assert paths(place) == (place / "quiet",)
    assert [child for child in place.iterdir() if child not in paths(place)] == []
