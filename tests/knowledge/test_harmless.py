"""Everyday and lawful texts that use the words of threats: nothing unlawful is found in them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from anning.detection.wording import Examiner
from anning.domain.findings import NOT_UNLAWFUL

SAMPLES = Path(__file__).parents[1] / "samples" / "judged"
DAY = date(2026, 11, 25)


@cache
def everything() -> Examiner:
    return Examiner()


def lines(name: str) -> list[str]:
    return [line for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("name", ["harmless_r1.txt", "harmless_r2.txt", "lawful_r2.txt", "lawful_r4.txt"])
def test_no_harmless_or_lawful_text_is_called_unlawful(name):
    wrong = {
        text: [(finding.rule, finding.quote) for finding in found]
        for text in lines(name)
        if (found := [f for f in everything().one(text, DAY).findings if f.conduct not in NOT_UNLAWFUL])
    }
    assert not wrong
