from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anning import store
from anning.domain.case import Debt, Filing, Party, Promise
from anning.errors import InputUnusable, NotFound, Refused
from anning.services import callers, case, notebook

FUNCTION = [HealthCheck.function_scoped_fixture]
A, B = "15400000001", "15400000002"


@pytest.fixture
def told(desk):
    """A bank, its two names for one agency, a mother; a debt, a filing and a promise that name the second."""
    for party in (
        Party(id="c-1", role="creditor", name="甲银行", lender="bank", firm=True),
        Party(id="a-1", role="agency", name="启衡", acts_for=("c-1",), phone="010"),
        Party(
            id="a-2",
            role="agency",
            name="启衡信用服务部",
            acts_for=("c-1",),
            address="某路 1 号",
            phone="020",
        ),
        Party(id="k-1", role="collector", name="0327", acts_for=("a-2",)),
        Party(id="t-1", role="third_party", name="妈", relation="母亲"),
        Party(id="self", role="self", name="陈堃"),
    ):
        case.save_party(desk, party)
    case.save_debt(desk, Debt(id="d-1", creditor="a-2", principal="100"))
    notebook.keep(
        desk,
        "别的",
        Filing(id="f-1", paper="complaint_lender", channel="lender", against="a-2", debt="d-1"),
        Promise(id="p-1", by="them", party="a-2", said="不再打给家里"),
    )
    return desk


def state():
    return case.case(), {key: (one.role, one.note) for key, one in store.marks().items()}


def test_a_blank_field_never_erases_what_was_told(told):
    case.save_party(told, Party(id="a-2", role="agency", region="浙江省"))
    after = case.case().parties["a-2"]
    assert (after.name, after.phone, after.acts_for, after.region) == (
        "启衡信用服务部",
        "020",
        ("c-1",),
        "浙江省",
    )


PARTIES = st.builds(
    Party,
    id=st.just("c-9"),
    role=st.just("creditor"),
    name=st.sampled_from(["", "甲", "𠮷乙"]),
    lender=st.sampled_from([None, "bank", "micro_loan"]),
    firm=st.booleans(),
    acts_for=st.sampled_from([(), ("c-1",)]),
    born=st.sampled_from([None, date(1990, 1, 1)]),
    address=st.sampled_from(["", "某路"]),
)


@settings(suppress_health_check=FUNCTION, max_examples=40, deadline=None)
@given(first=PARTIES, second=PARTIES, clear=st.sets(st.sampled_from(["name", "lender", "address"])))
def test_blank_keeps_told_wins_and_only_clear_empties(first, second, clear):
    after = case.filled(second, first, clear)
    for name in Party.__struct_fields__:
        new, old, got = (getattr(one, name) for one in (second, first, after))
        if new not in ("", None, (), False):
            assert got == new
        elif name in clear:
            assert got in ("", None)
        else:
            assert got == old


def test_the_same_word_again_writes_nothing(told):
    before = notebook.history()
    assert case.save_party(told, Party(id="a-1", role="agency", name="启衡")) == ""
    assert case.save_debt(told, Debt(id="d-1", creditor="a-2")) == ""
    assert case.join(told, "c-1", "95588") != ""
    assert case.join(told, "c-1", "95588") == ""
    assert len(notebook.history()) == len(before) + 1


def test_a_number_belongs_to_one_party_and_moving_it_can_be_undone(told):
    case.join(told, "a-1", A, "+86 " + B)
    before = state()
    moved = case.join(told, "a-2", A)
    now = case.case()
    assert (now.parties["a-1"].keys, now.parties["a-2"].keys) == ((B,), (A,))
    assert now.of_key(A).id == "a-2"
    case.undo(told, moved)
    assert state() == before


def test_a_number_redone_into_two_hands_is_still_one_partys(told):
    first = case.join(told, "a-1", A)
    case.undo(told, first)
    case.join(told, "a-2", A)
    case.redo(told, first)
    assert [key for one in case.case().parties.values() for key in one.keys] == [A]


