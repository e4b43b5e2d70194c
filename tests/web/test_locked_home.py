"""A home that was used in every way and is locked: no word of it in any file, in whatever way it might be written."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

WORDS = "雨伞 河边 七点 收音机"
EVIDENCE, WRITTEN, QUIET, NAME = "金丝雀小满七", "芦苇荡老木船", "夜里的灯塔光", "竹篮打水一场"
"""In what was imported, in what the person wrote of the case, in the quiet room, and in the name of a file."""
SEEDS = (EVIDENCE, WRITTEN, QUIET, NAME)

KILLED = """
import os, signal, sys
from pathlib import Path
from anning.config import Config
from anning.services import intake, locking, notebook, scratch
from anning.services.desk import open_desk
from anning.services.intake import Source
from anning.domain.case import Party

home, words, evidence, written, memory = sys.argv[1:]
scratch._memories = lambda: [Path(memory)]
config = Config(home=Path(home))
desk = open_desk(config, identity=locking.unlock(config, words))
scratch.use(config.home)
notebook.keep(desk, written, Party(id="p9", name=written, role="collector"))
desk.config.spool.mkdir(parents=True, exist_ok=True)
sources = []
for n in range(6):
    file = desk.config.spool / f"{n}.upload"
    file.write_text(f"不还钱就打断你的腿 {evidence} {n}\\n" * 50, encoding="gb18030" if n % 2 else "utf-8")
    sources.append(Source(path=file, name=f"{evidence}-{n}.txt"))
seen = []
def told(progress):
    seen.append(progress)
    if len(seen) > int(os.environ["WHEN"]):
        os.kill(os.getpid(), signal.SIGKILL)
intake.intake(desk, sources, told=told)
os.kill(os.getpid(), signal.SIGKILL)
"""


def forms(word: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        data = word.encode(encoding)
        yield data
        yield data.hex().encode()
        for shift in range(3):  # within a longer text, base64 begins at any of three places
            yield base64.b64encode(b"\0" * shift + data)[(0, 2, 3)[shift] : -4]
    yield word.encode("unicode_escape")


LOOKED_FOR = [(seed, form) for seed in SEEDS for form in forms(seed)]


def found(*folders: Path) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    hits = [
        f"{path.name}: {seed}" for path in files for seed, form in LOOKED_FOR if form in path.read_bytes()
    ]
    return sorted({*hits, *(path.name for path in files for seed in SEEDS if seed in str(path))})


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    from anning.services import scratch

    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.setattr(scratch, "_memories", lambda: [place])
    yield place
    scratch.leave_all()


def use(bench, times: int) -> None:
    """Every way in which a word gets into a home."""
    from anning.domain.case import Party
    from anning.services import jobs, notebook
    from anning.services import search as _  # noqa: F401 - and everything it draws with it
    from anning.store import dismiss, every_entry, mark_caller
    from anning.store.values import EVERYTHING
    from anning.web import workplace

    for encoding in ("utf-8", "gb18030", "utf-16"):
        text = f"您的欠款逾期，不还钱就打断你的腿 {EVIDENCE} {times}".encode(encoding)
        sent = bench.post(
            "/start/upload", {"files": SimpleUploadedFile(f"{NAME}-{encoding}-{times}.txt", text)}
        )
        jobs.get(sent["Location"].strip("/").split("/")[1]).wait()
    bench.post("/paste/", {"text": f"明天上门 {EVIDENCE}{times}", "direction": "in", "channel": "sms"})
    notebook.keep(workplace.desk(), f"记下 {WRITTEN}", Party(id=f"p{times}", name=WRITTEN, role="collector"))
    entry = next(one for one in every_entry(EVERYTHING) if one.findings and EVIDENCE in one.text)
    first = entry.findings[0]
    dismiss(entry.id, first.rule, first.start, first.end, f"不同意 {WRITTEN}")
    mark_caller("13800138000", "creditor", WRITTEN)
    bench.post("/quiet/later/", {"text": QUIET, "hour": "19:00"})
    bench.post("/report/make")
    bench.get(f"/timeline/?q={EVIDENCE}")
    bench.post("/redact/", {"text": f"{EVIDENCE} 13800138000"})
    bench.post("/backup/", {"passphrase": WORDS, "again": WORDS})


def room(bench) -> str:
    from anning.web import workplace
    from anning.wellbeing.store import Store

    desk = workplace.desk()
    return repr(Store(bench.home, keys=desk.vault.keys if desk.protected else None).read())


def test_no_word_lies_in_the_open_once_there_is_a_passphrase(bench, memory):
    home = bench.home
    use(bench, 1)
    (home / "anning.sqlite3.damaged-20260101-000000").write_bytes((home / "anning.sqlite3").read_bytes())
    (home / "spool/left.upload").write_text(EVIDENCE)
    assert {hit.split(": ")[-1] for hit in found(home)} >= {EVIDENCE, WRITTEN}, (
        "without a passphrase it is all there"
    )

    bench.post("/settings/password/", {"do": "set", "new": WORDS, "again": WORDS, "paper": "on"})
    assert found(home) == [], "set"
    use(bench, 2)
    assert found(home) == [], "used"
    assert found(memory), "what pages made lies in memory, as long as it is open"
    bench.post("/lock")
    assert found(home, memory) == [], "locked"
    assert sorted(memory.iterdir()) == []

    bench.post("/unlock/", {"passphrase": WORDS})
    for seed in (EVIDENCE, WRITTEN):
        assert seed in bench.get("/timeline/").content.decode() + bench.get("/case/").content.decode()
    assert QUIET in room(bench)
    bench.post("/settings/password/", {"do": "remove", "now": WORDS})
    assert {hit.split(": ")[-1] for hit in found(home)} >= {EVIDENCE, WRITTEN}
    assert QUIET in room(bench)
    assert (home / "quiet/key.txt").exists()


@pytest.mark.parametrize("when", [0, 3, 99])
def test_killed_in_the_middle_nothing_lies_in_the_open_either(bench, memory, tmp_path, when):
    from anning.config import Config
    from anning.services import locking, scratch

    bench.post("/settings/password/", {"do": "set", "new": WORDS, "again": WORDS})
    bench.post("/lock")

    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(bench.home), WORDS, EVIDENCE, WRITTEN, str(memory)],
        env={"PATH": "/usr/bin:/bin", "WHEN": str(when), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == -9, run.stderr
    assert found(bench.home) == []
    locking.forget(Config(home=bench.home))
    assert found(memory) == [], "the next to come takes it away"
    scratch.sweep(bench.home)
    bench.post("/unlock/", {"passphrase": WORDS})
    assert WRITTEN in bench.get("/case/").content.decode()
