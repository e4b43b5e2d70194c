from __future__ import annotations

import pytest

from anning import store
from anning.domain.case import Case, Party
from anning.domain.numbers import caller_key
from anning.errors import Refused
from anning.knowledge.phrases import sample as made_up
from anning.services import callers, case, example, intake, notebook, whose
from anning.services.notebook import Sample


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("sample") / "home"


@pytest.fixture(scope="module")
def filled(home, django_db_blocker):
    from anning.config import Config
    from anning.services.desk import open_desk

    with django_db_blocker.unblock():
        desk = open_desk(Config(home=home))
        report = example.fill(desk)
        yield desk, report
        store.close()


def test_the_made_up_case_fits_the_made_up_phone(filled):
    told = case.case()
    seen = {caller.key for caller in store.callers()}
    assert {key for one in told.parties.values() for key in one.keys} <= seen
    assert told.me.name == made_up.world().owner
    entry = store.entry(told.served["sample-s-summons"].entry)
    assert told.served["sample-s-summons"].case_number in entry.text
    assert not told.served["sample-s-summons"].confirmed
    assert len(told.debts) == 6
    assert {one.role for one in told.parties.values()} >= {
        "self",
        "creditor",
        "agency",
        "collector",
        "third_party",
    }
    promised = store.entry(told.promises["sample-p-reply"].entry)
    assert caller_key(promised.address) in told.parties["sample-c-finance"].keys


def test_every_reference_in_the_made_up_case_leads_somewhere(filled):
    told = case.case()
    parties = set(told.parties)
    assert {one.creditor for one in told.debts.values()} <= parties
    assert {key for one in told.parties.values() for key in one.acts_for} <= parties
    assert {one.against for one in told.filings.values()} <= parties
    assert {one.party for one in told.promises.values()} <= parties
    assert {one.debt for one in (*told.filings.values(), *told.served.values())} <= set(told.debts)


def test_loose_numbers_are_grouped_by_the_name_they_sign_with(filled):
    groups = {one.claims: one for one in whose.groups(Case(), whose.seen(Case()))}
    assert [one.caller.key for one in groups["青禾桥银行"].seen] == ["106900008201"]
    assert "15400551007" in {one.caller.key for one in groups[""].seen}
    told = Case(parties={"c-1": Party(id="c-1", role="creditor", name="青禾桥银行股份有限公司信用卡中心")})
    again = {one.claims: one.party for one in whose.groups(told, whose.seen(told))}
    assert again["青禾桥银行"] == "c-1"
    assert again["云栈消费金融"] == ""
    assert "青禾桥银行" not in dict(whose.claimed(told))


def test_joined_numbers_are_loose_no_more_and_can_be_searched_for(filled):
    told = case.case()
    assert "15400551007" not in {one.caller.key for one in whose.seen(told)}
    assert [one.name for one in whose.seen(told, search="李镕")] == ["李镕"]
    assert whose.joined(told)["15400551007"].found


def test_a_courts_line_is_never_made_a_collectors(filled):
    desk, _ = filled
    assert not any(one.collecting for one in whose.seen(Case()) if one.caller.key == "12368")
    for act in (
        lambda: case.join(desk, "sample-a-qiheng", "12368"),
        lambda: case.save_party(desk, Party(id="a-9", role="agency", keys=("12368",))),
    ):
        with pytest.raises(Refused, match="公共机构"):
            act()
    assert callers.marked(desk, "12368") is None


def test_the_made_up_case_goes_and_comes_with_its_import(filled):
    desk, report = filled
    before = case.case()
    case.save_party(desk, Party(id="sample-a-qiheng", role="agency", phone="1"))
    case.save_party(desk, Party(id="a-mine", role="agency", name="我自己写的"))
    intake.undo(desk, report.import_id)
    assert list(case.case().parties) == ["a-mine"], "what the person wrote stays"
    assert store.marks() == {}
    case.remove(desk, "a-mine")
    intake.redo(desk, report.import_id)
    assert case.case() == before
    example.fill(desk)
    assert case.case() == before


def test_a_case_told_already_gets_no_made_up_one(opened, tmp_path):
    desk = opened(tmp_path / "own")
    case.save_party(desk, Party(id="me", role="self", name="我"))
    example.fill(desk)
    assert list(case.case().parties) == ["me"]
    assert notebook.all_of(Sample) == {}
