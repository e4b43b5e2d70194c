"""Telling the case on the pages: one question a screen, numbers joined, everything undone."""

from __future__ import annotations

import re

import pytest

from anning.domain.case import Party
from anning.services import callers, case, notebook
from anning.web import workplace


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def begun(bench) -> str:
    """The id of the creditor the interview begins with."""
    return bench.get("/case/ask/")["Location"].split("/")[4]


def undo_button(page: str) -> str:
    return re.search(r'action="(/changes/[0-9a-f]+/undo)"', page)[1]


def test_the_interview_goes_from_question_to_question_and_back_without_loss(bench):
    key = begun(bench)
    page = text(bench.get(f"/case/ask/creditor/{key}/"))
    assert "为什么问" in page
    assert "跳过" in page
    answered = bench.post(f"/case/ask/creditor/{key}/", {"name": "龘桥银行"})
    assert answered["Location"].startswith(f"/case/ask/lender/{key}/?done=")
    following = text(bench.get(answered["Location"]))
    assert "第 2 题" in following
    assert f'href="/case/ask/creditor/{key}/"' in following, "back"
    assert "龘桥银行" in text(bench.get(f"/case/ask/creditor/{key}/"))
    skipped = bench.post(f"/case/ask/lender/{key}/", {})
    assert skipped["Location"] == f"/case/ask/product/d-{key[2:]}/"
    assert text(bench.get("/case/")).count("龘桥银行") >= 1


def test_the_last_question_leads_to_the_review(bench):
    assert bench.post("/case/ask/about_me/me/", {"ethnicity": "汉族"})["Location"].startswith(
        "/case/review/?done="
    )


def test_what_cannot_be_right_stays_on_the_page_to_be_mended(bench):
    response = bench.post("/case/ask/amounts/d-1/", {"principal": "很多", "received": "900"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "数目看不懂" in page
    assert 'value="很多"' in page
    assert 'value="900"' in page
    assert notebook.history() == []


def test_an_answer_edited_alone_returns_to_the_review_and_leaves_the_rest(bench):
    key = begun(bench)
    bench.post(f"/case/ask/creditor/{key}/", {"name": "甲银行"})
    bench.post(f"/case/ask/lender/{key}/", {"lender": "bank"})
    review = text(bench.get("/case/review/"))
    edit = f"/case/ask/creditor/{key}/?back=/case/review/"
    assert edit in review
    assert bench.post(edit, {"name": "乙银行"})["Location"].startswith("/case/review/?done=")
    assert case.case().parties[key].lender == "bank"
    bench.post(edit, {"name": ""})
    assert case.case().parties[key].name == "乙银行"
    bench.post(edit, {"name": "", "clear": "name"})
    assert case.case().parties[key].name == ""


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_back_leads_to_our_own_pages_only(bench, address):
    key = begun(bench)
    answered = bench.post(f"/case/ask/creditor/{key}/?back={address}", {"name": "甲银行"})
    assert answered["Location"].startswith("/case/ask/lender/")
    assert address not in text(bench.get(f"/case/ask/creditor/{key}/?back={address}"))


def test_undo_stands_on_the_next_page_and_in_the_list(bench):
    key = begun(bench)
    answered = bench.post(f"/case/ask/creditor/{key}/?back=/case/", {"name": "甲银行"})
    button = undo_button(text(bench.get(answered["Location"])))
    changes = text(bench.get("/changes/"))
    assert "记下放款机构：甲银行" in changes
    assert button in changes
    assert bench.post(button.replace("undo", "keep")).status_code == 404


def test_an_older_change_of_the_same_thing_is_not_undone_beneath_a_newer_one(bench):
    desk = workplace.desk()
    first = case.save_party(desk, Party(id="a-1", role="agency", name="启衡"))
    case.save_party(desk, Party(id="a-1", role="agency", name="启衡信用"))
    bench.post(f"/changes/{first}/undo")
    assert "后来又改过" in text(bench.get("/changes/"))
    assert case.case().parties["a-1"].name == "启衡信用"


def test_numbers_are_joined_to_a_new_party_and_split_off_and_undone(sample):
    page = text(sample.get("/case/numbers/"))
    assert "057101390066" in page
    joined = sample.post(
        "/case/numbers/join", {"key": "057101390066", "party": "new:agency", "name": "诉讼调解中心"}
    )
    party = case.case().of_key("057101390066")
    assert (party.name, party.role) == ("诉讼调解中心", "agency")
    assert callers.marked(workplace.desk(), "057101390066").role == "collector"
    sample.post(undo_button(text(sample.get(joined["Location"]))))
    assert case.case().of_key("057101390066") is None
    unnamed = sample.post("/case/numbers/join", {"key": "057101390066", "party": "new:collector", "name": ""})
    assert "没有写名字的催收员" in text(sample.get(unnamed["Location"])), "to its page, to be named"
    split = sample.post("/case/numbers/split", {"key": "15400172031", "next": "/case/of/sample-a-qiheng/"})
    assert split["Location"].startswith("/case/of/sample-a-qiheng/?done=")
    assert case.case().of_key("15400172031") is None


def test_nothing_chosen_and_a_courts_line_are_said_kindly(sample):
    sample.post("/case/numbers/join", {"key": "057101390066", "party": ""})
    assert "请勾上号码" in text(sample.get("/case/numbers/"))
    sample.post("/case/numbers/join", {"key": "12368", "party": "sample-a-qiheng"})
    assert "公共机构" in text(sample.get("/case/numbers/"))
    sample.post("/case/numbers/join", {"key": "1", "party": "new:king"})
    assert "没有这一类人" in text(sample.get("/case/numbers/"))


def test_two_that_are_one_are_merged_and_restored(sample):
    before = case.case()
    sample.post("/case/of/sample-a-qiheng/merge", {"other": ""})
    merged = sample.post("/case/of/sample-a-qiheng/merge", {"other": "sample-a-shuofang"})
    page = text(sample.get(merged["Location"]))
    assert "154 0039 0118" in page
    sample.post(undo_button(page))
    assert case.case() == before


def test_what_is_taken_out_can_be_had_back(sample):
    before = case.case()
    removed = sample.post("/case/of/sample-d-rental/remove")
    page = text(sample.get(removed["Location"]))
    assert "拾光租机（杭州）科技有限公司 SGZJ" not in page
    sample.post(undo_button(page))
    assert case.case() == before
    assert sample.get("/case/of/nobody/").status_code == 404


def test_a_word_on_a_number_at_its_contact_keeps_the_case_in_step(sample):
    from anning import store

    entry = store.entries(store.Where(address="15400172031", direction="in"), limit=1)[0]
    sample.post(f"/contact/{entry.id}/caller", {"role": "known"})
    assert case.case().of_key("15400172031") is None
    assert "15400172031 不再归到 启衡信用服务部" in text(sample.get("/changes/"))


def test_every_page_of_the_made_up_case_opens(sample):
    told = case.case()
    for key in (*told.parties, *told.debts):
        text(sample.get(f"/case/of/{key}/"))
    for address in ("/case/", "/case/review/", "/case/numbers/?q=李", "/changes/"):
        text(sample.get(address))
    for address in set(re.findall(r'href="(/case/ask/[^"]+)"', text(sample.get("/case/review/")))):
        text(sample.get(address))
    assert "还没有确认" in text(sample.get("/case/"))
    for prefix in "cakgt":
        text(sample.get(sample.get(f"/case/new/{prefix}/")["Location"]))
    assert sample.get("/case/new/x/").status_code == 404
