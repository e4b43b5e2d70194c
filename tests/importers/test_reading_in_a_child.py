from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pytest
from importing import SMS, Got, zipped

from anning import importers
from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.importers import Batch, Limits, frames

FILTERED = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}

INSIDE = """
import os, socket, subprocess, sys
from anning.importers import sandbox
print("filtered" if sandbox.enter(memory=1 << 30, cpu_s=20, open_files=32) else "unfiltered")
def tried(what, how):
    try:
        how()
        print(what, "done")
    except (OSError, MemoryError) as reason:
        print(what, "refused", type(reason).__name__)
tried("socket", lambda: socket.socket())
tried("unix", lambda: socket.socket(socket.AF_UNIX))
tried("pair", lambda: socket.socketpair())
tried("program", lambda: os.execv("/bin/true", ["true"]))
tried("spawn", lambda: subprocess.run(["/bin/true"]))
tried("fork", lambda: os._exit(0) if os.fork() == 0 else None)
tried("kill", lambda: os.kill(os.getppid(), 0))
tried("write", lambda: open(sys.argv[1], "w"))
tried("append", lambda: open(sys.argv[1], "ab"))
tried("remove", lambda: os.unlink(sys.argv[1]))
tried("rename", lambda: os.rename(sys.argv[1], sys.argv[1] + "2"))
tried("chmod", lambda: os.chmod(sys.argv[1], 0o777))
tried("memory", lambda: bytearray(2 << 30))
tried("read", lambda: open(sys.argv[1]).read())
"""


@pytest.mark.skipif(not FILTERED, reason="the kernel's filter is for Linux on two processor families")
def test_the_child_can_do_nothing_but_read(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("safe")
    run = subprocess.run(
        [sys.executable, "-c", INSIDE, kept], capture_output=True, text=True, check=True, timeout=60
    )
    said = dict(line.split(" ", 1) if " " in line else (line, "") for line in run.stdout.splitlines())
    assert said.pop("filtered") == ""
    assert said.pop("read") == "done"
    assert len(said) == 13
    assert all(answer.startswith("refused") for answer in said.values()), said
    assert kept.read_text() == "safe"


def test_a_file_is_read_with_progress_and_an_account():
    data = SMS.format("您好").encode()
    got = Got(data, "sms.xml")
    assert got.texts == ["您好一", "您好二"]
    assert (got.reading.container, got.reading.format, got.reading.complete) == (
        "file",
        "sms_backup_restore",
        True,
    )
    assert got.progress[-1].done == got.progress[-1].total == len(data)


def test_it_reads_from_the_beginning_wherever_the_file_stands():
    with tempfile.TemporaryFile() as file:
        file.write(SMS.format("").encode())
        file.flush()
        items = list(importers.read(file, "sms.xml"))
    assert sum(len(item.contacts) for item in items if isinstance(item, Batch)) == 2


def test_a_file_in_memory_is_read_too():
    items = list(importers.read(io.BytesIO(SMS.format("").encode()), "sms.xml"))
    assert isinstance(items[-1], Reading)
    assert items[-1].counts == {"message": 2}


def test_an_empty_file_is_told_in_a_sentence():
    got = Got(b"", "sms.xml")
    assert "空的" in got.told
    assert not got.contacts
    assert not got.reading.complete


def many_messages(count):
    row = '<sms address="10086" date="1767200000000" type="1" body="您好" date_sent="0"/>\n'
    return b"<smses>" + row.encode() * count + b"</smses>"


def test_too_much_memory_ends_in_a_problem_and_keeps_what_was_read():
    row = '<sms address="10086" date="1767200000000" type="1" body="您好" date_sent="0"/>\n'.encode()
    bomb = b"<smses>" + row * 3000 + b'<sms body="' + b"x" * (30 << 20) + b'"/></smses>'
    got = Got(bomb, "sms.xml", Limits(memory=110 << 20))
    assert len(got.contacts) >= 2500
    assert not got.reading.complete
    assert "内存" in got.told


def test_too_much_time_ends_in_a_problem_and_keeps_what_was_read():
    got = Got(many_messages(800_000), "sms.xml", Limits(cpu_s=1))
    assert got.contacts
    assert not got.reading.complete
    assert "超过限度" in got.told
    assert str(len(got.contacts)) in got.told


def test_cancel_ends_the_child_at_once():
    asked = []
    with tempfile.TemporaryFile() as file:
        file.write(many_messages(400_000))
        file.flush()
        items = importers.read(file, "sms.xml", cancelled=lambda: bool(asked))
        assert isinstance(next(items), Batch)
        asked.append(True)
        start = time.monotonic()
        rest = list(items)
        assert time.monotonic() - start < 1
    assert isinstance(rest[-1], Reading)
    assert not rest[-1].complete


def test_leaving_early_leaves_no_child_behind():
    with tempfile.TemporaryFile() as file:
        file.write(many_messages(400_000))
        file.flush()
        items = importers.read(file, "sms.xml")
        next(items)
        items.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    "said",
    [
        b"X\0\0\0\1x",
        b"C\xff\xff\xff\xff",
        b"C\0\0\0\4nope",
        b"C" + (9).to_bytes(4, "big") + msgspec.msgpack.encode([["message"]]),
        b"".join(frames.encoded(Batch([Contact(kind="message", locator="sms[0]", at=10**18)]))),
    ],
)
def test_what_the_child_says_is_checked(said):
    with pytest.raises(frames.Untrue):
        list(frames.decoded(bytearray(said)))


