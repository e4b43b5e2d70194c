from __future__ import annotations

import json
import subprocess
import sys

import pytest

TEXTS = [
    "今天不还钱就打断你的腿",
    "您的快递到了，请到楼下取",
    "您的信用卡本期账单1200元，请按时还款",
    "再&不*还钱就去你单位闹",
]
LINES = "".join(
    json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(TEXTS)
)


def screen(*arguments):
    command = [sys.executable, "-m", "anning", "screen", *arguments]
    return subprocess.run(command, input=LINES.encode(), capture_output=True, check=True).stdout


def test_a_line_for_each_message_in_order():
    answers = [json.loads(line) for line in screen().splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3]
    assert [answer["verdict"] for answer in answers[:2]] == ["likely_unlawful", "unrelated"]
    assert all("norms_as_of" in answer for answer in answers)
    for text, answer in zip(TEXTS, answers, strict=True):
        assert all(found["quote"] == text[found["start"] : found["end"]] for found in answer["findings"])


@pytest.mark.parametrize("engine", ["hyperscan", "re2"])
def test_every_engine_gives_the_same_bytes(engine):
    pytest.importorskip(engine)
    assert screen("--engine", engine) == screen()


def test_several_workers_give_the_same_bytes():
    assert screen("--workers", "2") == screen()
