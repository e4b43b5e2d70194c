from __future__ import annotations

import json
import re

import pytest

from anning.domain.exposure import Exposure
from anning.errors import InputUnusable
from anning.services import exposure, intake, notebook, relative
from anning.services.intake import Source


def test_a_holder_is_noted_shown_and_taken_back(opened, home):
    desk = opened(home)
    done = exposure.note(
        desk, Exposure(id="a", holder="某某借款", items=("contacts",), known=("permission",))
    )
    (row,) = exposure.register()
    assert (row.holder, row.items) == ("某某借款", ("通讯录",))
    notebook.undo(done)
    assert exposure.register() == ()


@pytest.mark.parametrize("wrong", [{"holder": ""}, {"items": ()}, {"items": ("soul",)}])
def test_what_says_nothing_is_asked_for(opened, home, wrong):
    desk = opened(home)
    with pytest.raises(InputUnusable):
        exposure.note(desk, Exposure(**{"id": "a", "holder": "某某", "items": ("name",)} | wrong))


def test_a_reading_is_set_beside_the_first_contact_of_others_and_called_no_proof(opened, home):
    desk = opened(home)
    told = {"accessor": {"identifier": "com.example.loan"}, "category": "contacts", "kind": "intervalBegin"}
    report = json.dumps({"type": "access", "timeStamp": "2026-03-01T10:00:00+08:00", **told}) + "\n"
    intake.intake(desk, [Source(data=report.encode(), name="App_Privacy_Report.ndjson")])
    (found,) = exposure.readings(desk)
    assert "读取通讯录 1 次" in found.sentence
    assert "还没有联系第三人" in found.sentence
    assert "不能证明" in exposure.words().not_proof


def test_notices_say_nothing_of_a_debt():
    for told in exposure.told():
        for text in (told.notice.line, told.notice.message, told.notice.paragraph, told.notice.page):
            assert not re.search("欠|债|贷|逾期|催收|还款|银行", text), text
        assert (
            len(told.notice.line)
            < len(told.notice.message)
            < len(told.notice.paragraph)
            < len(told.notice.page)
        )
        assert told.norms


def test_the_relatives_page_holds_nothing_of_the_case_and_reaches_nobody():
    page = relative.page().decode()
    assert not re.search("欠|债|贷|逾期|催收|安宁", page)
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
