from __future__ import annotations

from datetime import date

import pytest

from anning.domain.case import Debt, Party
from anning.errors import InputUnusable, NotFound
from anning.services import case, interview, notebook


def say(desk, question: str, key: str, clear=(), **given: str) -> str:
    return interview.answer(desk, interview.screen(question, key), given, clear)


def ids(screens) -> list[tuple[str, str]]:
    return [(one.question.id, one.thing.id) for one in screens]


def test_every_question_names_fields_its_things_have():
    for question in interview.words().questions:
        for about in question.about:
            kind = Debt if about == "debt" else Party
            assert {field.name for field in question.fields} <= set(kind.__struct_fields__), question.id


def test_a_case_is_told_from_nothing_one_question_at_a_time(desk):
    first = interview.first_open()
    key = first.thing.id
    assert (first.question.id, key[:2]) == ("creditor", "c-")
    rest = key[2:]
    say(desk, "creditor", key, name="甲银行")
    say(desk, "lender", key, lender="bank")
    say(desk, "product", f"d-{rest}", product="card")
    say(desk, "agency", f"a-{rest}", name="启衡")
    say(desk, "amounts", f"d-{rest}", principal="1.2万", received="￥11,000", claimed="15000.50元")
    say(desk, "me", "me", name="龘𠮷")
    told = case.case()
    assert told.parties[key] == Party(id=key, role="creditor", name="甲银行", lender="bank", firm=True)
    assert told.parties[f"a-{rest}"].acts_for == (key,)
    debt = told.debts[f"d-{rest}"]
    assert (debt.creditor, debt.product, debt.principal, debt.received, debt.claimed) == (
        *(key, "card"),
        *("12000", "11000", "15000.5"),
    )
    assert told.me.name == "龘𠮷"
    assert ("contract", f"d-{rest}") in ids(interview.missing())
    assert interview.first_open().question.id == "contract"


def test_the_way_is_the_same_before_and_after_the_first_answer(desk):
    before = ids(interview.way("c-1"))
    assert before[:2] == [("creditor", "c-1"), ("lender", "c-1")]
    say(desk, "creditor", "c-1", name="甲银行")
    assert ids(interview.way("c-1")) == before
    assert ids(interview.way("d-1")) == before
    assert ids(interview.way()) == before


def test_sending_the_first_answer_twice_makes_one_creditor_and_one_debt(desk):
    say(desk, "creditor", "c-1", name="甲银行")
    say(desk, "creditor", "c-1", name="甲银行股份有限公司")
    told = case.case()
    assert [one.name for one in told.parties.values()] == ["甲银行股份有限公司"]
    assert list(told.debts) == ["d-1"]


def test_a_second_debt_with_the_same_creditor_asks_of_it_once(desk):
    say(desk, "creditor", "c-1", name="甲银行")
    interview.creditor_of(desk, "d-2", "c-1")
    assert {one.creditor for one in case.case().debts.values()} == {"c-1"}
    assert ids(interview.way()).count(("lender", "c-1")) == 1
    assert ("amounts", "d-2") in ids(interview.way())
    with pytest.raises(NotFound):
        interview.creditor_of(desk, "d-3", "c-77")


def test_skipping_keeps_nothing_and_blank_erases_nothing(desk):
    assert say(desk, "creditor", "c-1", name="  ") == ""
    assert notebook.history() == []
    say(desk, "creditor", "c-1", name="甲银行")
    assert say(desk, "creditor", "c-1", name="") == ""
    assert case.case().parties["c-1"].name == "甲银行"
    assert say(desk, "creditor", "c-1", clear=["name"]) != ""
    assert case.case().parties["c-1"].name == ""


def test_an_answer_edited_alone_leaves_the_others(desk):
    say(desk, "dates", "d-1", signed="2025-01-02", first_overdue="2025-06-01")
    say(desk, "dates", "d-1", first_overdue="2025-07-01")
    debt = case.case().debts["d-1"]
    assert (debt.signed, debt.first_overdue) == (date(2025, 1, 2), date(2025, 7, 1))


@pytest.mark.parametrize(
    ("question", "key", "given"),
    [
        ("amounts", "d-1", {"principal": "很多"}),
        ("amounts", "d-1", {"principal": "-5"}),
        ("amounts", "d-1", {"principal": "NaN"}),
        ("dates", "d-1", {"signed": "去年"}),
        ("lender", "c-1", {"lender": "king"}),
        ("id_number", "me", {"id_number": "11010519491231002Y".replace("Y", "1")}),
        ("firm", "c-1", {"uscc": "12345"}),
    ],
)
def test_what_cannot_be_right_is_said_and_not_kept(desk, question, key, given):
    with pytest.raises(InputUnusable) as caught:
        say(desk, question, key, **given)
    assert caught.value.where == next(iter(given))
    assert notebook.history() == []


def test_an_identity_card_tells_birthday_and_gender(desk):
    say(desk, "id_number", "me", id_number="11010519491231002x")
    me = case.case().me
    assert (me.id_number, me.born, me.gender) == ("11010519491231002X", date(1949, 12, 31), "女")
    say(desk, "id_number", "me", id_number="H0123456789")
    assert case.case().me.id_number == "H0123456789", "other papers are taken as they are"


def test_what_a_kind_of_debt_does_not_have_is_not_asked_and_not_missed(desk):
    say(desk, "product", "d-1", product="rental")
    amounts = interview.screen("amounts", "d-1")
    assert [one.name for one in amounts.question.fields] == ["claimed"]
    say(desk, "amounts", "d-1", claimed="100")
    assert not interview.screen("amounts", "d-1").missing


@pytest.mark.parametrize(
    ("question", "key"),
    [("lender", "a-1"), ("nothing", "c-1"), ("me", "x-1"), ("me", "../me"), ("amounts", "d-")],
)
def test_questions_that_do_not_fit_are_not_found(desk, question, key):
    with pytest.raises(NotFound):
        interview.screen(question, key)


def test_the_review_shows_everything_with_the_person_last(desk):
    say(desk, "creditor", "c-1", name="甲银行")
    case.save_party(desk, Party(id="t-1", role="third_party", name="妈"))
    assert [(one.kind, one.title) for one in interview.review()] == [
        ("欠款", "甲银行"),
        ("放款机构", "甲银行"),
        ("身边的人和单位", "妈"),
        ("我", "没有写名字的我"),
    ]
