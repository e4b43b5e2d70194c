from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest

from anning.domain.findings import NOT_UNLAWFUL, Conduct
from anning.knowledge import laws, remedies
from anning.knowledge.channels import channels
from anning.knowledge.forms.papers import form, forms, shared

KINDS = (
    "complaint_lender", "report_nfra", "complaint_nfra", "local_bureau", "pboc", "cac", "market", "telecom", "police",
    "police_review", "suit", "evidence_list", "injunction", "collect_evidence", "preservation", "authority", "witness",
    "relative_complaint",
)  # fmt: skip
_SLOT = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")
_LAW = re.compile(r"\{law[^:{}]*:([^{}]+)\}")


def told(kind: str) -> str:
    return msgspec.json.encode(form(kind)).decode()


def test_all_promised_kinds_are_there():
    assert set(KINDS) <= set(forms())


@pytest.mark.parametrize("kind", KINDS)
def test_every_slot_has_a_label(kind):
    assert set(_SLOT.findall(told(kind))) <= set(shared().fields)


@pytest.mark.parametrize("kind", KINDS)
def test_norms_named_in_a_text_were_read_in_their_text(kind):
    book = laws.on(date(2026, 11, 24))
    for refs in _LAW.findall(told(kind)):
        found = [book.get(ref) for ref in refs.split("+")]
        assert any(found), refs
        assert all(norm.mark == "V" for norm in found if norm), refs


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_are_those_of_the_catalogue(kind):
    assert set(form(kind).channels) <= set(channels())
    assert set(form(kind).addressee) <= set(form(kind).channels)


def test_every_conduct_has_a_reason_and_none_is_lawful():
    assert set(shared().reasons) == set(Conduct) - NOT_UNLAWFUL
    assert all(not set(one.conducts) & NOT_UNLAWFUL for one in forms().values())


def test_every_cause_has_a_name_of_today():
    for family in shared().causes:
        assert remedies.cause(family, date(2026, 11, 24))
        assert remedies.cause(family, date(2025, 6, 1))


def test_a_report_and_a_complaint_are_never_in_one_paper():
    assert "消费投诉" not in " ".join(p.title for p in form("report_nfra").parts)
    assert form("report_nfra").limits.count("只选一种") == 1
