from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace

from anning import store
from anning.domain.case import Debt, Party
from anning.domain.china_time import parse_iso
from anning.domain.findings import Examined, Finding
from anning.domain.records import Contact, Reading
from anning.errors import InputUnusable, NotFound, Refused, WrongUse
from anning.services import case as acts
from anning.services import notebook, papers
from anning.vault import Export

NUMBER, OTHER = "19900000001", "19900000002"
SAID = (
    ("你这个畜生，借钱不还", "畜生", "insult", "2026-01-05T09:00:00", NUMBER),
    ("今晚就叫人打断你的腿", "打断你的腿", "threat_violence", "2026-01-06T09:00:00", NUMBER),
    ("今晚就叫人打断你的腿", "打断你的腿", "threat_violence", "2026-01-07T09:00:00", NUMBER),
    ("你这个畜生", "畜生", "insult", "2026-01-08T09:00:00", OTHER),
)


def found(text: str, quote: str, conduct: str) -> Examined:
    start = text.index(quote)
    finding = Finding(
        conduct=conduct,
        rule=f"{conduct}.made_up",
        start=start,
        end=start + len(quote),
        quote=quote,
        level="high",
    )
    return Examined("likely_unlawful", (finding,))


@pytest.fixture
def told(desk):
    """A home with contacts of two collectors, two lenders and two debts."""
    rows = [
        Contact("message", f"sms[{n}]", parse_iso(when), "in", number, "", text)
        for n, (text, _, _, when, number) in enumerate(SAID)
    ]
    results = [found(*said[:3]) for said in SAID]
    calls = [
        Contact(
            "call",
            f"call[{n}]",
            parse_iso(f"2026-02-03T09:{n:02}:00"),
            "in",
            NUMBER,
            channel="call",
            state="missed",
        )
        for n in range(9)
    ]
    with desk.vault.batch() as batch:
        sealed = batch.seal(b"what the phone wrote", name="phone.xml", import_id="i")
    with store.loading(sealed.evidence_id, name="phone.xml", import_id="i", sealed_at=0) as loading:
        loading.add([*rows, *calls], [*results, *(Examined("unrelated", ()) for _ in calls)])
        loading.finish(Reading(container="file", format="sms_backup_restore"), [])
    things: list = []
    for number, key in ((1, NUMBER), (2, OTHER)):
        things += [
            Party(id=f"c-{number}", role="creditor", name=f"某机构{number}", firm=True, lender="bank"),
            Party(
                id=f"a-{number}",
                role="agency",
                name=f"催收{number}",
                firm=True,
                acts_for=(f"c-{number}",),
                keys=(key,),
            ),
            Debt(id=f"d-{number}", creditor=f"c-{number}", product="loan"),
        ]
        # As the case marks a number of an agency; what was found in its words stays as it is here.
        store.mark_caller(key, "collector", "案情 ")
    notebook.keep(desk, "案情", *things)
    return desk


def quotes(paper) -> list[str]:
    return [quote.text for fact in paper.facts for quote in fact.quotes]


def test_a_paper_tells_of_the_one_it_is_against_and_of_nobody_else(told):
    one = papers.paper(told, papers.begun("complaint_lender", "d-1"))
    two = papers.paper(told, papers.begun("complaint_lender", "d-2"))
    assert "某机构1" in papers.as_text(one)
    assert any("打断你的腿" in quote for quote in quotes(one))
    assert OTHER not in papers.as_text(one)
    assert quotes(two) == ["你这个畜生"]


def test_the_same_words_are_told_once_and_the_rest_is_counted(told):
    paper = papers.paper(told, papers.begun("police", "d-1"))
    assert sum("打断你的腿" in quote for quote in quotes(paper)) == 1
    assert "同类联系还有" in papers.as_text(paper)


def test_a_day_of_many_calls_is_a_fact_with_its_original(told):
    paper = papers.paper(told, papers.begun("complaint_lender", "d-1"))
    day = next(fact for fact in paper.facts if fact.entry.startswith("calls:"))
    assert "一天来电 9 次（接通 0 次，未接或拒接 9 次）" in "".join(piece.text for piece in day.text)
    assert day.evidence


def test_the_person_chooses_what_is_told_and_can_take_it_back(told):
    draft = papers.begun("complaint_lender", "d-1")
    offered = papers.offered(told, draft)
    assert any(one.picked for one in offered)
    batch = papers.save(told, replace(draft, chosen=(offered[0].id,)))
    assert len(papers.paper(told, papers.begun("complaint_lender", "d-1")).facts) == 1
    notebook.undo(batch)
    assert papers.begun("complaint_lender", "d-1") == draft


