from __future__ import annotations

from itertools import pairwise

import cases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.casework import timeline
from anning.casework.document import Document, Exhibit, Heading, Numbers, Para, Table
from anning.casework.exhibits import LONG, sliced
from anning.casework.report import figures
from anning.casework.sources import Sources
from plainly import received


def exhibits(document: Document) -> list[Exhibit]:
    return [block for block in document.blocks if isinstance(block, Exhibit)]


def said(document: Document) -> str:
    return msgspec.json.encode(document.blocks).decode()


@given(
    text=st.text(min_size=1, max_size=3 * LONG),
    spans=st.lists(st.tuples(st.integers(0, 3 * LONG), st.integers(1, 40)), min_size=1, max_size=5),
)
def test_every_part_is_a_slice_of_the_text_and_the_marked_ones_are_the_findings(text, spans):
    found = [
        cases.finding(text, text[start : start + size])
        for first, size in spans
        if text[(start := first % len(text)) : start + size]
    ]
    parts, cut = sliced(text, found)
    assert all(part.text == text[part.start : part.start + len(part.text)] for part in parts)
    assert all(a.start + len(a.text) == b.start for a, b in pairwise(parts))
    marked = {place for p in parts if p.marked for place in range(p.start, p.start + len(p.text))}
    assert marked == {place for f in found for place in range(f.start, f.end)}
    assert cut or "".join(part.text for part in parts) == text


def test_each_act_is_shown_with_the_norm_of_its_own_day():
    before = "过了今晚打断你的腿"
    old = cases.message(
        0,
        before,
        cases.finding(before, "打断你的腿", citations=(cases.OLD,)),
        at="2025-12-31T23:59:59.999+08:00",
    )
    new = cases.threat(1, at="2026-01-01T00:00:00+08:00")
    first, second = exhibits(cases.report(old, new))
    assert "第四十二条" in dict(first.facts)["当天的依据"]
    assert "至 2025-12-31" in dict(first.facts)["当天的依据"]
    assert "第五十条" in dict(second.facts)["当天的依据"]
    assert "已核对条文原文" in dict(second.facts)["当天的依据"]


def test_an_exhibit_says_where_the_evidence_lies():
    entry = cases.threat(7)
    (shown,) = exhibits(cases.report(entry))
    place = dict(shown.facts)["证据编号"]
    assert cases.EVIDENCE[:16] in place
    assert "sms[7]" in place
    assert entry.id in place


def test_the_findings_are_listed_by_time_with_where_they_are_shown():
    text = "打断你的腿，你这个骗子"
    both = cases.message(
        1,
        text,
        cases.finding(text, "打断你的腿"),
        cases.finding(text, "骗子", "insult"),
        at="2026-01-01T08:00:00",
    )
    document = cases.report(cases.threat(0, at="2026-01-09T08:00:00"), both)
    table = next(b for b in document.blocks if isinstance(b, Table) and b.columns[-1] == "见")
    assert [row[0][:10] for row in table.rows] == ["2026-01-01", "2026-01-09"]
    assert table.rows[0][2:] == ("暴力威胁、侮辱", "1-1、2-1")
    assert {e.number for e in exhibits(document)} == {"1-1", "1-2", "2-1"}


def test_what_the_person_dismissed_is_left_out_and_said_so():
    entry = cases.threat(0)
    document = cases.report(msgspec.structs.replace(entry, dismissed=("threat_violence.made_up",)))
    assert exhibits(document) == []
    assert "有 1 处发现您标记为“不同意”" in said(document)


def test_the_persons_own_words_are_never_an_exhibit():
    assert exhibits(cases.report(cases.threat(0, direction="out"))) == []


def test_the_summary_counts_contacts_not_findings():
    text = "打断你的腿，你这个骗子"
    twice = cases.message(0, text, cases.finding(text, "打断你的腿"), cases.finding(text, "骗子", "insult"))
    document = cases.report(twice, cases.threat(1))
    numbers = next(block for block in document.blocks if isinstance(block, Numbers))
    assert {n.label: n.value for n in numbers.items}["很可能不合法的联系"] == "2"
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row[:2] for row in table.rows] == [("暴力威胁", "2"), ("侮辱", "1")]


def test_a_large_case_prints_the_clearest_and_says_how_many_more_there_are(monkeypatch):
    monkeypatch.setattr(timeline, "KEPT", 5)
    text = "打断你的腿"
    weak = [cases.message(n, text, cases.finding(text, text, level="low")) for n in range(20)]
    document = cases.report(*weak, cases.threat(99, at="2025-12-30T10:00:00"))
    assert len(exhibits(document)) == 5
    assert any("sms[99]" in dict(e.facts)["证据编号"] for e in exhibits(document))
    assert "这一类还有 16 条没有印出来" in said(document)


def test_a_case_without_findings_says_what_that_does_not_mean():
    document = cases.report(cases.message(0, "到家了吗", address="15400080001", name="妈"))
    assert "这不等于没有发生过" in said(document)
    assert exhibits(document) == []


def test_an_empty_home_still_gives_a_report():
    document = cases.report(sources=Sources(files=(), as_of=None))
    assert "还没有导入任何文件" in said(document)


def test_the_limits_and_the_debt_are_said_in_every_report():
    text = said(cases.report())
    for words in (
        "不能证明封存之前",
        "欠的钱仍然",
        "只是“可能的线索”",
        "不要删除手机里的短信",
        "钥匙在您自己手里",
    ):
        assert words in text


def test_the_completeness_of_a_file_is_told():
    text = said(cases.report(cases.threat(0)))
    for words in (
        "文件自称 3 条，实际读到 2 条",
        "读到断开处为止",
        "2026-01-02 至 2026-01-07",
        "第 3 行",
        "c0de",
    ):
        assert words in text


def test_court_like_messages_are_to_be_taken_seriously_and_never_called_fake():
    text = said(cases.report(cases.message(0, "【某某县人民法院】您的案件已立案", address="12368")))
    assert "12368" in text
    assert "人民法院在线服务" in text
    assert "假" not in text
    assert "诈骗" not in text


def test_an_entry_without_a_time_says_so():
    (shown,) = exhibits(cases.report(cases.threat(0, at=None)))
    assert "时间不明" in shown.head
    assert any("先弄清日期" in value for _, value in shown.facts)


def test_headings_never_skip_a_level():
    """A PDF/UA that skips one is refused by typst, and a screen reader loses its way."""
    levels = [
        b.level
        for b in cases.report(cases.threat(0), cases.call(0, "2026-01-08T23:00:00")).blocks
        if isinstance(b, Heading)
    ]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_the_same_case_gives_the_same_document_whatever_the_order_of_equal_times():
    entries = [cases.threat(n) for n in range(8)]
    assert cases.report(*entries) == cases.report(*reversed(entries))


def test_figures_hold_what_the_paper_counts():
    entries = [cases.threat(0), cases.call(0, "2026-01-08T23:00:00")]
    from anning.casework import ledger

    numbers = figures(cases.surveyed(entries), ledger.ledger(received(entries), {}), cases.SOURCES)
    assert numbers["likely_unlawful"] == 1
    assert numbers["contacts"] == {"call": 1, "message": 1}
    assert numbers["calls_30d"]["calls"] == 1
    assert numbers["files"][0]["id"] == cases.EVIDENCE


@pytest.mark.parametrize("word", ["犯罪事实", "已构成犯罪", "违法事实清楚"])
def test_the_report_itself_never_says_that_a_crime_was_committed(word):
    texts = [b.text for b in cases.report(cases.threat(0)).blocks if isinstance(b, Para)]
    assert not any(word in text for text in texts)
