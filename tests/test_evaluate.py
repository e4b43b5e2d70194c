"""The measuring tool: halves by id alone, no text of a held half printed, disguised texts beside their twins."""

from __future__ import annotations

import importlib.util
import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from anning.detection.wording import examiner

TOOL = Path(__file__).parents[1] / "tools" / "evaluate.py"
THREAT, NOTICE = "再不还钱就打断你的腿", "【某银行】您的账单1200元已逾期，请尽快还款。"


@pytest.fixture
def tool(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("evaluate", TOOL)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "evaluate", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "JUDGED", tmp_path)
    monkeypatch.setattr(module, "RESAMPLES", 20)
    monkeypatch.setattr(module, "Examiner", examiner)
    monkeypatch.setenv("ANNING_SHARED", str(tmp_path / "none"))
    return module


def is_open(name: str) -> bool:
    return sha256(name.encode()).hexdigest()[0] < "8"


def names(prefix: str, *, opened: bool, count: int) -> list[str]:
    found = (name for n in range(1000) if is_open(name := f"{prefix}{n}") is opened)
    return [next(found) for _ in range(count)]


def item(name: str, text: str, verdict: str, labels: list[str], kind: str = "plain", of: str = "") -> dict:
    return {
        "id": name, "text": text, "labels": labels, "verdict": verdict, "channel": "sms",
        "recipient": "debtor", "kind": kind, "of": of,
    }  # fmt: skip


def write(folder: Path, name: str, items: list[dict]) -> None:
    lines = (json.dumps(one, ensure_ascii=False) for one in items)
    folder.joinpath(name).write_text("\n".join(lines), encoding="utf-8")


def filled(folder: Path) -> tuple[str, str]:
    """One set; gives a phrase of its open half and one of its held half."""
    first, second, third = names("x", opened=True, count=3)
    (secret,) = names("y", opened=False, count=1)
    write(
        folder,
        "a.jsonl",
        [
            item(first, THREAT, "likely_unlawful", ["threat_violence"]),
            item(
                second, "再不还钱就打*断*你*的*腿", "likely_unlawful", ["threat_violence"], "disguised", first
            ),
            item(third, "今天公园里的花都开了，公开的一句", "likely_unlawful", ["insult"]),
            item(secret, "今天公园里的花都开了，保密的一句", "likely_unlawful", ["insult"]),
        ],
    )
    return "公开的一句", "保密的一句"


def run(tool, capsys, *arguments: str) -> str:
    sys.argv = ["evaluate.py", *arguments]
    assert tool.main() == 0
    return capsys.readouterr().out


def test_no_text_of_the_held_half_is_ever_printed(tool, capsys, tmp_path):
    opened, held = filled(tmp_path)
    said = run(tool, capsys, "--held", "--errors")
    assert opened in said
    assert held not in said
    assert "judged a, held," in said


def test_the_held_half_is_measured_only_when_asked_for(tool, capsys, tmp_path):
    filled(tmp_path)
    assert ", held," not in run(tool, capsys, "--open")


def test_a_disguised_text_is_held_against_its_twin(tool, capsys, tmp_path):
    filled(tmp_path)
    said = run(tool, capsys, "--open")
    assert "their plain twins: recall 1.00" in said
    assert "of twins found, in disguise: likely_unlawful 1.00" in said
    assert "judged a, open, as written: 2 messages" in said


def test_a_judged_verdict_goes_before_the_labels(tool):
    judged = tool.Item("1", THREAT, ("visit_threat",), verdict="needs_context")
    assert judged.due == "needs_context"
    assert tool.Item("1", THREAT, ("visit_threat",)).due == "likely_unlawful"


def test_without_any_set_it_says_where_it_looked(tool, capsys):
    sys.argv = ["evaluate.py"]
    assert tool.main() == 3
    assert "ANNING_SHARED" in capsys.readouterr().out


@pytest.mark.parametrize(("hits", "total"), [(0, 10), (5, 10), (10, 10), (0, 0)])
def test_law_an_interval_holds_its_share(tool, hits, total):
    low, high = tool.wilson(hits, total)
    assert 0 <= low <= (hits / total if total else 0.5) <= high + 1e-9 <= 1 + 1e-9
