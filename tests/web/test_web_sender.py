"""The page that says who sent a message: plain forms, nothing kept, nothing of the text alive in the page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from test_web_pages import check, text

COURT = "【某某区人民法院】（2026）苏0102民初1234号，定于12月3日开庭，您涉嫌诈骗，勿信假信息，点http://court-gov.top/x"
HOSTILE = (
    "【<img src=x onerror=alert(1)>】</textarea><script>alert(1)</script> "
    'http://a"onclick=x.top/<b> https://<b>.example.top/ 我是<b>公安局</b>'
)


class Alive(HTMLParser):
    """Every tag a browser would see, with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_empty_page(bench):
    response = bench.get("/sender/")
    check(response)
    assert '<form method="post" action="/sender/"' in text(response)


def test_a_court_like_text_gets_the_routes_the_clock_question_and_no_names(bench):
    response = bench.post("/sender/", {"text": COURT, "number": "+86 1069 0000 1234"})
    check(response)
    page = text(response)
    for said in (
        "12368",
        "人民法院在线服务",
        "带身份证到法院",
        "是否已经送达？",
        "某某区人民法院",
        "1069",
        "court-gov.top",
    ):
        assert said in page
    assert "假" not in page
    assert "诈骗" not in page
    assert 'href="http://court-gov.top' not in page


def test_three_statements_stand_apart(bench):
    page = text(
        bench.post("/sender/", {"text": "【招商银行】账单已出，见https://icbc.top/a", "number": "95555"})
    )
    places = [page.index(said) for said in ("它自称是", "能支持它的", "没有核实的", "三个步骤")]
    assert places == sorted(places)
    assert "凭记忆，没有核对" in page


@pytest.mark.parametrize("text_", [HOSTILE, HOSTILE * 500])
def test_hostile_markup_is_shown_and_never_alive(bench, text_):
    response = bench.post("/sender/", {"text": text_, "number": '"><script>alert(2)</script>'})
    assert "default-src 'none'" in response["Content-Security-Policy"]
    page = text(response)
    assert "&lt;img src=x" in page
    tags = Alive(page).tags
    assert all(
        attributes["src"].startswith("/static/") for tag, attributes in tags if tag in {"script", "img"}
    )
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert [tag for tag, _ in tags].count("textarea") == 1


@pytest.mark.parametrize("given", ["", "  ", "法" * 20_001])
def test_nothing_or_too_much_is_a_sentence_on_the_same_page(bench, given):
    response = bench.post("/sender/", {"text": given})
    check(response)
    assert 'role="alert"' in text(response)


def test_it_keeps_nothing(bench):
    from anning import store

    bench.post("/sender/", {"text": COURT})
    assert store.count(store.Where()) == 0
    assert not any(COURT.encode() in file.read_bytes() for file in bench.home.rglob("*") if file.is_file())


def test_it_can_be_asked_of_a_message_of_the_case(sample):
    from anning import store

    entry = store.entries(store.Where(kinds=("message",)), limit=1)[0]
    page = text(sample.get(f"/sender/?contact={entry.id}"))
    assert entry.text[:8] in page
    assert sample.get(f"/sender/?contact={'0' * 32}").status_code == 404


def test_more_leads_there(bench):
    assert 'href="/sender/"' in text(bench.get("/more/"))
