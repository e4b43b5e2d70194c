"""A home killed at every renaming while its passphrase is set or taken away: whole, of one kind, and open."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from passphrase_worker import WORDS
from test_vault_kill import strace, why_not

pytestmark = pytest.mark.fault
WORKER = [sys.executable, str(Path(__file__).with_name("passphrase_worker.py"))]
SECRET = "金丝雀小满七"


@pytest.fixture(scope="module")
def homes(tmp_path_factory, django_db_blocker) -> Iterator[dict[str, Path]]:
    """A home without a passphrase and the same with one, by what is to be done to them."""
    if why_not():
        pytest.skip(why_not())
    from anning import store
    from anning.config import Config
    from anning.services import desk
    from anning.wellbeing.kept import Kept
    from anning.wellbeing.store import Store

    base = tmp_path_factory.mktemp("passphrase")
    with django_db_blocker.unblock():
        opened = desk.open_desk(Config(home=base / "set"))
        store.write(SECRET, [("party", "p1", SECRET)])
        with opened.vault.batch() as batch:
            batch.seal(SECRET.encode(), name=SECRET)
        Store(base / "set").change(lambda _: Kept(hour="07:00"))
        store.close()
        shutil.copytree(base / "set", base / "remove")
        subprocess.run([*WORKER, str(base / "remove"), "set"], check=True)
        yield {"set": base / "set", "remove": base / "remove"}


def moments(home: Path, what: str, log: Path) -> list[int]:
    """The ordinals of those renamings that happen in the home."""
    command = strace("-o", str(log), "-e", "trace=rename", *WORKER, str(home), what)
    subprocess.run(command, capture_output=True, check=True)
    calls = [line for line in log.read_text().splitlines() if re.match(r"\d+ +rename\(", line)]
    return [number for number, call in enumerate(calls, 1) if str(home) in call]


def after(home: Path) -> None:
    """What must hold once somebody opened it: the old way or the new, and everything of that kind."""
    from anning import store
    from anning.config import Config
    from anning.services import locking, scratch
    from anning.services.desk import open_desk
    from anning.store import turning
    from anning.wellbeing.store import Store

    config = Config(home=home)
    identity = locking.unlock(config, WORDS) if locking.is_locked(config) else ""
    desk = open_desk(config, identity=identity)
    assert store.written("party") == {"p1": SECRET}
    assert Store(home, keys=desk.vault.keys if desk.protected else None).read().hour == "07:00"
    assert desk.vault.verify().ok
    store.close()
    scratch.leave(home)
    scratch.sweep(home)
    assert turning.is_plain(config.database) is not desk.protected
    assert (home / "quiet/key.age").exists() is desk.protected
    assert (home / "quiet/key.txt").exists() is not desk.protected
    held = any(SECRET.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert held is not desk.protected


@pytest.mark.parametrize("what", ["set", "remove"])
def test_killed_while_its_passphrase_changes_a_home_is_whole(homes, what, tmp_path) -> None:
    trial = tmp_path / "home"
    shutil.copytree(homes[what], trial)
    found = moments(trial, what, tmp_path / "log")
    assert len(found) > 5
    for moment in found:
        shutil.rmtree(trial)
        shutil.copytree(homes[what], trial)
        kill = ["-o", "/dev/null", "-e", "trace=rename", "-e", f"inject=rename:signal=KILL:when={moment}"]
        command = strace(*kill, *WORKER, str(trial), what)
        run = subprocess.run(command, capture_output=True, check=False)
        assert run.returncode == -9, run.stderr
        after(trial)