def test_frames_may_come_in_any_pieces():
    items = [
        Batch([Contact(kind="call", locator="call[0]", address="10086", extra={"a": "b"})]),
        Attachment("mms[0]/part[1]", "图.png", "image/png", bytes(range(256)), "mms[0]"),
        Problem("sms.xml 第 3 行", "坏了"),
        Reading(container="file", format="x", counts={"call": 1}),
    ]
    said = b"".join(piece for item in items for piece in frames.encoded(item))
    buffer, heard = bytearray(), []
    for at in range(0, len(said), 7):
        buffer += said[at : at + 7]
        heard += frames.decoded(buffer)
    assert heard == items
    assert not buffer


def test_a_format_that_gives_half_characters_does_not_lose_the_message():
    from anning.importers.child import _whole_characters

    mended = _whole_characters(
        Batch([Contact(kind="email", locator="mail", text="半\ud83d个", extra={"a": "\udcff"})])
    )
    assert mended == Batch([Contact(kind="email", locator="mail", text="半?个", extra={"a": "?"})])


def test_the_child_starts_fast_and_knows_no_framework():
    code = (
        "import sys, time; t = time.process_time(); import anning.importers.child; "
        "print(time.process_time() - t, *{m.split('.')[0] for m in sys.modules} & {'django', 'numpy', 'pydantic'})"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert all(len(run) == 1 for run in runs), runs
    assert min(float(run[0]) for run in runs) < 0.15


def test_the_reader_says_which_it_is():
    name, version, digest = importers.parser_identity()
    assert name == "anning.importers"
    assert version
    assert len(digest) == 64
    assert importers.parser_identity()[2] == digest


def test_a_photo_in_a_zip_passes_through_whole():
    photo = b"\x89PNG\r\n\x1a\n" + os.urandom(3 << 20)
    got = Got(zipped({"DCIM/IMG_1.png": photo}), "a.zip")
    assert [(a.locator, a.name, a.media_type, a.contact) for a in got.attachments] == [
        ("DCIM/IMG_1.png", "IMG_1.png", "image/png", "")
    ]
    assert got.attachments[0].data == photo
    assert not got.contacts


@pytest.mark.skipif("ANNING_SHARED" not in os.environ, reason="the reference samples are not at hand")
def test_every_reference_sample_is_read_or_its_fault_is_named():
    folder = Path(os.environ["ANNING_SHARED"]) / "samples"
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != "SOURCES.md"]
    assert len(files) >= 27
    for file in files:
        got = Got(file.read_bytes(), file.name)
        assert got.contacts or got.reading.declared == 0, file
        assert "出了错" not in got.told, (file, got.told)
        assert all(problem.where for problem in got.problems)
