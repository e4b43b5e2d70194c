"""A case told whole: people, a debt, and contacts on both sides of the new year 2026."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from anning.casework.papers.given import Counted, PaperCase
from anning.domain.case import Case, Debt, Filing, Party
from anning.domain.china_time import parse_iso
from anning.domain.entries import Entry
from anning.domain.findings import Conduct, Finding
from anning.domain.papers import PaperDraft, draft_id
from anning.domain.records import contact_id
from anning.knowledge.forms.papers import form

EVIDENCE = "3fa9c1d2" * 8
DAY = date(2026, 11, 24)
AGENCY_NUMBER, MOTHER_NUMBER, STRANGER = "15400551007", "13911112222", "13800138000"

ME = Party(
    id="me", role="self", name="陈喆堃", id_number="330106199001011234", gender="女", born=date(1990, 1, 1),
    ethnicity="汉族", occupation="会计", employer="杭州某商贸有限公司", phone="13777778888",
    address="浙江省杭州市西湖区文三路100号2幢301室", service_address="浙江省杭州市西湖区文三路100号2幢301室",
    region="浙江省杭州市",
)  # fmt: skip
LENDER = Party(
    id="c-1", role="creditor", name="青禾消费金融有限公司", firm=True, lender="consumer_finance",
    address="浙江省杭州市滨江区江南大道1号", uscc="91330100MA00000000", represented_by="李某", phone="4000000000",
)  # fmt: skip
AGENCY = Party(
    id="a-1", role="agency", name="某某信用管理有限公司", firm=True, acts_for=("c-1",), keys=(AGENCY_NUMBER,),
    address="湖南省长沙市岳麓区某路2号",
)  # fmt: skip
MOTHER = Party(
    id="t-1", role="third_party", name="周桂香", relation="母亲", phone=MOTHER_NUMBER, keys=(MOTHER_NUMBER,),
    id_number="330106196001011228", gender="女", address="浙江省杭州市西湖区文三路100号2幢301室",
)  # fmt: skip
DEBT = Debt(
    id="d-1", creditor="c-1", product="loan", contract_no="QH20250101", signed=date(2025, 1, 1),
    principal="30000.00", claimed="41234.56",
)  # fmt: skip
COMPLAINED = Filing(
    id="f-1", paper="complaint_lender", channel="lender", against="c-1", status="filed", number="TS20261001",
    events=((date(2026, 10, 1), "filed"),),
)  # fmt: skip
TOLD = Case(
    parties={p.id: p for p in (ME, LENDER, AGENCY, MOTHER)}, debts={"d-1": DEBT}, filings={"f-1": COMPLAINED}
)
"""Nothing is missing."""


def finding(text: str, quote: str, conduct: str) -> Finding:
    start = text.index(quote)
    return Finding(
        conduct=Conduct(conduct), rule=f"{conduct}.made_up", start=start, end=start + len(quote), quote=quote,
        level="high",
    )  # fmt: skip


def message(
    number: int, at: str | None, text: str, quote: str, conduct: str, address: str = AGENCY_NUMBER
) -> Entry:
    locator = f"sms[{number}]"
    return Entry(
        id=contact_id(EVIDENCE, locator), kind="message", at=parse_iso(at) if at else None, direction="in",
        address=address, name="", text=text, channel="sms", duration_s=None, state="unknown", evidence=EVIDENCE,
        locator=locator, findings=(finding(text, quote, conduct),), verdict="likely_unlawful",
    )  # fmt: skip


OLD = message(
    1,
    "2025-12-31T23:50:00",
    "最后一天。今晚不处理就打断你的腿！你自己想清楚。",
    "打断你的腿",
    "threat_violence",
)
NEW = message(2, "2026-01-01T00:10:00", "新年第一天，再不处理就打断你的腿。", "打断你的腿", "threat_violence")
OTHERS = message(
    3, "2026-03-02T21:05:00", f"已经通知你妈周桂香{MOTHER_NUMBER}了，下一个是你单位同事{STRANGER}。", "通知你妈",
    "third_party_disclosure",
)  # fmt: skip
INSULT = message(4, "2026-03-05T09:00:00", "你就是个不要脸的老赖", "不要脸", "insult")
NIGHT = message(
    5, "2026-03-06T23:30:00", "还没睡吧？再不回电话让你全家不得安宁", "让你全家不得安宁", "intimidation"
)
NIGHT_PLAIN = message(6, "2026-03-07T02:00:00", "看到回复。", "看到回复", "off_hours_contact")
CALLS = Counted(
    day=date(2026, 3, 6), caller=AGENCY_NUMBER, attempts=17, connected=2, off_hours=3, evidence=(EVIDENCE,)
)
ENTRIES = (OLD, NEW, OTHERS, INSULT, NIGHT, NIGHT_PLAIN)

ANSWERS = {
    "a.reply_to": "手机 13777778888", "a.region": "浙江", "a.court": "杭州市西湖区人民法院",
    "a.police": "杭州市公安局西湖区分局文新派出所", "prior.answer": "至今没有答复", "a.harm": "无法正常休息，三次就诊",
    "a.relation": "自称被告委托的催收公司员工", "a.asked_day": "2026-10-20", "a.until": "2027-01-31",
    "a.own_first": "2026-02-01", "a.own_number": AGENCY_NUMBER,
    "a.seen": "2026年3月2日晚上八点，我接到电话，对方说“让你儿女出来”。",
}  # fmt: skip


def given(kind: str, *, case: Case = TOLD, day: date = DAY, **others: object) -> PaperCase:
    """Everything a paper of that kind may draw on, with all facts chosen."""
    told = form(kind)
    draft = PaperDraft(id=draft_id(kind, "d-1"), kind=kind, debt="d-1", answers=ANSWERS)
    draft = replace(draft, **others.pop("draft", {}))
    entries = tuple(e for e in ENTRIES if {f.conduct for f in e.findings} & set(told.conducts))
    counted = (CALLS,) if "frequency_harassment" in told.conducts else ()
    values = {
        "entries": entries,
        "counted": counted,
        "roles": {AGENCY_NUMBER: "collector", MOTHER_NUMBER: "known"},
    }
    return PaperCase(case=case, draft=draft, day=day, **(values | others))