@pytest.mark.parametrize(
    ("party", "role"), [("c-1", "collector"), ("a-1", "collector"), ("k-1", "collector"), ("t-1", "known")]
)
def test_what_a_number_says_is_weighed_by_whose_it_is(told, party, role):
    joined = case.join(told, party, A)
    assert callers.marked(told, A).role == role
    case.undo(told, joined)
    assert callers.marked(told, A) is None


def test_an_earlier_word_on_a_number_comes_back_when_it_is_split_off(told):
    callers.mark(told, A, "known")
    case.join(told, "a-1", A)
    assert callers.marked(told, A).role == "collector"
    case.split(told, A)
    assert callers.marked(told, A).role == "known"
    assert case.case().parties["a-1"].keys == ()


def test_a_later_word_on_a_number_takes_it_from_a_party_it_cannot_belong_to(told):
    case.join(told, "a-1", A)
    case.mark(told, A, "collector")
    assert case.case().of_key(A).id == "a-1"
    case.mark(told, A, "known")
    assert case.case().of_key(A) is None
    assert callers.marked(told, A).role == "known"
    case.mark(told, A, None)
    assert callers.marked(told, A) is None


def test_a_party_taken_out_leaves_its_numbers_unmarked_and_comes_back_whole(told):
    case.join(told, "a-1", A)
    before = state()
    out = case.remove(told, "a-1")
    assert callers.marked(told, A) is None
    case.undo(told, out)
    assert state() == before


def test_merging_moves_everything_and_undo_restores_both(told):
    case.join(told, "a-1", A)
    case.join(told, "a-2", B)
    before = state()
    merged = case.merge(told, "a-1", "a-2")
    now = case.case()
    one = now.parties["a-1"]
    assert "a-2" not in now.parties
    assert (one.name, one.phone, one.address) == ("启衡", "010", "某路 1 号"), "told wins, blanks are filled"
    assert one.keys == (A, B)
    assert one.acts_for == ("c-1",)
    assert now.debts["d-1"].creditor == now.filings["f-1"].against == now.promises["p-1"].party == "a-1"
    assert now.parties["k-1"].acts_for == ("a-1",)
    case.undo(told, merged)
    assert state() == before
    case.redo(told, merged)
    assert case.case() == now


@pytest.mark.parametrize(("into", "other"), [("a-1", "a-1"), ("self", "a-1"), ("a-1", "self")])
def test_what_cannot_be_one_is_not_merged(told, into, other):
    with pytest.raises(Refused):
        case.merge(told, into, other)


def test_numbers_without_a_number_and_parties_that_are_not_there_are_said(told):
    with pytest.raises(InputUnusable):
        case.join(told, "a-1", "unknown")
    with pytest.raises(NotFound):
        case.join(told, "a-77", A)
    assert case.split(told, A) == ""


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.sampled_from(["c-1", "a-1", "a-2", "t-1"]), st.sampled_from([A, B])),
        st.tuples(st.just("split"), st.sampled_from([A, B])),
        st.tuples(st.just("merge"), st.just("a-1"), st.just("a-2")),
        st.tuples(st.just("remove"), st.sampled_from(["a-1", "d-1"])),
    ),
    max_size=5,
)


@settings(suppress_health_check=FUNCTION, max_examples=15, deadline=None)
@given(steps=STEPS)
def test_undoing_every_act_backwards_is_as_if_nothing_was_done(told, steps):
    before, done = state(), []
    for name, *values in steps:
        try:
            batch = getattr(case, name)(told, *values)
        except NotFound:
            continue
        done += [batch] if batch else []
        keys = [key for one in case.case().parties.values() for key in one.keys]
        assert len(keys) == len(set(keys)), "one number, one party"
    for batch in reversed(done):
        case.undo(told, batch)
    assert state() == before
