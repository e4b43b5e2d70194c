"""What a page shows after a change is what it would show to somebody who comes for the first time."""

from __future__ import annotations

import re

import pytest

from anning import store
from anning.domain.numbers import caller_key
from anning.store import Where
from anning.store.remembering import forget_all

PAGES = (
    "/", "/week/", "/calls/", "/bundle/", "/block/", "/rights/", "/papers/complaint_lender/facts/", "/case/numbers/",
    "/calendar/", "/timeline/suggested",
)  # fmt: skip
_ONCE = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


def shown(sample) -> dict[str, bytes]:
    return {path: _ONCE.sub(b"", sample.get(path).content) for path in PAGES}


def threat():
    return store.entries(Where(verdicts=("likely_unlawful",)), limit=1)[0]


def dismissed(sample) -> None:
    entry = threat()
    for finding in entry.findings:
        sample.post(f"/contact/{entry.id}/dismiss", {"rule": finding.rule, "reason": "是朋友开玩笑"})


def marked(sample) -> None:
    sample.post(f"/contact/{threat().id}/caller", {"role": "known"})


def split(sample) -> None:
    sample.post("/case/numbers/split", {"key": caller_key(threat().address)})


def undone(sample) -> None:
    sample.post(f"/imports/{store.imports()[0].id}/undo")


@pytest.mark.parametrize("change", [dismissed, marked, split, undone])
def test_a_page_is_never_older_than_the_last_change(sample, change):
    before = shown(sample)
    change(sample)
    sample.get("/about/")  # takes the note that says what was done
    after = shown(sample)
    forget_all()
    fresh = shown(sample)
    assert [path for path in PAGES if after[path] != fresh[path]] == []
    assert after != before, "the change is one that can be seen"
