"""What lies in the open for a while: in memory, for its owner only, and taken away by whoever comes next."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from anning.config import Config
from anning.services import scratch


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(scratch, "_memories", lambda: [place])
    yield place
    scratch.leave_all()


def test_it_is_the_owners_and_goes_with_all_that_is_in_it(home: Path, memory: Path) -> None:
    folder = scratch.use(home)
    assert folder.parent == memory
    assert folder.stat().st_mode & 0o777 == 0o700
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == folder
    (folder / "reports").mkdir()
    (folder / "reports/x").write_text("x")

    scratch.leave(home)

    assert list(memory.iterdir()) == []
    assert "TMPDIR" not in os.environ
    assert Path(tempfile.gettempdir()) != folder


def test_what_a_dead_program_left_goes_and_what_a_living_one_has_stays(home: Path, memory: Path) -> None:
    home.mkdir()
    begin = f"""
from pathlib import Path
from anning.services import scratch
scratch._memories = lambda: [Path({str(memory)!r})]
print(scratch.of(Path({str(home)!r})), flush=True)
input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", begin], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        left = Path(other.stdout.readline().strip())
        scratch.sweep(home)
        assert left.is_dir()
        other.kill()
    assert left.is_dir()
    scratch.sweep(home)
    assert not left.exists()


def test_without_memory_it_lies_in_the_home_and_goes_likewise(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    monkeypatch.setattr(scratch, "_memories", list)
    folder = scratch.of(home)
    assert folder.parent == home / "spool"
    scratch.leave(home)
    assert list((home / "spool").iterdir()) == []


def test_a_file_larger_than_memory_lies_on_the_disk(
    home: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    config = Config(home=home, scratch=scratch.of(home))
    monkeypatch.setattr(scratch, "room", lambda _: 100)
    assert scratch.place_for(config, 40) == config.spool
    assert scratch.place_for(config, 60) == home / "spool"
    assert scratch.place_for(Config(home=home), 10**15) == home / "spool"
