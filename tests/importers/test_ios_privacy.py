from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from importing import Got


def line(
    app: str = "com.example.loan",
    category: str = "contacts",
    at: str = "2026-03-01T10:00:00.000+08:00",
    **how,
):
    told = {
        "accessor": {"identifier": app, "identifierType": "bundleID"},
        "category": category,
        "timeStamp": at,
    }
    return json.dumps({"type": "access", "kind": "intervalBegin", "identifier": "A", **told, **how}) + "\n"


def test_one_line_of_the_timeline_for_each_app_and_category():
    data = (
        line() + line(kind="intervalEnd") + line(at="2026-03-02T09:00:00+08:00") + line(category="photos")
        + line(app="com.tencent.xin")
        + json.dumps({"type": "networkActivity", "bundleID": "com.example.loan", "domain": "x.example"}) + "\n"
    )  # fmt: skip
    got = Got(data.encode(), "App_Privacy_Report_v4.ndjson")
    assert got.reading.format == "ios_privacy"
    counts = {(c.extra["accessor"], c.extra["category"]): c.extra["count"] for c in got.contacts}
    assert counts == {
        ("com.example.loan", "contacts"): "2",
        ("com.example.loan", "photos"): "1",
        ("com.tencent.xin", "contacts"): "1",
    }
    assert "读取通讯录 2 次" in got.texts[0]


def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_in():
    got = Got((line() + "{half\n" + line()).encode(), "report.ndjson")
    assert [problem.where for problem in got.problems] == ["report.ndjson 第 2 行"]
    assert got.contacts[0].extra["count"] == "2"


@given(junk=st.lists(st.text(max_size=30).map(lambda t: t.replace("\n", "")), max_size=4))
def test_other_lines_of_text_are_not_taken_for_one(junk):
    from anning.importers.formats.ios_privacy import FORMAT

    assert FORMAT.sniff("\n".join(junk).encode("utf-8", "ignore"), "x.ndjson") == 0
