"""Rights: each page answers, cites law in force, leads on, and is reached from the findings that touch it."""

from __future__ import annotations

from datetime import date

import pytest
from test_web_pages import check, text

from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.knowledge import laws
from anning.knowledge.rights import of_conduct, rights


@pytest.mark.parametrize("right", rights(), ids=lambda r: r.id)
def test_each_right_says_what_it_covers_where_it_ends_and_what_can_be_done(bench, right):
    page = bench.get(f"/rights/{right.id}/")
    check(page)
    assert right.means[0] in text(page)
    assert right.ends[0] in text(page)
    assert right.acts
    assert all(ref in laws.on(date(2026, 11, 25)) for ref in right.norms)


def test_every_unlawful_conduct_touches_some_right():
    assert not [code for code in Conduct if code not in NOT_UNLAWFUL and not of_conduct(code)]


def test_what_the_case_touches_comes_first(sample):
    page = text(sample.get("/rights/"))
    assert "您的记录里有" in page


def test_a_finding_leads_to_its_rights(sample):
    from anning import store

    entry = next(iter(store.entries(store.Where(verdicts=("likely_unlawful",)), limit=1)))
    page = text(sample.get(f"/contact/{entry.id}/"))
    assert "/rights/" in page


def test_a_right_nobody_knows(bench):
    assert bench.get("/rights/nothing/").status_code == 404
