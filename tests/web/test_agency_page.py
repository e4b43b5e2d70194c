"""The page that reads an agency's words; nothing is kept, nothing of the text is alive in the page."""

from __future__ import annotations

from test_web_pages import check, text

CHAT = "百分百成功，先交三千服务费，<script>alert(1)</script>验证码一会儿发我"


def test_signals_with_their_words_and_the_free_way(bench):
    response = bench.post("/agency/", {"text": CHAT})
    check(response)
    page = text(response)
    for said in ("先交钱才办", "要验证码、密码", "12348", "免费的路"):
        assert said in page
    assert "<script>alert" not in page


def test_an_empty_text_is_asked_for_kindly(bench):
    response = bench.post("/agency/", {"text": "  "})
    check(response)
    assert "没有要看的文字" in text(response)


def test_other_talk_is_not_called_a_scam(bench):
    page = text(bench.post("/agency/", {"text": "明天下午三点开家长会"}))
    assert "看起来不是在谈" in page