def test_an_answer_about_the_person_serves_every_paper(told):
    draft = papers.begun("complaint_lender", "d-1")
    fields = [question.field for question in papers.questions(papers.paper(told, draft))]
    assert "me.name" in fields
    papers.answer(told, draft, "me.name", "陈喆堃")
    papers.answer(told, draft, "debt.contract_no", "QH1")
    assert "陈喆堃" in papers.as_text(papers.paper(told, papers.begun("police", "d-2")))
    assert acts.case().debts["d-1"].contract_no == "QH1"


def test_an_answer_for_one_paper_stays_with_it(told):
    papers.answer(told, papers.begun("suit", "d-1"), "a.court", "某区人民法院")
    assert "某区人民法院" in papers.as_text(papers.paper(told, papers.begun("suit", "d-1")))
    assert "某区人民法院" not in papers.as_text(papers.paper(told, papers.begun("suit", "d-2")))


def test_each_respondents_address_is_asked_by_itself(told):
    draft = papers.begun("suit", "d-1")
    papers.answer(told, draft, "respondent.address:a-1", "长沙市某路2号")
    assert acts.case().parties["a-1"].address == "长沙市某路2号"
    assert acts.case().parties["c-1"].address == ""


def test_a_blank_answer_and_a_wrong_day_are_said_kindly(told):
    draft = papers.begun("suit", "d-1")
    with pytest.raises(InputUnusable, match="没有写"):
        papers.answer(told, draft, "me.name", "  ")
    with pytest.raises(InputUnusable, match="不是日期"):
        papers.answer(told, draft, "me.born", "去年")


def test_skipped_questions_do_not_come_back_at_once(told):
    paper = papers.paper(told, papers.begun("suit", "d-1"))
    seen, field = set(), ""
    while following := papers.questions(paper, field):
        field = following[0].field
        assert field not in seen
        seen.add(field)
    assert len(seen) > 5


def test_files_are_written_and_the_custody_log_knows(told, tmp_path):
    draft = papers.begun("police", "d-1")
    written = papers.write(told, draft, tmp_path / "out")
    assert {path.suffix for path in written.paths} == {".pdf", ".docx"}
    noted = {entry.event.sha256 for entry in told.vault.events() if isinstance(entry.event, Export)}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in written.paths} <= noted


def test_the_same_home_and_day_give_the_same_bytes(told, tmp_path):
    from datetime import date

    draft = papers.begun("suit", "d-1")
    one, two = (papers.write(told, draft, tmp_path / name, date(2026, 11, 24)) for name in "ab")
    for first, second in zip(one.paths, two.paths, strict=True):
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("words", ["我欠他们三万是事实。", "这帮畜生。"])
def test_words_that_hurt_the_person_do_not_go_out(told, tmp_path, words):
    draft = replace(papers.begun("complaint_lender", "d-1"), own_words=words)
    assert papers.remarks(draft)
    with pytest.raises(Refused) as refused:
        papers.write(told, draft, tmp_path)
    assert refused.value.next_step
    assert not list(tmp_path.glob("*.pdf"))


def test_a_lender_of_unknown_kind_is_not_held_to_rules_of_a_kind(told):
    acts.save_party(told, Party(id="c-3", role="creditor", name="不知道是什么机构", firm=True))
    draft = papers.begun("complaint_lender", "d-1")
    unknown = replace(draft, debt="", against=("c-3",))
    assert "消费金融公司管理办法" not in papers.as_text(papers.paper(told, unknown))


def test_what_speaks_for_a_paper_is_said(told):
    kinds = {kind.form.id: kind for kind in papers.kinds(told)}
    assert "暴力威胁" in kinds["police"].reason
    assert kinds["pboc"].reason == ""
    assert kinds["local_bureau"].reason == ""  # a bank is not theirs


def test_unknown_things_are_named(told):
    with pytest.raises(NotFound):
        papers.begun("love_letter")
    with pytest.raises(NotFound):
        papers.begun("police", "d-99")
    with pytest.raises(WrongUse):
        papers.file(told, papers.begun("police", "d-1"), "exe")


def test_choices_the_form_does_not_know_are_left_out(told):
    draft = replace(
        papers.begun("suit", "d-1"), cause="murder", channel="moon", against=("c-1", "x"), author="x"
    )
    kept = papers.valid(draft)
    assert (kept.cause, kept.channel, kept.against, kept.author) == ("", "", ("c-1",), "")


def test_proofs_are_named_as_exhibits_once_there_are_some(told):
    from anning.services import exhibits

    draft = papers.begun("police", "d-1")
    assert "证据1，编号" in papers.as_text(papers.paper(told, draft))
    exhibits.choose(told, exhibits.chosen(told))
    shown = papers.as_text(papers.paper(told, draft))
    assert "甲证1" in shown
    assert "证据1" not in shown
    listed = papers.paper(told, papers.begun("evidence_list", "d-1"))
    rows = [line for line in papers.as_text(listed).splitlines() if line.startswith("甲证1 |")]
    assert rows
    assert all("【待填" not in row for row in rows if "短信" in row)
