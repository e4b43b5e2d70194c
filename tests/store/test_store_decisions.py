from __future__ import annotations

import pytest
from stored import NOON, examined, found, load, message, texts

from anning import store
from anning.errors import NotFound
from anning.store import Where

TEXT = "去你单位找领导，再不还就曝光你"
VISIT = found(TEXT, "去你单位")
EXPOSE = found(TEXT, "曝光你", "expose", "third_party_disclosure", "medium")


def loaded():
    load("a", [message("sms[0]", TEXT)], [examined(VISIT, EXPOSE)])
    return next(iter(store.every_entry()))


def dismiss(entry, finding, reason="他只是送材料"):
    return store.dismiss(entry.id, finding.rule, finding.start, finding.end, reason)


def test_a_dismissed_finding_stays_to_be_seen_but_counts_no_more(home):
    entry = loaded()
    dismiss(entry, VISIT)
    after = store.entry(entry.id)
    assert after.findings == (VISIT, EXPOSE)
    assert after.dismissed == (VISIT.rule,)
    assert after.verdict == "likely_unlawful"
    assert texts(conducts=("visit_threat",)) == []
    assert texts(conducts=("visit_threat",), include_dismissed=True) == [TEXT]
    assert texts(levels=("high",)) == []
    assert texts(conducts=("third_party_disclosure",)) == [TEXT]


def test_without_any_finding_left_it_is_unrelated(home):
    entry = loaded()
    dismiss(entry, VISIT)
    dismiss(entry, EXPOSE)
    assert store.entry(entry.id).verdict == "unrelated"
    assert texts(only_findings=True) == []
    assert texts(only_findings=True, include_dismissed=True) == [TEXT]
    assert store.callers()[0].found == 0
    assert store.totals().levels == {}


def test_restoring_makes_it_as_it_was(home):
    entry = loaded()
    dismiss(entry, VISIT)
    store.restore(entry.id, VISIT.rule, VISIT.start, VISIT.end)
    assert store.entry(entry.id) == entry
    assert store.dismissals() == []
    assert store.count(Where(levels=("high",))) == 1


def test_the_reason_is_kept_and_can_be_changed(home):
    entry = loaded()
    dismiss(entry, VISIT)
    dismiss(entry, VISIT, "我记错了")
    (kept,) = store.dismissals()
    assert (kept.entry_id, kept.rule, kept.reason) == (entry.id, VISIT.rule, "我记错了")


def test_only_a_finding_that_is_there_can_be_dismissed(home):
    entry = loaded()
    with pytest.raises(NotFound):
        store.dismiss(entry.id, VISIT.rule, VISIT.start + 1, VISIT.end, "")
    with pytest.raises(NotFound):
        store.dismiss("0" * 32, VISIT.rule, VISIT.start, VISIT.end, "")
    assert store.dismissals() == []


def test_what_the_person_wrote_survives_wiping_and_loading_again(home):
    entry = loaded()
    dismiss(entry, VISIT)
    store.mark_caller("+86 138 0000 0000", "collector", "某某催收")
    before = store.entry(entry.id)
    store.wipe_index()
    assert store.count() == 0
    loaded()
    assert store.entry(entry.id) == before
    assert texts(levels=("high",)) == []
    assert store.marks()["13800000000"].note == "某某催收"
    assert store.callers()[0].role == "collector"


def test_a_later_word_on_a_number_replaces_the_earlier(home):
    store.mark_caller("1069", "collector")
    store.mark_caller("1069", "known", "银行")
    assert [(m.role, m.note) for m in store.marks().values()] == [("known", "银行")]
    store.unmark_caller("1069")
    assert store.marks() == {}


def test_a_dismissal_of_words_that_changed_does_not_fit_any_more(home):
    entry = loaded()
    dismiss(entry, VISIT)
    other = found("再" + TEXT, "去你单位")
    load("a", [message("sms[0]", "再" + TEXT, NOON)], [examined(other)])
    again = store.entry(entry.id)
    assert again.dismissed == ()
    assert again.verdict == "likely_unlawful"
