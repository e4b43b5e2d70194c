"""The workbench started on a home behind a passphrase: shut, or open at once for who gave the passphrase."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from anning.config import Config

WORDS = "雨伞 河边 七点 收音机"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened):
    from anning import store
    from anning.services import locking, scratch

    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    monkeypatch.setattr(scratch, "_memories", lambda: [memory])
    locking.protect(opened(tmp_path / "home"), WORDS)
    store.close()
    yield Config(home=tmp_path / "home")
    scratch.leave_all()
    tempfile.tempdir = None


@pytest.mark.parametrize("how", ["nothing", "passphrase", "unlocked"])
def test_it_is_open_for_who_gave_the_passphrase_and_shut_for_all_others(config, how) -> None:
    from anning.services import locking
    from anning.web import server, workplace

    identity = locking.unlock(config, WORDS)
    if how == "unlocked":
        locking.remember(config, identity)
    server.prepare(config)
    running, _ = server.build(config, 0, identity=identity if how == "passphrase" else "")
    running.close()

    assert workplace.is_shut() is (how == "nothing")
    if how != "nothing":
        assert workplace.desk().protected
