"""What one number said over time, and the second opinion, as pages."""

from __future__ import annotations

import pytest

from anning import store
from anning.services import suggestions
from anning.store import Where
from anning.web import workplace


@pytest.fixture
def worst(sample):
    caller = next(caller for caller in store.callers() if caller.key and caller.found)
    entry = next(iter(store.every_entry(Where(address=caller.key, only_findings=True, direction="in"))))
    return sample, entry


def test_a_contact_leads_to_what_its_number_said_over_time(worst):
    bench, entry = worst
    page = bench.get(f"/contact/{entry.id}/").content.decode()
    assert f"/contact/{entry.id}/thread" in page
    whole = bench.get(f"/contact/{entry.id}/thread").content.decode()
    assert "前后对照" in whole
    assert "<html" in whole
    part = bench.get(f"/contact/{entry.id}/thread", **{"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "前后对照" in part


def test_rough_words_stay_folded_there_too(worst):
    bench, entry = worst
    part = bench.get(f"/contact/{entry.id}/thread", **{"HX-Request": "true"}).content.decode()
    for piece in part.split('class="said"')[1:]:
        before = part[: part.index(piece)]
        assert before.rfind("<details") > before.rfind("</details>")


def test_nothing_to_compare_is_nothing_on_the_page(sample):
    entry = next(e for e in store.every_entry(Where(kinds=("message",), direction="in")) if e.name == "妈")
    bench = sample
    assert bench.get(f"/contact/{entry.id}/thread", **{"HX-Request": "true"}).content == b""
    assert "没有前后连起来" in bench.get(f"/contact/{entry.id}/thread").content.decode()


def test_the_second_opinion_is_asked_for_decides_nothing_and_learns(sample):
    assert "可能值得看一看的" in sample.get("/timeline/").content.decode()
    assert "可能值得看一看的" not in sample.get("/timeline/?only=1").content.decode()
    page = sample.get("/timeline/suggested").content.decode()
    assert "不说明什么" in page
    entries = suggestions.suggestions(workplace.desk())
    if not entries:
        pytest.skip("every message of the sample is spoken for")
    answer = sample.post(f"/timeline/suggested/{entries[0].id}", {"worth": "1"})
    assert answer.status_code == 302
    assert suggestions.judged(entries[0].id) is True
    assert entries[0].id not in sample.get("/timeline/suggested").content.decode()
    assert store.entry(entries[0].id).findings == ()
