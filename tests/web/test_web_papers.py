"""A paper on the pages: chosen, asked, looked over, taken away."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from anning.domain.case import Debt, Party
from anning.knowledge.forms.papers import forms
from anning.services import case as acts
from anning.services import papers
from anning.web import workplace


def page(bench, path: str) -> str:
    response = bench.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def told(bench):
    desk = workplace.desk()
    acts.save_party(desk, Party(id="c-1", role="creditor", name="某银行", firm=True, lender="bank"))
    acts.save_debt(desk, Debt(id="d-1", creditor="c-1"))
    return bench


def test_every_kind_is_listed_and_opens_even_on_an_empty_home(bench):
    listed = page(bench, "/papers/")
    for kind, form in forms().items():
        assert form.name in listed
        if not form.limitation:  # those are shown only once limitation was looked at
            assert "现在的样子" in page(bench, f"/papers/{kind}/")


def test_a_gap_leads_to_its_question_and_the_answer_into_the_paper(told):
    shown = page(told, "/papers/police/")
    assert "field=me.name" in shown
    assert "您的姓名是什么？" in page(told, "/papers/police/ask/?field=me.name&debt=d-1")
    response = told.post("/papers/police/ask/?field=me.name&debt=d-1", {"text": "陈喆堃"})
    assert response.status_code == 302
    assert "field=me." in response["Location"]
    assert "陈喆堃" in page(told, "/papers/police/?debt=d-1")


def test_a_blank_answer_stays_on_its_page(told):
    response = told.post("/papers/police/ask/?field=me.name&debt=d-1", {"text": " "})
    assert response.status_code == 200
    assert "这里还没有写" in response.content.decode()


def test_own_words_are_kept_with_what_is_worth_a_second_look(told):
    response = told.post("/papers/police/words/?debt=d-1", {"text": "我欠了钱，但他们是畜生。"})
    kept = page(told, response["Location"])
    assert "我欠了钱" in kept
    assert "可以这样" in kept
    assert "改好以后才能下载" in page(told, "/papers/police/?debt=d-1")
    refused = told.post("/papers/police/file/pdf?debt=d-1")
    assert refused.status_code >= 400
    assert "要先改" in refused.content.decode()


def test_files_are_taken_away_as_what_they_are(told):
    pdf = told.post("/papers/complaint_lender/file/pdf?debt=d-1")
    assert pdf.content.startswith(b"%PDF")
    assert 'filename="complaint_lender.pdf"' in pdf["Content-Disposition"]
    word = told.post("/papers/complaint_lender/file/docx?debt=d-1")
    assert "投诉书" in [p.text for p in Document(io.BytesIO(word.content)).paragraphs]
    assert told.get("/papers/complaint_lender/file/pdf").status_code == 405


def test_requests_struck_out_are_not_made_and_undo_brings_them_back(told):
    ids = [w.item.id for w in papers.wishes(*_written("complaint_lender"))]
    response = told.post("/papers/complaint_lender/choices?debt=d-1", {"offered": ids, "wanted": ["who"]})
    shown = page(told, response["Location"])
    assert "请求" in shown
    assert "保存上述号码与本人联系的全部录音" not in shown
    done = re.search(r"done=([\w-]+)", response["Location"])[1]
    told.post(f"/changes/{done}/undo", {"next": "/papers/complaint_lender/"})
    assert "保存上述号码与本人联系的全部录音" in page(told, "/papers/complaint_lender/?debt=d-1")


def _written(kind: str):
    draft = papers.begun(kind, "d-1")
    return draft, papers.paper(workplace.desk(), draft)


def test_with_two_debts_one_is_chosen_first(told):
    acts.save_debt(workplace.desk(), Debt(id="d-2", creditor="c-1", contract_no="第二笔"))
    shown = page(told, "/papers/police/")
    assert "哪一笔" in shown
    assert "第二笔" in shown


def test_a_cause_that_was_looked_up_loses_its_mark(told):
    assert "隐私权、个人信息保护纠纷【引用前请核对原文】" in page(told, "/papers/suit/")
    response = told.post("/papers/suit/checked?debt=d-1", {"ref": ["cause"]})
    assert "隐私权、个人信息保护纠纷【" not in page(told, response["Location"])


def test_handing_in_leads_to_the_log(told):
    assert "/filings/new/?paper=police&amp;channel=police" in page(told, "/papers/police/")


def test_an_unknown_kind_is_not_found(bench):
    assert bench.get("/papers/love_letter/").status_code == 404
