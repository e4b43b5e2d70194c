from __future__ import annotations

import re
from datetime import date

import paper_cases as cases
import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anning.casework.papers import build, hidden, plain
from anning.casework.papers.given import Exhibited
from anning.casework.papers.model import Grid
from anning.casework.papers.own_words import look
from anning.domain.case import Case, Party
from anning.domain.papers import PaperDraft
from anning.errors import NotFound
from anning.knowledge import laws
from anning.knowledge.forms.papers import forms

KINDS = tuple(forms())
WITH_FACTS = tuple(kind for kind, form in forms().items() if form.conducts)


def written(kind: str, **others):
    return build.draft(kind, cases.given(kind, **others))


def text(kind: str, **others) -> str:
    return plain.render(written(kind, **others))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_as_it_did(kind, snapshot):
    assert text(kind) == snapshot


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_told_leaves_gaps_and_invents_nothing(kind):
    empty = build.draft(
        kind, cases.PaperCase(case=Case(), draft=PaperDraft(id=kind, kind=kind), day=cases.DAY)
    )
    assert empty.blanks
    shown = plain.render(empty)
    assert not re.search(r"\d{5,}", shown)
    for blank in empty.blanks:
        if not blank.field.startswith("check:"):
            assert f"【待填：{blank.label}】" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_gap_that_is_seen_is_listed(kind):
    paper = written(kind)
    seen = {piece.field for line in paper.lines() for piece in line if piece.kind == "blank"}
    assert seen == {blank.field for blank in paper.blanks if not blank.field.startswith("check:")}


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_acknowledges_the_debt_or_names_an_amount(kind):
    shown = text(kind)
    assert look(shown, only_always=True) == []
    assert not any(amount in shown for amount in ("30000", "41234", "三万"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_claims_a_crime_of_its_own(kind):
    assert [r.quote for r in look(text(kind)) if r.caution == "overclaim"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_facts_inference_and_requests_stand_apart(kind):
    paper = written(kind)
    if paper.of("inference"):
        quoted = [p for part in (*paper.of("inference"), *paper.of("requests")) for b in part.blocks
                  for line in build_lines(b) for p in line if p.kind == "quote"]  # fmt: skip
        assert quoted == []
        assert paper.of("requests") or paper.of("text")
        assert paper.of("facts")


def build_lines(block):
    from anning.casework.papers.model import lines_of

    return list(lines_of(block))


@pytest.mark.parametrize("kind", WITH_FACTS)
def test_every_fact_line_carries_its_evidence(kind):
    for fact in written(kind).facts:
        assert fact.evidence == (cases.EVIDENCE,)
        assert f"证据{fact.number}" in fact.text[-1].text
        assert cases.EVIDENCE[:8] in fact.text[-1].text


@pytest.mark.parametrize("kind", WITH_FACTS)
def test_every_quotation_is_the_contacts_own_text(kind):
    entries = {entry.id: entry for entry in cases.ENTRIES}
    for fact in written(kind).facts:
        for quote in fact.quotes:
            original = entries[quote.entry].text[quote.start : quote.end]
            assert len(quote.text) == len(original)
            assert all(a in (b, hidden.MASK) for a, b in zip(quote.text, original, strict=True))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if forms()[kind].author == "self"])
def test_third_parties_stay_out_of_every_paper(kind):
    shown = text(kind)
    assert not any(
        data in shown
        for data in (cases.MOTHER.name, cases.MOTHER_NUMBER, cases.STRANGER, cases.MOTHER.id_number)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_lenders_and_supervisors_see_numbers_in_part_courts_and_police_whole(kind):
    author = cases.MOTHER if forms()[kind].author == "third_party" else cases.ME
    paper, shown = written(kind), text(kind)
    assert (author.id_number in shown) == (not paper.masked and "身份证号码" in shown)
    if paper.masked:
        assert author.address not in shown
        assert paper.kind in {
            "complaint_lender", "report_nfra", "complaint_nfra", "local_bureau", "pboc", "cac", "market", "telecom",
            "relative_complaint", "negotiate_card", "negotiate_loan", "extension", "waiver", "settlement",
            "cost_sheet_request", "confirm_call", "stop_third_party", "credit_objection", "data_request",
            "withdraw_consent",
        }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_cites_a_norm_outside_its_time(kind):
    for cited in written(kind).norms:
        assert laws.on(date.fromisoformat(cited.day)).get(cited.ref).citation() == cited.citation


def test_acts_before_and_after_the_new_year_stand_under_their_own_law():
    line = next(line for line in text("police").splitlines() if "第 1、2 项" in line)
    assert "2025年12月31日及以前的行为，《治安管理处罚法》第四十二条第一项" in line
    assert "2026年1月1日及以后的行为，《治安管理处罚法》第五十条第一款第一项" in line


@pytest.mark.parametrize(
    ("entry", "right", "wrong"),
    [(cases.OLD, "第四十二条第一项", "第五十条"), (cases.NEW, "第五十条第一款第一项", "第四十二条")],
)
def test_twenty_minutes_decide_the_article(entry, right, wrong):
    shown = text("police", entries=(entry,), counted=())
    assert right in shown
    assert wrong not in shown


def test_no_contact_order_is_asked_for_only_after_2025():
    old = replace(cases.INSULT, at=cases.OLD.at)
    assert "不得接触" in text("police", entries=(cases.INSULT,), counted=())
    assert "不得接触" not in text("police", entries=(old,), counted=())


def test_one_rude_message_is_not_called_repeated():
    assert "第五十条第一款第五项" not in text("police", entries=(cases.INSULT,), counted=())


def test_card_rules_are_for_cards_only():
    card = replace(cases.DEBT, product="card")
    bank = replace(cases.LENDER, lender="bank")
    of_card = Case(parties=cases.TOLD.parties | {"c-1": bank}, debts={"d-1": card})
    of_loan = Case(parties=of_card.parties, debts={"d-1": cases.DEBT})
    assert "《信用卡业务监督管理办法》" in text("complaint_lender", case=of_card)
    assert "《信用卡业务监督管理办法》" not in text("complaint_lender", case=of_loan)


def test_what_nobody_read_is_marked_until_it_was():
    marked = text("complaint_lender")
    assert "《银行业协会催收工作指引》关于拨打次数的规定【引用前请核对原文】" in marked
    confirmed = text("complaint_lender", draft={"confirmed": ("ba_guideline/拨打次数",)})
    assert "关于拨打次数的规定【" not in confirmed
    assert "关于拨打次数的规定" in confirmed


def test_what_comes_from_memory_is_not_cited():
    assert {cited.citation.mark for kind in KINDS for cited in written(kind).norms} <= {"V", "V2"}


def test_the_name_of_a_cause_is_dated_and_marked_where_the_table_was_not_seen():
    today = text("suit")
    assert "隐私权、个人信息保护纠纷【引用前请核对原文】" in today
    assert "名誉权纠纷" in text("suit", draft={"cause": "reputation"})


def test_a_suit_for_reputation_leaves_out_what_is_not_about_it():
    paper = written("suit", draft={"cause": "reputation"})
    told = {quote.text for fact in paper.facts for quote in fact.quotes}
    assert "你就是个不要脸的老赖" in told
    reasons = "".join(line for line in plain.render(paper).splitlines() if "项：" in line)
    assert "休息时间" not in reasons


def test_copies_are_counted_for_the_court_and_each_defendant():
    copies = {copy.whom: copy.count for copy in written("suit").copies}
    assert copies["法院"] == 1
    assert copies["被告"] == 2


def test_requests_follow_the_facts_and_the_person():
    assert "联系本人以外" in text("complaint_lender")
    assert "联系本人以外" not in text("complaint_lender", entries=(cases.INSULT,), counted=())
    assert "书面答复处理结果" not in text("complaint_lender", draft={"requests": {"reply": False}})
    assert "精神损害抚慰金" not in text("suit")
    assert "精神损害抚慰金" in text("suit", draft={"requests": {"mental": True}})


def test_a_complaint_made_before_is_told_with_its_number():
    assert "2026年10月1日向被投诉人投诉，受理编号 TS20261001" in text("complaint_nfra")


def test_a_bundle_gives_exhibit_numbers_and_pages():
    exhibits = {cases.OLD.id: Exhibited(number="甲证1", pages="3—4")}
    paper = written("evidence_list", entries=(cases.OLD,), counted=(), exhibits=exhibits)
    table = next(b for part in paper.parts for b in part.blocks if isinstance(b, Grid) and b.columns)
    row = ["".join(piece.text for piece in line) for line in table.rows[0]]
    assert row[0] == "甲证1"
    assert row[4] == "3—4"
    assert "evidence.pages" not in {blank.field for blank in paper.blanks}


def test_a_message_without_time_brings_a_gap_and_no_norm():
    undated = replace(cases.INSULT, at=None)
    paper = written("police", entries=(undated,), counted=())
    assert f"undated:{undated.id}" in {blank.field for blank in paper.blanks}
    assert "治安管理处罚法》第五十条" not in plain.render(paper)


def test_a_relative_who_forwards_is_not_named():
    forwarded = replace(cases.INSULT, address=cases.MOTHER_NUMBER, name="妈妈")
    shown = text("police", entries=(forwarded,), counted=())
    assert "本人的一名亲友" in shown
    assert "妈妈" not in shown


def test_what_was_taken_out_is_not_told():
    entry = replace(cases.INSULT, dismissed=("insult.made_up",))
    paper = written("complaint_lender", entries=(entry,), counted=())
    assert [fact.quotes for fact in paper.facts] == [()]


def test_the_other_sides_words_of_an_answer_stand_in_quotation_marks():
    answers = {**cases.ANSWERS, "a.own_words": "你儿子欠钱不还"}
    shown = text("relative_complaint", draft={"answers": answers})
    assert "“你儿子欠钱不还”" in shown


def test_there_is_no_such_kind():
    with pytest.raises(NotFound, match="文书"):
        written("love_letter")


@settings(max_examples=30, deadline=None)
@law(
    st.text(min_size=1, max_size=60),
    st.text(min_size=1, max_size=20),
    st.text(max_size=60),
)
def test_quotations_are_slices_whatever_is_written(before, words, after):
    whole = before + words + after
    entry = replace(
        cases.INSULT, text=whole, findings=(replace(cases.finding(whole, words, "insult"), start=len(before),
        end=len(before) + len(words)),),
    )  # fmt: skip
    for fact in written("suit", entries=(entry,), counted=()).facts:
        for quote in fact.quotes:
            original = whole[quote.start : quote.end]
            assert words in original
            assert all(a in (b, hidden.MASK) for a, b in zip(quote.text, original, strict=True))


@settings(max_examples=40, deadline=None)
@law(
    st.lists(st.dates(date(2021, 1, 1), date(2027, 12, 31)), min_size=1, max_size=4),
    st.sampled_from(WITH_FACTS),
)
def test_whatever_the_days_norms_are_those_of_a_day_told(days, kind):
    entries = tuple(
        cases.message(100 + n, f"{day}T12:00:00", "你就是个不要脸的老赖", "不要脸", "insult")
        for n, day in enumerate(days)
    )
    paper = written(kind, entries=entries, counted=())
    told = {day.isoformat() for day in days} | {cases.DAY.isoformat()}
    for cited in paper.norms:
        assert cited.day in told
        assert laws.on(date.fromisoformat(cited.day)).get(cited.ref).citation() == cited.citation


def test_nobody_is_invented_as_a_party():
    alone = Case(parties={"me": Party(id="me", role="self", name="张三")})
    shown = text("suit", case=alone, entries=(), counted=())
    assert "名称 | 【待填：对方名称】" in shown
