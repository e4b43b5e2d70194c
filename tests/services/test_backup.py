from __future__ import annotations

import shutil
import subprocess
import tarfile

import pytest

from anning import store
from anning.config import Config
from anning.domain.case import Party
from anning.domain.china_time import parse_iso
from anning.errors import Damage, InputUnusable, Locked, Refused
from anning.services import backup, companion, custody, notebook

WORDS = "雨伞 河边 七点 收音机"


def filled(opened, home):
    desk = opened(home)
    start = parse_iso("2026-03-01T10:00:00+08:00")
    companion.save(
        desk, companion.Told(start=start, end=start + 60_000, address="13800138000", note="他说要来我家")
    )
    notebook.keep(desk, "记下自己", Party(id="me", role="self", name="张喆"))
    store.mark_caller("13800138000", "collector", "自称法务")
    (home / "quiet").mkdir()
    (home / "quiet" / "kept.age").write_bytes(b"canary")
    return desk


def test_what_was_backed_up_comes_back_whole(opened, home, tmp_path):
    desk = filled(opened, home)
    before = [(entry.id, entry.text) for entry in store.every_entry()]
    made = backup.make(desk, tmp_path / "b.tar", WORDS)
    assert made.rows == 2
    found = backup.restore(tmp_path / "b.tar", Config(home=tmp_path / "new"), WORDS)
    assert found.originals == 1
    assert [(entry.id, entry.text) for entry in store.every_entry()] == before
    assert notebook.get(Party, "me").name == "张喆"
    assert store.marks()["13800138000"].note == "自称法务"
    assert opened(tmp_path / "new").vault.verify().ok
    assert not (tmp_path / "new" / "quiet").exists()


def test_nothing_of_it_can_be_read_without_the_passphrase(opened, home, tmp_path):
    backup.make(filled(opened, home), tmp_path / "b.tar", WORDS)
    data = (tmp_path / "b.tar").read_bytes()
    assert "他说要来我家".encode() not in data
    assert "张喆".encode() not in data
    with pytest.raises(Locked):
        backup.restore(tmp_path / "b.tar", Config(home=tmp_path / "new"), "别的口令啊啊啊")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(not shutil.which("age"), reason="age is a program of its own")
def test_it_opens_with_tar_and_age_alone(opened, home, tmp_path):
    import pyrage

    backup.make(filled(opened, home), tmp_path / "b.tar", WORDS)
    with tarfile.open(tmp_path / "b.tar") as tar:
        tar.extractall(tmp_path / "by-hand", filter="data")
    hand = tmp_path / "by-hand"
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=hand, check=True)
    # age asks for a passphrase at a terminal only; the rest is age's own work.
    (hand / "key.txt").write_bytes(pyrage.passphrase.decrypt((hand / "key.age").read_bytes(), WORDS))
    inner = subprocess.run(
        ["age", "-d", "-i", "key.txt", "data.age"], cwd=hand, capture_output=True, check=True
    )
    (hand / "inner").mkdir()
    subprocess.run(["tar", "x", "-C", "inner"], cwd=hand, input=inner.stdout, check=True)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=hand / "inner", check=True)
    assert (hand / "inner" / "vault" / "log.jsonl").exists()


def test_a_changed_byte_is_named_and_never_restored(opened, home, tmp_path):
    backup.make(filled(opened, home), tmp_path / "b.tar", WORDS)
    data = bytearray((tmp_path / "b.tar").read_bytes())
    with tarfile.open(tmp_path / "b.tar") as tar:
        member = tar.getmember(backup.DATA)
    data[member.offset_data + member.size // 2] ^= 1
    (tmp_path / "b.tar").write_bytes(data)
    found = custody.check(Config(home=home), tmp_path / "b.tar")
    assert [one.item for one in found.damage] == [backup.DATA]
    with pytest.raises(Damage):
        backup.restore(tmp_path / "b.tar", Config(home=tmp_path / "new"), WORDS)
    assert not (tmp_path / "new").exists()


def test_an_unharmed_one_verifies(opened, home, tmp_path):
    backup.make(filled(opened, home), tmp_path / "b.tar", WORDS)
    assert custody.check(Config(home=home), tmp_path / "b.tar").ok


def test_nothing_is_overwritten(opened, home, tmp_path):
    desk = filled(opened, home)
    (tmp_path / "b.tar").write_bytes(b"mine")
    with pytest.raises(Refused):
        backup.make(desk, tmp_path / "b.tar", WORDS)
    assert (tmp_path / "b.tar").read_bytes() == b"mine"
    backup.make(desk, tmp_path / "c.tar", WORDS)
    with pytest.raises(Refused, match="已经有资料"):
        backup.restore(tmp_path / "c.tar", Config(home=home), WORDS)


def test_a_short_passphrase_and_a_file_of_another_kind_are_refused(opened, home, tmp_path):
    desk = filled(opened, home)
    with pytest.raises(Refused, match="口令太短"):
        backup.make(desk, tmp_path / "b.tar", "1234")
    (tmp_path / "x.tar").write_bytes(b"no tar")
    with pytest.raises(InputUnusable):
        backup.restore(tmp_path / "x.tar", Config(home=tmp_path / "new"), WORDS)
    assert list(tmp_path.glob(".*.part")) == []


def test_a_home_behind_a_passphrase_comes_back_behind_that_of_the_backup(opened, home, tmp_path):
    from anning.services import locking

    desk = filled(opened, home)
    paper = locking.protect(desk, "从前 的 密码 三个", paper=True)
    desk = opened(home, identity=desk.vault.identity)
    backup.make(desk, tmp_path / "b.tar", WORDS)
    config = Config(home=tmp_path / "new")

    found = backup.restore(tmp_path / "b.tar", config, WORDS)

    assert (found.protected, found.originals) == (True, 1)
    files = [path for path in config.home.rglob("*") if path.is_file()]
    assert not [
        path for path in files for word in ("张喆", "他说要来我家") if word.encode() in path.read_bytes()
    ]
    with pytest.raises(Locked):
        opened(config.home)
    with pytest.raises(Locked):
        locking.unlock(config, "从前 的 密码 三个")
    assert locking.unlock(config, paper) == locking.unlock(config, WORDS)
    assert opened(config.home, identity=locking.unlock(config, WORDS)).vault.verify().ok
    assert notebook.get(Party, "me").name == "张喆"
