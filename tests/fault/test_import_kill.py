"""kill -9 at any moment of an import: what was acknowledged is there, half of a file never is."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 400


def export(folder: Path, number: int) -> Path:
    first = 1769911200000 + number * 10_000_000
    rows = "\n".join(
        f'<sms address="19900000001" date="{first + n}" type="1" body="第{number}份第{n}条" />'
        for n in range(ROWS)
    )
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    path = folder / f"sms-{number}.xml"
    path.write_text(f'{head}\n<smses count="{ROWS}">\n{rows}\n</smses>', encoding="utf-8")
    return path


def anning(home: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "anning", "--home", str(home), *map(str, arguments)]


def numbers(home: Path) -> dict[int, int]:
    """How many messages of each export are in the timeline."""
    answer = subprocess.run(anning(home, "timeline", "--json"), capture_output=True, text=True, check=True)
    counts: dict[int, int] = {}
    for line in answer.stdout.splitlines():
        number = int(json.loads(line)["text"].split("份")[0][1:])
        counts[number] = counts.get(number, 0) + 1
    return counts


@pytest.mark.parametrize("seed", range(3))
def test_an_acknowledged_import_survives_being_killed(tmp_path, seed):
    home, draw = tmp_path / "home", random.Random(seed)
    acknowledged: set[int] = set()
    for number in range(6):
        path = export(tmp_path, number)
        command = anning(home, "import", path)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
            time.sleep(draw.uniform(0.1, 1.6))
            program.send_signal(signal.SIGKILL)
            said = program.stdout.read() if program.stdout else b""
        if b"--undo" in said:
            acknowledged.add(number)
        counts = numbers(home)
        assert acknowledged <= set(counts)
        assert set(counts.values()) <= {ROWS}
    assert subprocess.run(anning(home, "verify"), capture_output=True, check=False).returncode == 0
    before = subprocess.run(anning(home, "timeline", "--json"), capture_output=True, check=True).stdout
    subprocess.run(anning(home, "rebuild"), capture_output=True, check=True)
    assert (
        subprocess.run(anning(home, "timeline", "--json"), capture_output=True, check=True).stdout == before
    )
