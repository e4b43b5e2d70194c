"""找谁管, 办理记录 and 日期 as a person meets them."""

from __future__ import annotations

import re
from datetime import date

import icalendar
import pytest
import time_machine

from anning.domain.case import Debt, Party, Served
from anning.services import notebook


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        yield


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def desk():
    from anning.web import workplace

    return workplace.desk()


@pytest.fixture
def told(bench):
    """A case with one bank."""
    notebook.keep(
        desk(), "试",
        Party(id="me", role="self", name="林一", region="浙江省杭州市"),
        Party(id="c-1", role="creditor", name="示例银行", lender="bank"),
        Debt(id="d-1", creditor="c-1", product="card"),
    )  # fmt: skip
    return bench


def log(bench, **more) -> str:
    given = {"channel": "lender", "paper": "complaint_lender", "day": "2026-10-12", "against": "c-1", **more}
    response = bench.post("/filings/new/", given)
    assert response.status_code == 302
    return response.headers["Location"]


def test_a_filing_is_logged_counted_answered_and_taken_back(told):
    place = log(told, number="T-100")
    page = text(told.get(place))
    for words in ("示例银行", "T-100", "2026年10月12日", "2026年12月11日", "撤销这一步"):
        assert words in page
    assert "做消费投诉书" in page or "金融监管部门" in page
    key = re.search(r"/filings/([^/?]+)/", place)[1]
    answered = told.post(
        f"/filings/{key}/event", {"what": "answered", "day": "2026-11-02", "note": "口头答复"}
    )
    page = text(told.get(answered.headers["Location"]))
    assert "已答复" in page
    assert "口头答复" in page
    assert "2026年12月11日" not in page
    undo = re.search(r"/changes/[^/]+/undo", page)[0]
    told.post(undo, {"next": f"/filings/{key}/"})
    assert "2026年12月11日" in text(told.get(f"/filings/{key}/"))


def test_a_day_that_cannot_be_is_not_taken(told):
    for day in ("2026-12-01", "gestern", ""):
        page = text(
            told.post("/filings/new/", {"channel": "lender", "paper": "complaint_lender", "day": day})
        )
        assert 'role="alert"' in page
    key = re.search(r"/filings/([^/?]+)/", log(told))[1]
    told.post(f"/filings/{key}/event", {"what": "answered", "day": "2026-10-01"})
    assert "比交出去的日子还早" in text(told.get(f"/filings/{key}/"))


def test_the_list_shows_what_is_due(told):
    assert "记一笔" in text(told.get("/filings/"))
    log(told)
    page = text(told.get("/filings/"))
    assert "没有答复" in page
    assert "示例银行" in page


def test_a_court_paper_counts_only_once_its_day_is_confirmed(told):
    told.post("/calendar/served/", {"paper": "summons", "court": "示例区人民法院", "day": "2026-11-20"})
    page = text(told.get("/calendar/"))
    assert "哪一天真正收到的" in page
    assert "12月5日" not in page
    assert "先确认是哪一天真正收到的" in text(told.get("/"))
    (key,) = notebook.all_of(Served)
    told.post(f"/calendar/served/{key}/", {"paper": "summons", "day": "2026-11-20", "confirmed": "yes"})
    page = text(told.get("/calendar/"))
    assert "哪一天真正收到的？" not in page
    assert "12月7日" in text(told.get("/"))
    assert "2026年12月7日" in page, "the fifteenth day is a Saturday"
    assert "《民事诉讼法》第一百二十八条" in page


def test_a_court_paper_of_tomorrow_or_without_a_day_is_not_confirmed(told):
    for day in ("2026-11-26", "", "2026-13-01"):
        page = text(told.post("/calendar/served/", {"paper": "summons", "day": day, "confirmed": "yes"}))
        assert 'role="alert"' in page
    assert notebook.all_of(Served) == {}


def test_the_calendar_file_says_nothing_to_others(told):
    log(told)
    told.post(
        "/calendar/served/",
        {"paper": "summons", "court": "示例区人民法院", "day": "2026-11-20", "confirmed": "yes"},
    )
    first, again = (told.get("/calendar/anning.ics") for _ in range(2))
    assert first.content == again.content
    events = icalendar.Calendar.from_ical(first.content).walk("VEVENT")
    assert {date(2026, 12, 7), date(2026, 12, 11)} <= {event.decoded("dtstart") for event in events}
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert {str(event["summary"]) for event in events} == {"待办：有一件事到期"}
    assert not [event for event in events if "description" in event]
    for secret in ("银行", "法院", "投诉", "答辩", "suit", "lender", "anning"):
        assert secret not in first.content.decode()
    plain = told.get("/calendar/anning.ics?titles=plain").content.decode()
    assert "交答辩状" in plain


def test_a_schedule_that_cannot_be_read_is_named(told):
    (told.home / "holidays-cn.csv").write_text("2027-01-01,frei,元旦\n", encoding="utf-8")
    answer = told.get("/calendar/")
    assert answer.status_code >= 400
    assert "第 1 行" in answer.content.decode()


def test_the_way_is_asked_for_and_shown_in_order(told):
    form = text(told.get("/routes/"))
    assert re.search(r'value="bank" selected', form)
    assert "浙江省杭州市" in form
    page = text(
        told.get(
            "/routes/?asked=1&lender=micro_loan&conduct=intimidation&product=micro_loan&region=重庆市&whose=own"
        )
    )
    assert page.index("公安机关") < page.index("放款机构的投诉部门") < page.index("地方金融管理")
    assert "国家金融监督管理总局" not in page
    assert "《治安管理处罚法》第五十条第一款第五项" in page
    assert "凭记忆，没有核对" in page


def test_danger_shows_the_number_first(told):
    page = text(told.get("/routes/?asked=1&conduct=threat_violence&danger=yes"))
    assert page.index("tel:110") < page.index("放款机构")


def test_nothing_chosen_is_said(told):
    assert "还没有选" in text(told.get("/routes/?asked=1"))
    assert told.get("/routes/?asked=1&conduct=nonsense&lender=x&product=y").status_code == 200


def test_what_was_filed_opens_the_next_step(told):
    closed = text(told.get("/routes/?asked=1&lender=bank&conduct=insult"))
    assert "还不到时候" in closed
    log(told)
    page = text(told.get("/routes/?asked=1&lender=bank&conduct=insult"))
    assert "已经交过" in page
    assert "已经有了：机构的投诉编号" in page


def test_the_sample_has_dates_and_a_way(sample):
    page = text(sample.get("/calendar/"))
    assert "不会过期的" in page
    assert "向公安机关报案的期限" in page
    assert "记录里有" in text(sample.get("/routes/"))
    assert "/calendar/#" in text(sample.get("/"))
    (sample.home / "holidays-cn.csv").write_text("2027-01-01,frei,元旦\n", encoding="utf-8")
    assert "日期现在算不出来" in text(sample.get("/"))
